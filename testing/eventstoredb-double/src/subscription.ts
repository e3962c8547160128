import type streams from "@eventstore/db-client/generated/streams_pb.js";
import { status } from "@grpc/grpc-js";
import { delivery, type ReadCall } from "./delivery.ts";
import { filterOf } from "./filter.ts";
import { caughtUpMessage, checkpointMessage, confirmationMessage, nameOf } from "./messages.ts";
import type { StoredRecord } from "./events.ts";
import type { Node } from "./node.ts";
import { messageOf } from "./resolve-link.ts";
import { callError, streamDeleted } from "./statuses.ts";

/** The events that may wait for a live subscriber: with one more it is dropped. */
const MOST_BEHIND = 32;
/** A subscriber keeps up with an append of so many events; of a longer one it gets the beginning, and is dropped. */
const LONGEST_BURST = 300;
const TOO_SLOW =
  "Operation timed out: Consumer too slow to handle event while live. Client resubscription required.";

/** Sends what is there from a place on (exclusive), says that it caught up, and goes on with what comes. */
export async function subscribe(
  node: Node,
  call: ReadCall,
  options: streams.ReadReq.Options,
): Promise<void> {
  const { log, plan } = node;
  const stream = options.getStream();
  const name = nameOf(stream?.getStreamIdentifier());
  const readable = () => (stream === undefined ? undefined : log.readable(name));
  if (readable() === "stream-deleted") return void call.emit("error", streamDeleted(name));

  const source = (): readonly StoredRecord[] =>
    stream === undefined ? log.all : log.records(name);
  const filter = filterOf(options.getFilter());
  const { send } = delivery(call, plan.nextRead("subscription"));
  let cursor = stream === undefined ? startInLog(node, options) : startInStream(stream, source());
  let [considered, live, busy, over] = [0, false, false, false];
  const fromEnd = stream?.hasEnd() === true;
  let dropAt: number | undefined;

  async function pump(): Promise<void> {
    if (busy || over) return;
    const there = readable();
    // Of a stream that there is not, or not any more, nothing is said until it is.
    if (there === "not-found" && !live && !fromEnd) return;
    if (typeof there === "object" && !live) cursor = Math.max(cursor, there.first);
    busy = true;
    for (let record = source()[cursor]; record !== undefined; record = source()[cursor]) {
      await plan.answering();
      if (cursor === dropAt) return end(status.ABORTED, TOO_SLOW);
      cursor += 1;
      considered += 1;
      if (filter?.matches(record) ?? true) {
        if (!(await send(messageOf(log, record, options.getResolveLinks())))) return stop();
      }
      if (filter !== undefined && considered % filter.checkpointInterval === 0) {
        call.write(checkpointMessage(record.position));
      }
      if (over) return;
    }
    if (readable() === "stream-deleted") {
      stop();
      return void call.emit("error", streamDeleted(name));
    }
    if (!live) {
      call.write(caughtUpMessage());
      // A node counts two more towards the next checkpoint when it goes over from what was there to what comes.
      if (considered > 0) considered += 2;
    }
    live = true;
    busy = false;
  }

  function onWritten(written: readonly StoredRecord[]): void {
    const writtenTo = written[0]?.stream;
    // Metadata may bring back a stream that was deleted.
    if (stream !== undefined && writtenTo === `$$${name}`) return void pump();
    if (stream !== undefined && writtenTo !== name) return;
    const waiting = source().length - written.length - cursor;
    if (live && waiting > MOST_BEHIND) return end(status.ABORTED, TOO_SLOW);
    if (live && written.length > LONGEST_BURST) dropAt ??= cursor + LONGEST_BURST - MOST_BEHIND;
    void pump();
  }

  function end(code?: number, details = "ended on demand"): void {
    if (over) return;
    stop();
    if (code === undefined) call.end();
    else call.emit("error", callError(code, details));
  }

  const forget = plan.onEndSubscriptions((code) => end(code));
  function stop(): void {
    over = true;
    log.listeners.delete(onWritten);
    forget();
  }

  call.on("cancelled", stop);
  call.on("close", stop);
  log.listeners.add(onWritten);
  call.write(confirmationMessage());
  await pump();
}

function startInLog({ log }: Node, options: streams.ReadReq.Options): number {
  const all = options.getAll();
  const position = all?.getPosition();
  if (position !== undefined) return log.indexAt(Number(position.getCommitPosition()) + 1);
  return all?.hasEnd() === true ? log.all.length : 0;
}

function startInStream(
  place: streams.ReadReq.Options.StreamOptions,
  records: readonly StoredRecord[],
): number {
  if (place.hasRevision()) return Number(place.getRevision()) + 1;
  return place.hasEnd() ? records.length : 0;
}
