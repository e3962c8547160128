import type { Generation, ReadModelStore, Table } from "@docket/event-sourcing";
import { analystViews, type AnalystViews } from "./analyst-views.ts";
import { checkpointsOf } from "./checkpoints.ts";
import type { Connection, Session, Statement } from "./connection.ts";
import { PostgresError } from "./errors.ts";
import { lockSchema, migrate, type Migration } from "./migrate.ts";
import { quoted } from "./names.ts";
import * as sql from "./read-model-sql.ts";
import { rewrite } from "./rewrite.ts";
import { dropOldLog } from "./write-ahead-log.ts";

const migrations: readonly Migration[] = [
  (schema) => [
    `CREATE TABLE ${schema}.definitions (
      name       text COLLATE "C" NOT NULL,
      generation text COLLATE "C" NOT NULL,
      version    integer NOT NULL,
      PRIMARY KEY (name, generation)
    )`,
    `CREATE TABLE ${schema}.checkpoints (
      name       text COLLATE "C" PRIMARY KEY,
      generation text COLLATE "C" NOT NULL,
      position   bigint NOT NULL
    )`,
  ],
];

/** What of the port is about tables as a whole. */
type Tables = Pick<ReadModelStore, "install" | "versions" | "switch" | "discard" | "scrub">;

const ROOT_OF_LESS_THAN_NONE = "2201F";

/** Fails, and with it its transaction, unless each of these tables has the version that the program knows. */
export const expectVersions = (
  schema: string,
  tables: readonly Table[],
  generation: Generation,
): Statement => ({
  // What follows is under way already: only an error of the server stops it.
  text: `SELECT sqrt(count(*) - cardinality($2::text[]))
    FROM ${quoted(schema)}.definitions
    JOIN unnest($2::text[], $3::integer[]) AS known (name, version) USING (name, version)
    WHERE generation = $1`,
  values: [generation, tables.map(nameOf), tables.map(({ version }) => String(version))],
});

/** Whether a transaction failed by {@link expectVersions}. */
export const hasOtherVersion = (error: unknown): boolean =>
  error instanceof PostgresError && error.state === ROOT_OF_LESS_THAN_NONE;

/** The tables of one schema, brought to the newest version. */
export async function openTables(
  connection: Connection,
  schema: string,
  shown: AnalystViews | undefined,
): Promise<Tables> {
  const definitions = `${quoted(schema)}.definitions`;
  const checkpoints = checkpointsOf(schema);
  const views = shown === undefined ? undefined : analystViews(schema, shown);
  const place = (table: Table, generation: Generation) => ({ schema, table, generation });
  const withoutViews = async (
    session: Session,
    tables: readonly string[],
    work: () => Promise<void>,
  ) => (views === undefined ? work() : views.without(session, tables, work));

  /** One process at a time changes what tables there are. */
  const arranging = (work: (session: Session, again: boolean) => Promise<void>) =>
    connection.transaction(async (session, again) => {
      await session.query("SET LOCAL statement_timeout = 0");
      await lockSchema(session, schema);
      await work(session, again);
    });

  const forget = (session: Session, { name }: Table, generation: Generation) =>
    session.query(`DELETE FROM ${definitions} WHERE name = $1 AND generation = $2`, [
      name,
      generation,
    ]);

  async function install(session: Session, table: Table, generation: Generation): Promise<void> {
    const where = place(table, generation);
    const { changed } = await session.query(
      `INSERT INTO ${definitions} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [table.name, generation, table.version],
    );
    if (changed === 0) return;
    const indexes = generation === "live" ? sql.createIndexes(where) : [];
    for (const statement of [...sql.createTable(where), ...indexes]) await session.query(statement);
  }

  /** Before the switch, while the live tables are read: all indexes of a table or none. */
  const indexRebuilt = (table: Table) =>
    arranging(async (session) => {
      const where = place(table, "rebuilt");
      const { rows } = await session.query(
        "SELECT count(*) FROM pg_index WHERE indrelid = to_regclass($1) AND NOT indisprimary",
        [sql.from(where)],
      );
      if (rows[0]?.[0] !== 0) return;
      for (const statement of sql.createIndexes(where)) await session.query(statement);
    });

  async function replaceLive(session: Session, table: Table): Promise<void> {
    await session.query(sql.dropTable(place(table, "live")));
    await session.query(sql.makeLive(schema, table));
    await forget(session, table, "live");
    const becomes = `UPDATE ${definitions} SET generation = 'live' WHERE name = $1`;
    await session.query(becomes, [table.name]);
  }

  async function isRebuilt(session: Session, tables: readonly Table[]): Promise<boolean> {
    const names = tables.map(({ name }) => name);
    const query = `SELECT 1 FROM ${definitions} WHERE generation = 'rebuilt' AND name = ANY($1)`;
    return (await session.query(query, [names])).rows.length > 0;
  }

  await migrate(connection, schema, migrations);
  if (views !== undefined) await arranging((session) => views.prepare(session));

  return {
    install: (tables, generation) =>
      arranging(async (session) => {
        for (const table of tables) await install(session, table, generation);
        if (generation === "live") await views?.create(session, tables.map(nameOf));
      }),

    async versions() {
      // One that somebody dropped is none.
      const query = `SELECT name, version FROM ${definitions}
        WHERE generation = 'live' AND to_regclass(format('%I.%I', $1::text, name)) IS NOT NULL
        ORDER BY name`;
      const { rows } = await connection.query(query, [schema]);
      return new Map(rows.map(([name, version]) => [String(name), Number(version)]));
    },

    async switch(tables, readers, at) {
      for (const table of tables) await indexRebuilt(table);
      await arranging(async (session, again) => {
        // It was made, and the answer was lost.
        if (again && !(await isRebuilt(session, tables))) return;
        await withoutViews(session, tables.map(nameOf), async () => {
          for (const table of tables) await replaceLive(session, table);
        });
        await checkpoints.set(session, readers, at);
      });
    },

    discard: (tables, readers) =>
      arranging(async (session) => {
        for (const table of tables) {
          await session.query(sql.dropTable(place(table, "rebuilt")));
          await forget(session, table, "rebuilt");
        }
        await checkpoints.forget(session, readers);
      }),

    async scrub() {
      const query = `SELECT name, generation FROM ${definitions} ORDER BY name, generation`;
      for (const [name, generation] of (await connection.query(query)).rows) {
        const live = generation === "live" ? [String(name)] : [];
        const relation = generation === "live" ? name : `${String(name)}__rebuilt`;
        await arranging(async (session) => {
          await withoutViews(session, live, () =>
            rewrite(session, `${quoted(schema)}.${quoted(String(relation))}`),
          );
        });
      }
      await dropOldLog(connection);
    },
  };
}

const nameOf = ({ name }: Table): string => name;
