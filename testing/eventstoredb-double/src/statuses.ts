import shared from "@eventstore/db-client/generated/shared_pb.js";
import code from "@eventstore/db-client/generated/code_pb.js";
import rpc from "@eventstore/db-client/generated/status_pb.js";
import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Expected, WriteOutcome } from "./node-log.ts";

/** The most bytes of one append, all its events together, as a node is set up unless told otherwise. */
export const MAX_APPEND_BYTES = 1_048_576;

export type Refused = Exclude<WriteOutcome, { kind: "success" }>;

/** The error of a whole call, as the client maps it: by the words in its trailers. */
export function callError(
  code: number,
  details: string,
  trailers: { readonly [name: string]: string } = {},
): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** A deletion that was refused. */
export function refusedDelete(stream: string, expected: Expected, refused: Refused): ServiceError {
  if (refused.kind === "stream-deleted") return streamDeleted(stream);
  const [wanted, actual] = [expectedNumber(expected), refused.current ?? -1];
  const details =
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, ` +
    `Expected version: ${wanted}, Actual version: ${actual}`;
  return callError(status.FAILED_PRECONDITION, details, {
    exception: "wrong-expected-version",
    "stream-name": stream,
    "expected-version": String(wanted),
    "actual-version": String(actual),
  });
}

const KNOWN_USERS = new Set(["admin:changeit", "ops:changeit"]);

/** The error for a caller whose name and password are wrong; without TLS the client sends none. */
export function refusedCaller(metadata: Metadata): ServiceError | undefined {
  const [authorization] = metadata.get("authorization");
  if (authorization === undefined) return undefined;
  const [, credentials = ""] = String(authorization).split(" ");
  return KNOWN_USERS.has(Buffer.from(credentials, "base64").toString())
    ? undefined
    : callError(status.UNAUTHENTICATED, "The user is not known, or the password is wrong.");
}

export const streamDeleted = (stream: string): ServiceError =>
  callError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: "stream-deleted",
    "stream-name": stream,
  });

export const tooLarge = (): ServiceError =>
  callError(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`, {
    exception: "maximum-append-size-exceeded",
    "maximum-append-size": String(MAX_APPEND_BYTES),
  });

function expectedNumber(expected: Expected): number {
  if (typeof expected === "number") return expected;
  return { any: -2, "no-stream": -1, "stream-exists": -4 }[expected];
}

/** The error of one append in a batch. */
export type BatchRefusal = Refused | { readonly kind: "timeout" | "too-large" };

export function batchStatus(
  stream: shared.StreamIdentifier,
  expected: Expected,
  refused: BatchRefusal,
): rpc.Status {
  const [name, message] = batchDetails(stream, expected, refused);
  const details = new any.Any();
  details.pack(message.serializeBinary(), `event_store.client.${name}`);
  const answer = new rpc.Status();
  answer.setCode(code.Code.UNKNOWN);
  answer.setMessage(name);
  answer.setDetails(details);
  return answer;
}

function batchDetails(
  stream: shared.StreamIdentifier,
  expected: Expected,
  refused: BatchRefusal,
): [string, { serializeBinary(): Uint8Array }] {
  switch (refused.kind) {
    case "wrong-expected-version":
      return ["WrongExpectedVersion", wrongExpectedVersion(expected, refused.current)];
    case "stream-deleted": {
      const deleted = new shared.StreamDeleted();
      deleted.setStreamIdentifier(stream);
      return ["StreamDeleted", deleted];
    }
    case "timeout":
      return ["Timeout", new shared.Timeout()];
    case "too-large": {
      const size = new shared.MaximumAppendSizeExceeded();
      size.setMaxappendsize(MAX_APPEND_BYTES);
      return ["MaximumAppendSizeExceeded", size];
    }
    default:
      return refused satisfies never;
  }
}

function wrongExpectedVersion(expected: Expected, current: number | null) {
  const wrong = new shared.WrongExpectedVersion();
  if (current === null) wrong.setCurrentNoStream(new empty.Empty());
  else wrong.setCurrentStreamRevision(String(current));
  if (expected === "any") wrong.setExpectedAny(new empty.Empty());
  else if (expected === "no-stream") wrong.setExpectedNoStream(new empty.Empty());
  else if (expected === "stream-exists") wrong.setExpectedStreamExists(new empty.Empty());
  else wrong.setExpectedStreamPosition(String(expected));
  return wrong;
}
