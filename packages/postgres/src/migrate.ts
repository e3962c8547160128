import type { Connection, Session } from "./connection.ts";
import { PostgresError } from "./errors.ts";
import { quoted } from "./names.ts";

/** What a schema needs to become the next version: statements, run together once. Only ever added to. */
export type Migration = (schema: string) => readonly string[];

/**
 * Brings a schema to the newest version. Processes that start together do it one after another.
 * @throws PostgresError STORE_NEWER
 */
export async function migrate(
  connection: Connection,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> {
  await connection.transaction(async (session) => {
    await lockSchema(session, schema);
    await createSchema(session, schema);
    const versions = `${quoted(schema)}.migrations`;
    await session.query(`CREATE TABLE IF NOT EXISTS ${versions} (version integer PRIMARY KEY)`);
    const { rows } = await session.query(`SELECT coalesce(max(version), 0) FROM ${versions}`);
    const version = Number(rows[0]?.[0]);
    if (version > migrations.length) {
      const message = `The schema ${schema} has version ${version}; this Docket knows ${migrations.length}.`;
      throw new PostgresError("STORE_NEWER", message);
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      for (const statement of migration(quoted(schema))) await session.query(statement);
      await session.query(`INSERT INTO ${versions} VALUES ($1)`, [index + 1]);
    }
  });
}

/** Until the transaction ends, nobody else changes what tables there are. */
export const lockSchema = (session: Session, schema: string): Promise<void> =>
  lockName(session, `docket schema ${schema}`);

/** Until the transaction ends, whoever else asks for the same name waits. */
export async function lockName(session: Session, name: string): Promise<void> {
  await session.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
}

/** One that exists is left alone: `IF NOT EXISTS` would ask for the right to make it. */
export async function createSchema(session: Session, schema: string): Promise<void> {
  const { rows } = await session.query("SELECT to_regnamespace($1) IS NULL", [schema]);
  if (rows[0]?.[0] === true) await session.query(`CREATE SCHEMA ${quoted(schema)}`);
}
