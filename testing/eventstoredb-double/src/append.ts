import streams from "@eventstore/db-client/generated/streams_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import { status, type handleClientStreamingCall, type ServiceError } from "@grpc/grpc-js";
import { appendUnderFault } from "./append-under-fault.ts";
import { expectedOf, nameOf, proposedOf, sizeOf } from "./messages.ts";
import type { ProposedEvent } from "./events.ts";
import type { Expected, NodeLog, WriteOutcome } from "./node-log.ts";
import type { Node } from "./node.ts";
import { callError, MAX_APPEND_BYTES, refusedCaller, streamDeleted, tooLarge } from "./statuses.ts";

type Answer = (error: ServiceError | null, response?: streams.AppendResp) => void;

/** One append per call: what clients use that send credentials with it. */
export function appendService(
  node: Node,
): handleClientStreamingCall<streams.AppendReq, streams.AppendResp> {
  return (call, callback) => {
    let options: streams.AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on("data", (request: streams.AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message !== undefined) events.push(proposedOf(message));
    });
    call.on("error", () => {});
    call.on("end", () => {
      const refused = refusedCaller(call.metadata);
      if (refused !== undefined) return callback(refused);
      void answer(node, options, events, callback);
    });
  };
}

async function answer(
  node: Node,
  options: streams.AppendReq.Options | undefined,
  events: readonly ProposedEvent[],
  reply: Answer,
): Promise<void> {
  await node.plan.answering();
  const stream = nameOf(options?.getStreamIdentifier());
  const expected = expectedOf(options);
  if (stream === "") {
    return reply(callError(status.INVALID_ARGUMENT, "The call names no stream."));
  }
  if (events.reduce((sum, event) => sum + sizeOf(event), 0) > MAX_APPEND_BYTES) {
    return reply(tooLarge());
  }
  appendUnderFault(node, () => node.log.append(stream, expected, events), {
    answer: (outcome) => reply(...response(stream, expected, outcome)),
    reject: reply,
  });
}

function response(
  stream: string,
  expected: Expected,
  outcome: ReturnType<NodeLog["append"]>,
): Parameters<Answer> {
  const answered = new streams.AppendResp();
  switch (outcome.kind) {
    case "success":
      answered.setSuccess(success(outcome));
      return [null, answered];
    case "wrong-expected-version":
      answered.setWrongExpectedVersion(wrongExpectedVersion(expected, outcome.current));
      return [null, answered];
    case "stream-deleted":
      return [streamDeleted(stream)];
    default:
      return outcome satisfies never;
  }
}

function success({ revision, position }: Extract<WriteOutcome, { kind: "success" }>) {
  const message = new streams.AppendResp.Success();
  if (revision < 0) message.setNoStream(new shared.Empty());
  else message.setCurrentRevision(String(revision));
  const place = new streams.AppendResp.Position();
  place.setCommitPosition(String(position));
  place.setPreparePosition(String(position));
  message.setPosition(place);
  return message;
}

function wrongExpectedVersion(expected: Expected, current: number | null) {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current === null) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  if (expected === "any") wrong.setExpectedAny(new shared.Empty());
  else if (expected === "no-stream") wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === "stream-exists") wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return wrong;
}
