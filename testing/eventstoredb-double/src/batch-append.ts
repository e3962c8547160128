import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { handleBidiStreamingCall, ServerDuplexStream } from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { appendUnderFault } from "./append-under-fault.ts";
import { expectedOf, nameOf, proposedOf, sizeOf, uuidOf } from "./messages.ts";
import type { ProposedEvent } from "./events.ts";
import type { Expected, WriteOutcome } from "./node-log.ts";
import type { Node } from "./node.ts";
import { batchStatus, MAX_APPEND_BYTES, refusedCaller, type BatchRefusal } from "./statuses.ts";

type Call = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

interface Pending {
  readonly id: shared.UUID;
  readonly stream: shared.StreamIdentifier;
  readonly expected: Expected;
  readonly events: ProposedEvent[];
  size: number;
}

/** Many appends over one call, answered by their correlation ids. An append may come in several messages. */
export function batchAppendService(
  node: Node,
): handleBidiStreamingCall<streams.BatchAppendReq, streams.BatchAppendResp> {
  return (call) => {
    const pending = new Map<string, Pending>();
    const held: streams.BatchAppendReq[] = [];
    const serve = (request: streams.BatchAppendReq) => accept(node, call, pending, request);
    call.on("data", (request: streams.BatchAppendReq) => {
      const hanging = node.plan.answering();
      if (hanging === undefined) return serve(request);
      if (held.push(request) === 1) void hanging.then(() => held.splice(0).forEach(serve));
    });
    call.on("error", () => {});
    const refused = refusedCaller(call.metadata);
    if (refused !== undefined) return void call.emit("error", refused);
    call.on("end", () => call.end());
  };
}

function accept(
  node: Node,
  call: Call,
  pending: Map<string, Pending>,
  request: streams.BatchAppendReq,
): void {
  const key = uuidOf(request.getCorrelationId());
  const options = request.getOptions();
  if (options !== undefined) pending.set(key, begun(request, options));
  const append = pending.get(key);
  if (append === undefined) return;
  const refuse = (kind: "timeout" | "too-large") => {
    pending.delete(key);
    call.write(answerTo(append, { kind }));
  };
  // The deadline is an instant: to a client whose clock is slow, every append comes too late.
  const deadline = options?.getDeadline()?.toDate();
  if (deadline !== undefined && deadline.getTime() <= node.now()) return refuse("timeout");
  for (const message of request.getProposedMessagesList()) {
    const event = proposedOf(message);
    append.events.push(event);
    append.size += sizeOf(event);
  }
  if (append.size > MAX_APPEND_BYTES) return refuse("too-large");
  if (!request.getIsFinal()) return;
  pending.delete(key);
  finish(node, call, append);
}

const begun = (
  request: streams.BatchAppendReq,
  options: streams.BatchAppendReq.Options,
): Pending => ({
  id: request.getCorrelationId() ?? new shared.UUID(),
  stream: options.getStreamIdentifier() ?? new shared.StreamIdentifier(),
  expected: expectedOf({
    hasAny: () => options.hasAny(),
    hasNoStream: () => options.hasNoStream(),
    hasStreamExists: () => options.hasStreamExists(),
    getRevision: () => options.getStreamPosition(),
  }),
  events: [],
  size: 0,
});

function finish(node: Node, call: Call, append: Pending): void {
  const write = () => node.log.append(nameOf(append.stream), append.expected, append.events);
  appendUnderFault(node, write, {
    answer: (outcome) => void call.write(answerTo(append, outcome)),
    reject: (error) => void call.emit("error", error),
  });
}

function answerTo(append: Pending, outcome: WriteOutcome | BatchRefusal): streams.BatchAppendResp {
  const answer = new streams.BatchAppendResp();
  answer.setCorrelationId(append.id);
  answer.setStreamIdentifier(append.stream);
  const { expected } = append;
  if (expected === "any") answer.setAny(new empty.Empty());
  else if (expected === "no-stream") answer.setNoStream(new empty.Empty());
  else if (expected === "stream-exists") answer.setStreamExists(new empty.Empty());
  else answer.setStreamPosition(String(expected));
  if (outcome.kind === "success") answer.setSuccess(success(outcome));
  else answer.setError(batchStatus(append.stream, expected, outcome));
  return answer;
}

function success({ revision, position }: Extract<WriteOutcome, { kind: "success" }>) {
  const message = new streams.BatchAppendResp.Success();
  if (revision < 0) message.setNoStream(new empty.Empty());
  else message.setCurrentRevision(String(revision));
  const place = new shared.AllStreamPosition();
  place.setCommitPosition(String(position));
  place.setPreparePosition(String(position));
  message.setPosition(place);
  return message;
}
