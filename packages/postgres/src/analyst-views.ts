import type { Session } from "./connection.ts";
import { createSchema } from "./migrate.ts";
import { plainName, quoted } from "./names.ts";

/** What analysts may read: a view for each table named here, in a schema of their own, and nothing else. */
export interface AnalystViews {
  /** Default: `docket`. */
  readonly schema?: string;
  /** A group without a login: people become members of it. Made if there is none. Default: `docket_analyst`. */
  readonly role?: string;
  /** The tables shown, each with the columns that are left out; a table not named is not shown. */
  readonly tables: { readonly [table: string]: readonly string[] };
}

/** The views over the live tables of one schema, with names in small letters: `ticketId` is `ticket_id`. */
export function analystViews(tablesIn: string, views: AnalystViews) {
  const schema = plainName(views.schema ?? "docket");
  const role = plainName(views.role ?? "docket_analyst");
  const viewOf = (table: string) => `${quoted(schema)}.${quoted(snakeCase(table))}`;

  const drop = (session: Session, table: string) =>
    session.query(`DROP VIEW IF EXISTS ${viewOf(table)}`);

  async function create(session: Session, table: string, hidden: readonly string[]) {
    const place = `${quoted(tablesIn)}.${quoted(table)}`;
    const visible = (await columnsOf(session, place)).filter((name) => !hidden.includes(name));
    const wanted = visible.map(snakeCase);
    if (sameList(await columnsOf(session, viewOf(table)), wanted)) return;
    const columns = visible.map((name) => `${quoted(name)} AS ${quoted(snakeCase(name))}`);
    await drop(session, table);
    await session.query(
      `CREATE VIEW ${viewOf(table)} AS SELECT ${columns.join(", ")} FROM ${place}`,
    );
  }

  return {
    /** The role and the schema. */
    async prepare(session: Session): Promise<void> {
      const found = await session.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
      if (found.rows.length === 0) await session.query(`CREATE ROLE ${quoted(role)} NOLOGIN`);
      await createSchema(session, schema);
      await session.query(`GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${quoted(role)}`);
    },
    /** Views that show the right columns already are left alone, with whoever reads them. */
    async create(session: Session, tables: readonly string[]): Promise<void> {
      for (const table of tables) {
        const hidden = views.tables[table];
        if (hidden === undefined) await drop(session, table);
        else {
          await create(session, table, hidden);
          await session.query(`GRANT SELECT ON ${viewOf(table)} TO ${quoted(role)}`);
        }
      }
    },
    /** Before tables are dropped or written anew: they cannot be while views rest on them. */
    async drop(session: Session, tables: readonly string[]): Promise<void> {
      for (const table of tables) await drop(session, table);
    },
  };
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

async function columnsOf(session: Session, relation: string): Promise<readonly string[]> {
  const { rows } = await session.query(
    `SELECT attname::text FROM pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [relation],
  );
  return rows.map(([name]) => String(name));
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index]);
