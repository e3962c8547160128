import {
  canonicalInstant,
  createLru,
  eventId,
  position,
  revision,
  streamNamed,
  type Position,
  type ReadStreamOptions,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import type { DatabaseSync } from "node:sqlite";

type EventRow = [
  position: number,
  streamId: number,
  revision: number,
  id: string,
  type: string,
  recordedAt: string,
  data: string,
  metadata: string,
];

/** The queries on the events' file. */
export function eventReader(database: DatabaseSync) {
  const query = (rest: string) => {
    const statement = database.prepare(`
      SELECT position, stream_id, revision, id, type, recorded_at, data, metadata FROM events ${rest}`);
    // Rows as arrays: objects from SQLite have slow properties.
    statement.setReturnArrays(true);
    return (...values: (number | bigint)[]): EventRow[] => {
      const rows: unknown = statement.all(...values);
      return rows as EventRow[];
    };
  };
  const forwards = query("WHERE stream_id = ? AND revision >= ? ORDER BY revision LIMIT ?");
  const backwards = query("WHERE stream_id = ? AND revision <= ? ORDER BY revision DESC LIMIT ?");
  const after = query("WHERE position > ? ORDER BY position LIMIT ?");
  const newest = database.prepare("SELECT position FROM events ORDER BY position DESC LIMIT 1");
  const streamId = database.prepare("SELECT id FROM streams WHERE name = ?");
  const streamName = database.prepare("SELECT name FROM streams WHERE id = ?");

  // Looked up by hand: a join makes each row's name a new string, and halves the rate of a scan.
  const names = createLru<number, StreamName>(100_000);
  const nameOf = (id: number): StreamName => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = streamNamed(String(streamName.get(id)?.["name"]));
    names.set(id, name);
    return name;
  };

  return {
    stream(stream: StreamName, options: ReadStreamOptions): StoredEvent[] {
      const id = streamId.get(stream)?.["id"];
      if (typeof id !== "number") return [];
      const rows =
        options.direction === "backwards"
          ? backwards(id, options.from ?? Number.MAX_SAFE_INTEGER, options.limit)
          : forwards(id, options.from ?? 0, options.limit);
      return rows.map((row) => storedEvent(row, stream));
    },
    all: (from: Position | null, limit: number): StoredEvent[] =>
      after(from ?? 0, limit).map((row) => storedEvent(row, nameOf(row[1]))),
    head(): Position | null {
      const last = newest.get()?.["position"];
      return typeof last === "number" ? position(BigInt(last)) : null;
    },
  };
}

// Positions count events: they stay exact as numbers for longer than any disk lasts.
const storedEvent = (row: EventRow, stream: StreamName): StoredEvent => ({
  id: eventId(row[3]),
  type: row[4],
  data: row[6],
  metadata: row[7],
  stream,
  revision: revision(row[2]),
  position: position(BigInt(row[0])),
  recordedAt: canonicalInstant(row[5]),
});
