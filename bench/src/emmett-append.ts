import {
  getSQLiteEventStore,
  sqliteConnection,
  type SQLiteEventStore,
} from "@event-driven-io/emmett-sqlite";
import { emmettLives } from "./emmett-lives.ts";

/** emmett on SQLite. Returns commands per second. */
export async function emmettAppend(file: string, tickets: number, atOnce: number): Promise<number> {
  const connection = sqliteConnection({ fileName: file });
  const options = { fileName: file, connectionOptions: { singleton: true as const, connection } };
  const store = oneAppendAtATime(getSQLiteEventStore(options));
  const rate = await emmettLives(store, "ticket", tickets, atOnce);
  connection.close();
  return rate;
}

/** SQLite has one writer at a time; without waiting for it, emmett's transactions on one connection run into each other. */
function oneAppendAtATime(store: SQLiteEventStore): SQLiteEventStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...store,
    appendToStream(...appended) {
      const turn = last.then(() => store.appendToStream(...appended));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
