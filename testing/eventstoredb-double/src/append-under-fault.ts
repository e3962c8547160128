import type { ServiceError } from "@grpc/grpc-js";
import type { WriteOutcome } from "./node-log.ts";
import type { Node } from "./node.ts";
import { callError } from "./statuses.ts";

/** Writes and answers an append, or misbehaves as the plan wants it next. */
export function appendUnderFault(
  node: Node,
  write: () => WriteOutcome,
  reply: {
    readonly answer: (outcome: WriteOutcome) => void;
    readonly reject: (error: ServiceError) => void;
  },
): void {
  const fault = node.plan.nextAppend();
  switch (fault?.kind) {
    case undefined:
      return reply.answer(write());
    case "stall":
      return;
    case "lose-answer":
      return void write();
    case "drop":
      if (fault.written) write();
      return node.drop();
    case "reject":
      if (fault.written) write();
      return reply.reject(callError(fault.code, "rejected on demand"));
    default:
      return fault satisfies never;
  }
}
