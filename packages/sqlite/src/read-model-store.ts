import {
  createLru,
  createNamedTurns,
  DefinitionChanged,
  position,
  type Cell,
  type Generation,
  type ReadModelStore,
  type Row,
  type Table,
} from "@docket/event-sourcing";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import { emptyWriteAheadLog, inFile, openBeside, openPrivate, type Mode } from "./open.ts";
import * as sql from "./read-model-sql.ts";

// A power cut may cost the last batches: they are projected again from the events, which are synced before.
const schema = `
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS definitions (
    name       TEXT NOT NULL,
    generation TEXT NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (name, generation)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoints (
    name       TEXT PRIMARY KEY,
    generation TEXT NOT NULL,
    position   INTEGER NOT NULL
  ) STRICT`;

const ROWS_PER_PAGE = 1_000;
const STATEMENTS_IN_MEMORY = 200;

/**
 * Read models in one SQLite file, a table each, for its owner alone. Other processes may read it meanwhile.
 * `:memory:` names none, and so does the empty text, for a file of the moment: it is gone however the process ends.
 * @throws StoreError STORE_CORRUPT, STORE_MISSING; STORE_BUSY from `scrub`: scrubbing again completes it
 */
export function openReadModelStore(file: string, mode: Mode = "write"): ReadModelStore {
  return storeOn(openPrivate(file, mode, "readModels", schema), file);
}

function storeOn(database: DatabaseSync, file: string): ReadModelStore {
  const statements = createLru<string, StatementSync>(STATEMENTS_IN_MEMORY);

  function statement(text: string): StatementSync {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const prepared = database.prepare(text);
    statements.set(text, prepared);
    return prepared;
  }

  function transaction<Result>(work: () => Result): Result {
    return inFile(file, () => {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** Reads a table that may not exist yet. */
  function reading<Result>(
    table: Table,
    generation: Generation,
    none: Result,
    read: () => Result,
  ): Result {
    return inFile(file, () => {
      try {
        return read();
      } catch (error) {
        if (isMissing(error, sql.nameIn(generation, table))) return none;
        throw error;
      }
    });
  }

  function rows(
    table: Table,
    generation: Generation,
    { text, values }: sql.Sql,
    columns = sql.columnsOf(table),
  ): Row[] {
    return reading(table, generation, [], () => {
      const query = statement(text);
      query.setReturnArrays(true);
      const found: unknown = query.all(...values);
      return (found as sql.SqlValue[][]).map(rowOf(table, columns));
    });
  }

  const checkpoint = (name: string): number | null => {
    const found = statement("SELECT position FROM checkpoints WHERE name = ?").get(name);
    return found === undefined ? null : Number(found["position"]);
  };
  const moveCheckpoint = (name: string, generation: Generation, to: bigint) =>
    statement("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)").run(name, generation, to);
  const forgetCheckpoint = (name: string) =>
    statement("DELETE FROM checkpoints WHERE name = ?").run(name);
  const versionOf = ({ name }: Table, generation: Generation): unknown =>
    statement("SELECT version FROM definitions WHERE name = ? AND generation = ?").get(
      name,
      generation,
    )?.["version"];
  const forgetDefinition = (table: Table, generation: Generation) =>
    statement("DELETE FROM definitions WHERE name = ? AND generation = ?").run(
      table.name,
      generation,
    );

  return {
    async install(tables, generation) {
      transaction(() => {
        for (const table of tables) installTable(database, table, generation);
      });
    },

    async versions() {
      const query = "SELECT name, version FROM definitions WHERE generation = 'live' ORDER BY name";
      const found = inFile(file, () => statement(query).all());
      return new Map(found.map((row) => [String(row["name"]), Number(row["version"])]));
    },

    async checkpoint(...readers) {
      const places = inFile(file, () => readers.map(checkpoint));
      const known = places.filter((at) => at !== null);
      return known.length < places.length ? null : position(BigInt(Math.min(...known)));
    },

    async commit({ readers, from, to, writes, generation }) {
      return transaction(() => {
        const before = from === null ? null : Number(from);
        if (readers.some((reader) => checkpoint(reader) !== before)) return "stale";
        for (const reader of readers) moveCheckpoint(reader, generation, to);
        for (const { table, put, remove } of writes) {
          if (versionOf(table, generation) !== table.version) {
            throw new DefinitionChanged(`${table.name} has another version`);
          }
          const [removing, putting] = [
            statement(sql.removeByKey(table, generation)),
            statement(sql.upsert(table, generation)),
          ];
          const columns = sql.columnsOf(table);
          for (const key of remove) removing.run(...key.map(sql.sqlValue));
          // One list of values for all rows of a batch, and no iterator per row: most of a rebuild is spent here.
          const values: sql.SqlValue[] = [];
          for (const row of put) {
            let place = 0;
            for (const column of columns) values[place++] = cellOf(row, column);
            putting.run(...values);
          }
        }
        return "committed";
      });
    },

    async load(table, keys, generation) {
      return reading(table, generation, [], () => {
        const query = statement(sql.selectByKey(table, generation));
        query.setReturnArrays(true);
        const row = rowOf(table, sql.columnsOf(table));
        return keys.flatMap((key) => {
          const found: unknown = query.get(...key.map(sql.sqlValue));
          return found === undefined ? [] : [row(found as sql.SqlValue[])];
        });
      });
    },

    async select(table, query, generation = "live") {
      const found = rows(table, generation, sql.select(table, generation, query), query.columns);
      // Who reads much comes for the next page at once: others need the loop too.
      if (found.length >= ROWS_PER_PAGE) await turn();
      return found;
    },

    async count(table, where, generation = "live") {
      const { text, values } = sql.count(table, generation, where);
      return reading(table, generation, 0, () => Number(statement(text).get(...values)?.["rows"]));
    },

    async *scan(table, generation) {
      let last: Row | undefined;
      for (;;) {
        const page = rows(
          table,
          generation,
          sql.selectPage(table, generation, last, ROWS_PER_PAGE),
        );
        if (page.length === 0) return;
        yield page;
        last = page.at(-1);
        await turn();
      }
    },

    async snapshot(work) {
      // Its own connection: what is written on this one would be read too.
      const reader = openBeside(database, file, "readModels");
      try {
        // Only the first read takes the state.
        reader.exec("BEGIN; SELECT 1 FROM definitions LIMIT 1");
        return await work(storeOn(reader, file));
      } finally {
        reader.close();
      }
    },

    // Only one process writes in a folder.
    alone: createNamedTurns(),

    async switch(tables, readers, at) {
      transaction(() => {
        for (const table of tables) {
          database.exec(sql.dropTable(table, "live"));
          database.exec(sql.makeLive(table));
          database.exec(sql.createIndexes(table));
          forgetDefinition(table, "live");
          statement("UPDATE definitions SET generation = 'live' WHERE name = ?").run(table.name);
        }
        for (const reader of readers) {
          if (at === null) forgetCheckpoint(reader);
          else moveCheckpoint(reader, "live", at);
        }
      });
    },

    async discard(tables, readers) {
      const isLeft = tables.some((table) => isThere(database, table, "rebuilt"));
      // Its pages may hold what was erased since.
      if (isLeft) inFile(file, () => database.exec("PRAGMA secure_delete = ON"));
      transaction(() => {
        for (const table of tables) {
          database.exec(sql.dropTable(table, "rebuilt"));
          forgetDefinition(table, "rebuilt");
        }
        readers.forEach(forgetCheckpoint);
      });
      if (isLeft) database.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)");
    },

    async scrub() {
      // Overwriting deleted rows is not enough: a page that was split keeps copies in its unused part.
      inFile(file, () => {
        database.exec("VACUUM");
        emptyWriteAheadLog(database, file);
      });
    },

    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function installTable(database: DatabaseSync, table: Table, generation: Generation): void {
  if (isThere(database, table, generation)) return;
  database.exec(sql.createTable(table, generation));
  database
    .prepare("INSERT INTO definitions VALUES (?, ?, ?)")
    .run(table.name, generation, table.version);
  if (generation === "live") database.exec(sql.createIndexes(table));
}

function isThere(database: DatabaseSync, table: Table, generation: Generation): boolean {
  const named = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?");
  return named.get(sql.nameIn(generation, table)) !== undefined;
}

const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error && error.message === `no such table: ${name}`;

function cellOf(row: Row, column: string): sql.SqlValue {
  const cell = row[column];
  if (cell === undefined) throw new TypeError(`The row has no column ${column}.`);
  return sql.sqlValue(cell);
}

const rowOf = (table: Table, names: readonly string[]) => {
  const columns = names.map((name) => [name, table.columns[name]] as const);
  return (values: readonly sql.SqlValue[]): Row => {
    const row: Record<string, Cell> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const [name, type] = columns[index] ?? ["", "text"];
      const value = values[index] ?? null;
      row[name] = type === "boolean" && value !== null ? value === 1 : value;
    }
    return row;
  };
};
