import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { perSecond } from "./measure.ts";

/** The rows of a store's file, and how its tables are made. */
export interface Written {
  readonly schema: readonly string[];
  readonly streams: readonly (readonly SQLInputValue[])[];
  readonly events: readonly (readonly SQLInputValue[])[];
}

/** What was written to a store: everything the bare side needs to know of it. */
export function readWritten(file: string): Written {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row));
  const written = {
    schema: rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").map(([sql]) => String(sql)),
    streams: rows("SELECT id, name FROM streams ORDER BY id"),
    events: rows(
      "SELECT stream_id, revision, id, type, recorded_at, data, metadata FROM events ORDER BY position",
    ),
  };
  database.close();
  return written;
}

/**
 * The limit of the same SQLite: the same bytes under the same tables, indexes and pragmas, `together` events per
 * transaction, and nothing else. Returns events per second.
 */
export function bareGroupCommit(
  { schema, streams, events }: Written,
  file: string,
  together: number,
): number {
  const database = new DatabaseSync(file);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;",
  );
  for (const sql of schema) database.exec(sql);
  const stream = database.prepare("INSERT INTO streams (id, name) VALUES (?, ?)");
  const event = database.prepare(
    "INSERT INTO events (stream_id, revision, id, type, recorded_at, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const names = new Map(streams.map((row) => [row[0], row]));
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const start = performance.now();
  for (let from = 0; from < events.length; from += together) {
    begin.run();
    for (const row of events.slice(from, from + together)) {
      const name = row[1] === 0 ? names.get(row[0] ?? null) : undefined;
      if (name !== undefined) stream.run(...name);
      event.run(...row);
    }
    commit.run();
  }
  const rate = perSecond(events.length, start);
  database.close();
  return rate;
}
