import { DefinitionChanged } from "@docket/event-sourcing";
import type {
  Cell,
  Generation,
  Key,
  ReadModelState,
  ReadModelStore,
  Row,
  Table,
  Write,
} from "@docket/event-sourcing";
import type { AnalystViews } from "./analyst-views.ts";
import { checkpointsOf } from "./checkpoints.ts";
import { openConnection, together } from "./connection.ts";
import type { PostgresHealth, PostgresOptions, Session, Statement } from "./connection.ts";
import { PostgresError } from "./errors.ts";
import { lockName } from "./migrate.ts";
import { plainName } from "./names.ts";
import * as sql from "./read-model-sql.ts";
import { expectVersions, hasOtherVersion, openTables } from "./read-model-tables.ts";

export interface ReadModelOptions extends PostgresOptions {
  /** For these tables alone. Default: `docket_read_models`. */
  readonly schema?: string;
  /** Default: no views, and no role. */
  readonly views?: AnalystViews;
}

export interface PostgresReadModels extends ReadModelStore {
  health(): PostgresHealth;
}

const ROWS_PER_PAGE = 1_000;
const ROWS_PER_STATEMENT = 2_000;
const NO_SUCH_TABLE = "42P01";

/**
 * Read models in one schema of a PostgreSQL database, a table each. Every call tries again what fails for the moment.
 * @throws PostgresError STORE_UNAVAILABLE, STORE_BUSY after every try; STORE_ACCESS_DENIED; STORE_NEWER; STORE_FAILED
 * @throws RangeError for a schema or role that is no plain name
 */
export async function openReadModelStore(options: ReadModelOptions): Promise<PostgresReadModels> {
  const schema = plainName(options.schema ?? "docket_read_models");
  const connection = openConnection(options);
  // Of their own: who waits for others, or lets them wait, needs the other sessions meanwhile.
  const waits = openConnection(options);
  const checkpoints = checkpointsOf(schema);
  const place = (table: Table, generation: Generation) => ({ schema, table, generation });
  const opened = openTables(connection, schema, options.views);
  const tables = await opened.catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });

  /** A statement for each so many rows of all tables. */
  function changes(writes: readonly Write[], generation: Generation): readonly Statement[] {
    const statements: Statement[] = [];
    for (let start = 0; ; start += ROWS_PER_STATEMENT) {
      const end = start + ROWS_PER_STATEMENT;
      const some = writes.flatMap(({ table, put, remove }) => {
        const [rows, keys] = [put.slice(start, end), remove.slice(start, end)];
        const at = place(table, generation);
        const changed: sql.Change[] = [];
        if (keys.length > 0) changed.push({ at, kind: "remove", json: jsonOfKeys(table, keys) });
        if (rows.length > 0) changed.push({ at, kind: "put", json: jsonOfRows(table, rows) });
        return changed;
      });
      if (some.length === 0) return statements;
      statements.push(sql.changeAll(some));
    }
  }

  return {
    ...tables,

    commit({ readers, from, to, writes, generation }) {
      const statements = [
        checkpoints.move(readers, generation, { from, to }),
        expectVersions(
          schema,
          writes.map(({ table }) => table),
          generation,
        ),
        ...changes(writes, generation),
      ];
      return connection.session(async (session, again) => {
        try {
          await together(session, statements);
          return "committed";
        } catch (error) {
          if (hasOtherVersion(error)) throw new DefinitionChanged("another program renewed them");
          if (!checkpoints.stoodElsewhere(error)) throw error;
          // The answer to ours may have been lost: nobody else's batch ends at the same place with other rows.
          const isOurs = again && (await checkpoints.read(session, readers)) === to;
          return isOurs ? "committed" : "stale";
        }
      });
    },

    ...readingOn(connection, schema),

    snapshot: (work) =>
      connection.transaction(async (session) => {
        await session.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        // Only the first query takes the state.
        await session.query("SELECT 1");
        return work(readingOn(forgiving(session), schema));
      }),

    alone: (name, work) =>
      waits.transaction(async (session) => {
        for (const limit of [
          "lock_timeout",
          "statement_timeout",
          "idle_in_transaction_session_timeout",
        ]) {
          await session.query(`SET LOCAL ${limit} = 0`);
        }
        await lockName(session, `docket schema ${schema} ${name}`);
        return work();
      }),

    health: () => connection.health(),
    async close() {
      await waits.close();
      await connection.close();
    },
  };
}

function readingOn(session: Session, schema: string): ReadModelState {
  const checkpoints = checkpointsOf(schema);
  const place = (table: Table, generation: Generation) => ({ schema, table, generation });
  const rows = (
    table: Table,
    { text, values }: Statement,
    columns = sql.columnsOf(table),
  ): Promise<readonly Row[]> =>
    orNone([], async () => (await session.query(text, values)).rows.map(rowOf(columns)));
  return {
    checkpoint: (...readers) => checkpoints.read(session, readers),

    load: (table, keys, generation) =>
      orNone([], async () => {
        const found: Row[] = [];
        const text = sql.selectByKeys(place(table, generation));
        for (const some of portions(keys)) {
          const answer = await session.query(text, [jsonOfKeys(table, some)]);
          found.push(...answer.rows.map(rowOf(sql.columnsOf(table))));
        }
        return found;
      }),

    select: (table, query, generation = "live") =>
      rows(table, sql.select(place(table, generation), query), query.columns),

    count: (table, where, generation = "live") =>
      orNone(0, async () => {
        const { text, values } = sql.count(place(table, generation), where);
        return Number((await session.query(text, values)).rows[0]?.[0]);
      }),

    async *scan(table, generation) {
      let last: Row | undefined;
      for (;;) {
        const page = sql.selectPage(place(table, generation), last, ROWS_PER_PAGE);
        const found = await rows(table, page);
        if (found.length === 0) return;
        yield found;
        last = found.at(-1);
      }
    },
  };
}

/** Within a transaction, what one read fails for does not fail the next: a table that does not exist yet is none. */
const forgiving = (session: Session): Session => ({
  async query(text, values) {
    // Sent without waiting for one before the next; what is not released would pile up.
    const begun = session.query("SAVEPOINT reading");
    const answer = session.query(text, values);
    const released = session.query("RELEASE SAVEPOINT reading");
    const [, , release] = await Promise.allSettled([begun, answer, released]);
    if (release.status === "rejected")
      await session.query("ROLLBACK TO SAVEPOINT reading").catch(() => {});
    return answer;
  },
});

/** Reads a table that may not exist yet. */
async function orNone<Result>(none: Result, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PostgresError && error.state === NO_SUCH_TABLE) return none;
    throw error;
  }
}

function* portions<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) {
    yield items.slice(start, start + ROWS_PER_STATEMENT);
  }
}

function jsonOfRows(table: Table, rows: readonly Row[]): string {
  const columns = sql.columnsOf(table);
  for (const row of rows) {
    for (const column of columns) {
      if (row[column] === undefined) throw new TypeError(`The row has no column ${column}.`);
    }
  }
  return JSON.stringify(rows);
}

const jsonOfKeys = (table: Table, keys: readonly Key[]): string =>
  JSON.stringify(
    keys.map((key) => Object.fromEntries(table.key.map((column, index) => [column, key[index]]))),
  );

/** What the driver reads from columns of these types: `bigint` as a number, the others as they are. */
const isCell = (value: unknown): value is Cell =>
  value === null ||
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean";

const rowOf = (columns: readonly string[]) => {
  return (values: readonly unknown[]): Row => {
    const row: Record<string, Cell> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const value = values[index];
      row[columns[index] ?? ""] = isCell(value) ? value : null;
    }
    return row;
  };
};
