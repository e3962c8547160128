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
  const put = (session: Session, table: string, query: string) =>
    session.query(`CREATE OR REPLACE VIEW ${viewOf(table)} AS SELECT ${query}`);

  /** Columns that it shows stay where they are: others may have built on them. One that shows all already is left alone, unless detached. */
  async function show(session: Session, table: string, detached: boolean): Promise<void> {
    const hidden = views.tables[table];
    if (hidden === undefined) {
      await drop(session, table);
      return;
    }
    const place = `${quoted(tablesIn)}.${quoted(table)}`;
    const visible = (await columnsOf(session, place)).filter(({ name }) => !hidden.includes(name));
    const shown = await columnsOf(session, viewOf(table));
    const kept = shown.flatMap((one) => visible.filter((column) => isShownAs(column, one)));
    const staysAsItIs = kept.length === shown.length && kept.length === visible.length;
    if (detached || !staysAsItIs) {
      if (kept.length < shown.length) await drop(session, table);
      const columns = [...new Set([...kept, ...visible])].map(
        ({ name }) => `${quoted(name)} AS ${quoted(snakeCase(name))}`,
      );
      await put(session, table, `${columns.join(", ")} FROM ${place}`);
    }
    await session.query(`GRANT SELECT ON ${viewOf(table)} TO ${quoted(role)}`);
  }

  /** It rests on no table any more, and what others have built on it, and who may read it, stays. */
  async function detach(session: Session, table: string): Promise<void> {
    const shown = await columnsOf(session, viewOf(table));
    if (shown.length === 0) return;
    const columns = shown.map(({ name, type }) => `NULL::${type} AS ${quoted(name)}`);
    await put(session, table, columns.join(", "));
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
      for (const table of tables) await show(session, table, false);
    },
    /**
     * Tables are dropped or written anew, which cannot be while views rest on them: until that is done, no view does. A view
     * whose columns are not there afterwards, or are of another type, is made anew: not while something of others rests on it.
     */
    async without(
      session: Session,
      tables: readonly string[],
      work: () => Promise<void>,
    ): Promise<void> {
      for (const table of tables) await detach(session, table);
      await work();
      for (const table of tables) await show(session, table, true);
    },
  };
}

/** Of a table or a view; the type in SQL, with its collation. */
interface Column {
  readonly name: string;
  readonly type: string;
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const isShownAs = (column: Column, shown: Column): boolean =>
  snakeCase(column.name) === shown.name && column.type === shown.type;

async function columnsOf(session: Session, relation: string): Promise<readonly Column[]> {
  const { rows } = await session.query(
    `SELECT attname::text, format_type(atttypid, atttypmod) ||
        CASE attcollation WHEN 0 THEN '' ELSE ' COLLATE ' || attcollation::regcollation END
      FROM pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [relation],
  );
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}
