import {
  canonicalInstant,
  createLru,
  position,
  revision,
  type AppendOutcome,
  type ExpectedRevision,
  type Instant,
  type NewEvent,
  type StreamName,
} from "@docket/event-sourcing";
import type { DatabaseSync } from "node:sqlite";

export interface Append {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  readonly recordedAt: Instant;
}

/** What became of one append of a group. `failed`: not written, for a reason of the file's. */
export type Settled = AppendOutcome | { readonly kind: "failed"; readonly cause: unknown };

const HEADS_IN_MEMORY = 100_000;

/** The end of a stream. */
interface Head {
  readonly streamId: number;
  last: number;
}

/** The statements that write events. It remembers what only a second writer could change, and there is none. */
export function eventWriter(database: DatabaseSync) {
  const statements = prepare(database);
  let heads = createLru<StreamName, Head>(HEADS_IN_MEMORY);
  let log = endOfLog();

  function endOfLog(): { position: number; recordedAt: string } {
    const last = statements.endOfLog.get();
    return {
      position: Number(last?.["position"] ?? 0),
      recordedAt: String(last?.["recorded_at"] ?? ""),
    };
  }

  /** Appends all in one transaction. When it fails they fail together; when only its end does, nobody knows. */
  function commit(group: readonly Append[]): Settled[] {
    let settled: Settled[];
    try {
      statements.begin.run();
      settled = group.map(appendAlone);
    } catch (cause) {
      giveUp();
      return group.map(() => ({ kind: "failed", cause }));
    }
    try {
      statements.commit.run();
      return settled;
    } catch (cause) {
      giveUp();
      return group.map(() => ({ kind: "unknown", cause }));
    }
  }

  /** Undoes the transaction and forgets what it had learnt. */
  function giveUp(): void {
    if (database.isTransaction) statements.rollback.run();
    heads = createLru(HEADS_IN_MEMORY);
    log = endOfLog();
  }

  /** An append that fails is undone alone. A single statement is so by itself; more need a savepoint. */
  function appendAlone(append: Append): Settled {
    if (append.events.length === 1) return tryAppend(append);
    statements.savepoint.run();
    const settled = tryAppend(append);
    if (settled.kind === "failed") statements.rollbackToSavepoint.run();
    statements.release.run();
    return settled;
  }

  function tryAppend(append: Append): Settled {
    try {
      return appendEvents(append);
    } catch (cause) {
      // SQLite itself undoes the whole transaction on some errors, a full disk among them.
      if (!database.isTransaction) throw cause;
      return { kind: "failed", cause };
    }
  }

  function appendEvents({ stream, expected, events, recordedAt }: Append): Settled {
    const head = heads.get(stream) ?? begun(stream, expected) ?? headOf(stream);
    const first = expected === "no-stream" ? 0 : expected + 1;
    if (head === undefined || first !== head.last + 1) return alreadyTaken(head, first, events);

    const at = recordedAt > log.recordedAt ? recordedAt : log.recordedAt;
    let [place, next] = [log.position, first];
    for (const { id, type, data, metadata } of events) {
      place += 1;
      statements.newEvent.run(place, head.streamId, next, id, type, at, data, metadata);
      next += 1;
    }
    if (first === 0) heads.set(stream, head);
    head.last = next - 1;
    log = { position: place, recordedAt: at };
    return committed(first, next - 1, place, at, false);
  }

  /** The head of a stream that begins here; `undefined` when it is there already, or is not to begin. */
  function begun(stream: StreamName, expected: ExpectedRevision): Head | undefined {
    if (expected !== "no-stream") return undefined;
    const { changes, lastInsertRowid } = statements.newStream.run(stream);
    return changes === 0 ? undefined : { streamId: Number(lastInsertRowid), last: -1 };
  }

  function headOf(stream: StreamName): Head | undefined {
    const found = statements.endOfStream.get(stream);
    if (found === undefined) return undefined;
    const head = { streamId: Number(found["id"]), last: Number(found["last"] ?? -1) };
    heads.set(stream, head);
    return head;
  }

  /** The first outcome again when these very events stand at this place, a conflict otherwise. */
  function alreadyTaken(
    head: Head | undefined,
    first: number,
    events: readonly NewEvent[],
  ): Settled {
    if (head === undefined || head.last === -1) return { kind: "conflict", actual: null };
    const conflict = { kind: "conflict", actual: revision(head.last) } as const;
    if (first + events.length - 1 > head.last) return conflict;
    const there = statements.stretch.all(head.streamId, first, events.length);
    if (events.some((event, index) => event.id !== there[index]?.["id"])) return conflict;
    const last = there.at(-1);
    return committed(
      first,
      first + events.length - 1,
      Number(last?.["position"]),
      String(last?.["recorded_at"]),
      true,
    );
  }

  return { commit };
}

const committed = (
  first: number,
  last: number,
  place: number,
  recordedAt: string,
  repeated: boolean,
): AppendOutcome => ({
  kind: "committed",
  repeated,
  first: revision(first),
  last: revision(last),
  position: position(BigInt(place)),
  recordedAt: canonicalInstant(recordedAt),
});

const prepare = (database: DatabaseSync) => ({
  begin: database.prepare("BEGIN IMMEDIATE"),
  commit: database.prepare("COMMIT"),
  rollback: database.prepare("ROLLBACK"),
  savepoint: database.prepare("SAVEPOINT append"),
  release: database.prepare("RELEASE append"),
  rollbackToSavepoint: database.prepare("ROLLBACK TO append"),
  newStream: database.prepare("INSERT INTO streams (name) VALUES (?) ON CONFLICT DO NOTHING"),
  newEvent: database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
  endOfLog: database.prepare(
    "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1",
  ),
  endOfStream: database.prepare(`
    SELECT id, (SELECT max(revision) FROM events WHERE stream_id = streams.id) AS last
    FROM streams WHERE name = ?`),
  stretch: database.prepare(`
    SELECT id, position, recorded_at FROM events
    WHERE stream_id = ? AND revision >= ? ORDER BY revision LIMIT ?`),
});
