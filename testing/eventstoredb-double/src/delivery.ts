import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerWritableStream } from "@grpc/grpc-js";
import type { ReadFault } from "./faults.ts";
import { callError } from "./statuses.ts";

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

export interface Delivery {
  /** Sends an event, when the reader takes more. False when the call is over. */
  readonly send: (message: streams.ReadResp) => Promise<boolean>;
  readonly end: () => void;
}

/** Sends events to a reader at its pace, with the fault that this call meets. */
export function delivery(call: ReadCall, fault: ReadFault | undefined): Delivery {
  let sent = 0;
  let kept: streams.ReadResp | undefined;

  async function write(message: streams.ReadResp): Promise<boolean> {
    if (call.cancelled || call.destroyed) return false;
    if (!call.write(message)) await drained(call);
    sent += 1;
    return !call.cancelled;
  }
  function flush(): void {
    if (kept !== undefined) call.write(kept);
    kept = undefined;
  }

  return {
    async send(message) {
      switch (fault?.kind) {
        case undefined:
          return write(message);
        case "stall":
          return false;
        case "duplicate":
          return (await write(message)) && write(message);
        case "reorder": {
          if (kept === undefined) {
            kept = message;
            return true;
          }
          const earlier = kept;
          kept = undefined;
          return (await write(message)) && write(earlier);
        }
        case "abort":
          if (sent < fault.after) return write(message);
          call.emit("error", callError(fault.code, "aborted on demand"));
          return false;
        case "end":
          if (sent < fault.after) return write(message);
          call.end();
          return false;
        default:
          return fault satisfies never;
      }
    },
    end() {
      if (fault?.kind === "stall") return;
      flush();
      call.end();
    },
  };
}

function drained(call: ReadCall): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off("drain", done).off("cancelled", done).off("close", done);
      resolve();
    };
    call.on("drain", done).on("cancelled", done).on("close", done);
  });
}
