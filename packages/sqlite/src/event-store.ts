import { validateAppend, type AppendOutcome, type EventStore } from "@docket/event-sourcing";
import { setTimeout as delay } from "node:timers/promises";
import { inFile, openDatabase, storeError, type Mode } from "./open.ts";
import { eventReader } from "./read-events.ts";
import { eventWriter, type Append } from "./write-events.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS streams (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    position    INTEGER PRIMARY KEY,
    stream_id   INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    id          TEXT NOT NULL,
    type        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    data        TEXT NOT NULL,
    metadata    TEXT NOT NULL,
    UNIQUE (stream_id, revision)
  ) STRICT`;

/** The most appends in one transaction: it bounds how long the process can do nothing else. */
const MAX_GROUP = 1_024;
/** The most groups in one turn of the event loop: some milliseconds of fsync. */
const MAX_WITHOUT_TURN = 8;
/** How often a reader in another process looks for new events. */
const POLL_MILLISECONDS = 100;

interface Waiting extends Append {
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * The event store in one SQLite file. Appends that wait together are committed together, each with an outcome of its
 * own; a rejected one was not written. Writing needs the folder's lock (`lockFolder`), reading does not.
 * @throws StoreError STORE_CORRUPT, STORE_MISSING
 */
export function openEventStore(file: string, mode: Mode = "write"): EventStore {
  const database = openDatabase(file, mode, "events", schema);
  const reader = inFile(file, () => eventReader(database));
  const writer = mode === "write" ? inFile(file, () => eventWriter(database)) : undefined;
  const sleepers = new Set<() => void>();
  let queue: Waiting[] = [];
  /** Groups whose senders have got their answers and may be acting on them. */
  let answering = 0;
  /** Groups written since the event loop last turned. */
  let sinceTurn = 0;
  /** How many the last group answered: so many may be expected back. */
  let lastGroup = 0;

  /**
   * What comes in answer to a commit is complete when all who were answered have acted, and is written at once. What
   * comes from outside is gathered until the turn's end, and so is every few groups: others need the loop too.
   */
  function schedule(): void {
    if (answering > 0 && sinceTurn < MAX_WITHOUT_TURN) process.nextTick(drainIfComplete);
    else setImmediate(drainAfterTurn);
  }

  /** When most of those who were answered have not come back, they wait for something that needs a turn of the loop. */
  function drainIfComplete(): void {
    if (queue.length * 2 < lastGroup) setImmediate(drainAfterTurn);
    else drain();
  }

  function drainAfterTurn(): void {
    sinceTurn = 0;
    drain();
  }

  function drain(): void {
    const group = queue.length > MAX_GROUP ? queue.slice(0, MAX_GROUP) : queue;
    queue = queue.length > MAX_GROUP ? queue.slice(MAX_GROUP) : [];
    if (queue.length > 0) setImmediate(drainAfterTurn);
    sinceTurn += 1;
    lastGroup = group.length;
    const settled = commit(group);
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = settled[index];
      if (outcome === undefined || outcome.kind === "failed")
        reject(storeError(file, outcome?.cause));
      else if (outcome.kind === "unknown")
        resolve({ kind: "unknown", cause: storeError(file, outcome.cause) });
      else resolve(outcome);
    }
    for (const wake of sleepers) wake();
    answering += 1;
    // A microtask after those of the answers; the tick after all that these bring.
    queueMicrotask(() => process.nextTick(answered));
  }

  function answered(): void {
    answering -= 1;
  }

  function commit(group: readonly Waiting[]) {
    try {
      return writer?.commit(group) ?? [];
    } catch (cause) {
      // Not even the undoing worked.
      return group.map(() => ({ kind: "unknown", cause }) as const);
    }
  }

  const newerThan = (after: bigint | null) => {
    const head = inFile(file, () => reader.head());
    return head !== null && (after === null || head > after);
  };

  return {
    append(stream, expected, events, recordedAt) {
      return new Promise((resolve, reject) => {
        validateAppend(events);
        if (!database.isOpen || writer === undefined) {
          throw new Error(`${file} is not open to write.`);
        }
        if (queue.length === 0) schedule();
        queue.push({ stream, expected, events, recordedAt, resolve, reject });
      });
    },
    readStream: async (stream, options) => inFile(file, () => reader.stream(stream, options)),
    async isRemoved(stream, at) {
      const [next] = inFile(file, () => reader.stream(stream, { from: at, limit: 1 }));
      return next !== undefined && next.revision > at;
    },
    readAll: async ({ after, limit }) => inFile(file, () => reader.all(after, limit)),
    head: async () => inFile(file, () => reader.head()),
    async changed(after, signal) {
      while (database.isOpen && !signal.aborted && !newerThan(after)) {
        await (writer ? nextCommit(sleepers, signal) : pause(signal));
      }
    },
    async close() {
      while (queue.length > 0) drain();
      if (database.isOpen) database.close();
      for (const wake of sleepers) wake();
    },
  };
}

function nextCommit(sleepers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      sleepers.delete(wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    sleepers.add(wake);
    signal.addEventListener("abort", wake);
  });
}

const pause = (signal: AbortSignal): Promise<void> =>
  delay(POLL_MILLISECONDS, undefined, { signal }).catch(() => {});
