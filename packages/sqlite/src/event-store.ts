import { validateAppend, type EventStore } from "@docket/event-sourcing";
import { setTimeout as delay } from "node:timers/promises";
import { createAppendQueue, type AppendQueue } from "./append-queue.ts";
import { inFile, openDatabase, storeError, type Mode } from "./open.ts";
import { eventReader } from "./read-events.ts";
import { eventWriter } from "./write-events.ts";
import { startWriterThread } from "./writer-thread.ts";

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

/** Appends in one commit from which on a thread of its own makes the commits. */
const THREAD_FROM = 16;
/** How often a reader in another process looks for new events. */
const POLL_MILLISECONDS = 100;

/**
 * The event store in one SQLite file. Appends that wait together are committed together, each with an outcome of its
 * own; a rejected one was not written. Writing needs the folder's lock (`lockFolder`), reading does not.
 * @throws StoreError STORE_CORRUPT, STORE_MISSING
 */
export function openEventStore(
  file: string,
  mode: Mode = "write",
  { threadFrom = THREAD_FROM }: { readonly threadFrom?: number } = {},
): EventStore {
  const database = openDatabase(file, mode, schema);
  const reader = inFile(file, () => eventReader(database));
  const sleepers = new Set<() => void>();
  let closing = false;
  const queue = mode === "write" ? inFile(file, () => queueFor()) : undefined;

  function queueFor(): AppendQueue {
    const writer = eventWriter(database);
    return createAppendQueue({
      onTheSpot: writer.commit,
      startThread: () => startWriterThread(file),
      threadFrom,
      errorOf: (cause) => storeError(file, cause),
      onCommit() {
        for (const wake of sleepers) wake();
      },
    });
  }

  const newerThan = (after: bigint | null) => {
    const head = inFile(file, () => reader.head());
    return head !== null && (after === null || head > after);
  };

  return {
    append(stream, expected, events, recordedAt) {
      return new Promise((resolve, reject) => {
        validateAppend(events);
        if (closing || queue === undefined) {
          throw new Error(`${file} is not open to write.`);
        }
        queue.push({ stream, expected, events, recordedAt, resolve, reject });
      });
    },
    readStream: async (stream, options) => inFile(file, () => reader.stream(stream, options)),
    readAll: async ({ after, limit }) => inFile(file, () => reader.all(after, limit)),
    head: async () => inFile(file, () => reader.head()),
    async changed(after, signal) {
      while (database.isOpen && !signal.aborted && !newerThan(after)) {
        await (queue ? nextCommit(sleepers, signal) : pause(signal));
      }
    },
    async close() {
      closing = true;
      await queue?.close();
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
