import { position, revision, type Instant, type StreamName } from "./brands.ts";
import {
  InvalidAppend,
  type AppendOutcome,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
} from "./event-store.ts";
import { validateAppend } from "./validate-append.ts";

/** What a memory event store holds: it outlives the store, as a file would. */
export interface MemoryLog {
  readonly all: StoredEvent[];
  readonly streams: Map<StreamName, StoredEvent[]>;
}

export const memoryLog = (): MemoryLog => ({ all: [], streams: new Map() });

/**
 * An event store for tests, stricter than those that last: it parses what it is given, freezes what it returns, leaves
 * holes between positions, and lets others run before each answer, so that races show.
 */
export function memoryEventStore(log: MemoryLog = memoryLog()): EventStore {
  const waiting = new Set<() => void>();
  let closed = false;

  const turn = async () => {
    if (closed) throw new Error("The event store is closed.");
    await Promise.resolve();
  };
  const last = () => log.all.at(-1);

  return {
    async append(stream, expected, events, recordedAt) {
      validateAppend(events);
      for (const event of events) refuseBrokenJson(event);
      await turn();
      const outcome = decideAppend(log, stream, expected, events);
      if (outcome !== "write") {
        await turn();
        return outcome;
      }
      const written = write(log, stream, events, recordedAt);
      for (const wake of waiting) wake();
      await turn();
      return written;
    },

    async readStream(stream, options) {
      await turn();
      return pageOf(log.streams.get(stream) ?? [], options);
    },

    isRemoved: () => Promise.resolve(false),

    async readAll({ after, limit }: ReadAllOptions) {
      await turn();
      const start = after === null ? 0 : firstIndexAfter(log.all, after);
      return log.all.slice(start, start + limit);
    },

    async head() {
      await turn();
      return last()?.position ?? null;
    },

    async changed(after, signal) {
      await turn();
      const head = last()?.position ?? null;
      if (signal.aborted || (head !== null && (after === null || head > after))) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener("abort", wake);
      });
    },

    async close() {
      closed = true;
      for (const wake of waiting) wake();
    },
  };
}

function refuseBrokenJson(event: NewEvent): void {
  for (const text of [event.data, event.metadata]) {
    try {
      JSON.parse(text);
    } catch (cause) {
      throw new InvalidAppend(`Event ${event.id} holds text that is not JSON.`, { cause });
    }
  }
}

function decideAppend(
  log: MemoryLog,
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): AppendOutcome | "write" {
  const stored = log.streams.get(stream) ?? [];
  const first = expected === "no-stream" ? 0 : expected + 1;
  if (first === stored.length) return "write";
  const there = stored.slice(first, first + events.length);
  const last = there.at(-1);
  if (last !== undefined && events.every((event, index) => there[index]?.id === event.id)) {
    return committed(revision(first), last, true);
  }
  return { kind: "conflict", actual: stored.at(-1)?.revision ?? null };
}

function write(
  log: MemoryLog,
  stream: StreamName,
  events: readonly NewEvent[],
  now: Instant,
): AppendOutcome {
  const before = log.all.at(-1);
  const recordedAt = before !== undefined && before.recordedAt > now ? before.recordedAt : now;
  const stored = log.streams.get(stream) ?? [];
  log.streams.set(stream, stored);
  const first = revision(stored.length);
  let last = before;
  for (const { id, type, data, metadata } of events) {
    last = Object.freeze({
      id,
      type,
      data,
      metadata,
      stream,
      revision: revision(stored.length),
      // Holes of uneven size, as in a log whose positions are byte offsets: nobody can count with them.
      position: position((last?.position ?? 0n) + BigInt(data.length)),
      recordedAt,
    });
    stored.push(last);
    log.all.push(last);
  }
  if (last === undefined) throw new InvalidAppend("An append needs at least one event.");
  return committed(first, last, false);
}

const committed = (
  first: StoredEvent["revision"],
  last: StoredEvent,
  repeated: boolean,
): AppendOutcome => ({
  kind: "committed",
  repeated,
  first,
  last: last.revision,
  position: last.position,
  recordedAt: last.recordedAt,
});

function pageOf(stored: readonly StoredEvent[], options: ReadStreamOptions): StoredEvent[] {
  if (options.direction !== "backwards") {
    const from = options.from ?? 0;
    return stored.slice(from, from + options.limit);
  }
  const end = Math.min(options.from ?? stored.length - 1, stored.length - 1) + 1;
  return stored.slice(Math.max(0, end - options.limit), end).reverse();
}

function firstIndexAfter(all: readonly StoredEvent[], after: bigint): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = all[middle];
    if (event !== undefined && event.position <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
