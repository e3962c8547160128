import type streams from "@eventstore/db-client/generated/streams_pb.js";
import { status, type handleServerStreamingCall } from "@grpc/grpc-js";
import { delivery, type ReadCall } from "./delivery.ts";
import { filterOf } from "./filter.ts";
import { nameOf, notFoundMessage } from "./messages.ts";
import type { StoredRecord } from "./events.ts";
import type { NodeLog } from "./node-log.ts";
import type { Node } from "./node.ts";
import { messageOf } from "./resolve-link.ts";
import { callError, refusedCaller, streamDeleted } from "./statuses.ts";
import { subscribe } from "./subscription.ts";

/** The direction as the protocol numbers it; the other one is backwards. */
const FORWARDS = 0;

type Options = streams.ReadReq.Options;

/** Pages of a stream or of the whole log, in both directions, and subscriptions to either. */
export function readService(
  node: Node,
): handleServerStreamingCall<streams.ReadReq, streams.ReadResp> {
  return (call) => {
    call.on("error", () => {});
    const options = call.request.getOptions();
    const refused = refusedCaller(call.metadata);
    if (refused !== undefined) return void call.emit("error", refused);
    if (options === undefined) {
      return void call.emit(
        "error",
        callError(status.INVALID_ARGUMENT, "The call has no options."),
      );
    }
    serve(node, call, options).catch(() => {
      // Such as an expression that is none.
      call.emit("error", callError(status.UNKNOWN, "Exception was thrown by handler."));
    });
  };
}

async function serve(node: Node, call: ReadCall, options: Options): Promise<void> {
  await node.plan.answering();
  if (options.hasSubscription()) return subscribe(node, call, options);
  const stream = options.getStream();
  const count = Number(options.getCount());
  const fromEnd = stream?.hasEnd() === true && options.getReadDirection() === FORWARDS;
  if (stream !== undefined && (fromEnd || count === 0)) {
    // Of a stream, there is no page from its end on, nor one without an event.
    const details = "Unexpected ReadStreamResult: Error";
    return void call.emit("error", callError(status.UNKNOWN, details));
  }
  const name = nameOf(stream?.getStreamIdentifier());
  const readable = stream === undefined ? undefined : node.log.readable(name);
  if (readable === "stream-deleted") return void call.emit("error", streamDeleted(name));
  if (readable === "not-found") {
    call.write(notFoundMessage(name));
    call.end();
    return;
  }
  const place = options.getAll()?.getPosition();
  if (place !== undefined && !isPlace(node.log, Number(place.getCommitPosition()), options)) {
    const details = "Unexpected ReadAllResult: Error";
    return void call.emit("error", callError(status.UNKNOWN, details));
  }
  const records =
    readable === undefined
      ? pageOfAll(node.log, options)
      : pageOfStream(readable.records, readable.first, options);
  const resolving = options.getResolveLinks();
  const { send, end } = delivery(call, node.plan.nextRead("page"));
  for (const record of records) {
    if (!(await send(messageOf(node.log, record, resolving)))) return;
  }
  end();
}

/** Whether a page of the log can begin there: at an event, or forwards where the log does not reach. */
function isPlace(log: NodeLog, position: number, options: Options): boolean {
  const record = log.all[log.indexAt(position)];
  if (record === undefined) return options.getReadDirection() === FORWARDS;
  return record.position === position;
}

function* pageOfStream(
  records: readonly StoredRecord[],
  first: number,
  options: Options,
): Generator<StoredRecord> {
  const place = options.getStream();
  const last = records.length - 1;
  const backwards = options.getReadDirection() !== FORWARDS;
  const atEnd = place?.hasEnd() === true;
  const from = place?.hasRevision() === true ? Number(place.getRevision()) : atEnd ? last : 0;
  let left = Number(options.getCount());
  const step = backwards ? -1 : 1;
  for (let at = backwards ? Math.min(from, last) : Math.max(from, first); left > 0; at += step) {
    const record = records[at];
    if (record === undefined || at < first || at > last) return;
    yield record;
    left -= 1;
  }
}

function* pageOfAll(log: NodeLog, options: Options): Generator<StoredRecord> {
  const filter = filterOf(options.getFilter());
  const place = options.getAll()?.getPosition();
  const backwards = options.getReadDirection() !== FORWARDS;
  const atEnd = options.getAll()?.hasEnd() === true;
  const end = log.all.length;
  if (atEnd && !backwards) return;
  // Forwards a position is inclusive, backwards it is exclusive.
  const found = place === undefined ? undefined : log.indexAt(Number(place.getCommitPosition()));
  let at = backwards ? (found ?? (atEnd ? end : 0)) - 1 : (found ?? 0);
  for (let left = Number(options.getCount()); left > 0; at += backwards ? -1 : 1) {
    const record = at < end ? log.all[at] : undefined;
    if (record === undefined) return;
    if (filter !== undefined && !filter.matches(record)) continue;
    yield record;
    left -= 1;
  }
}
