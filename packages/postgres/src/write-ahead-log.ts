import type { Connection } from "./connection.ts";
import { PostgresError } from "./errors.ts";

const NOT_ALLOWED = "42501";

/**
 * Ends the current file of the write-ahead log and lets the server drop the older ones, which hold what was erased. It
 * needs `pg_checkpoint` and the right to run `pg_switch_wal`; without them the server does it in its own time.
 */
export async function dropOldLog(connection: Connection): Promise<void> {
  try {
    await connection.query("SELECT pg_switch_wal()");
    await connection.query("CHECKPOINT");
  } catch (error) {
    if (!(error instanceof PostgresError) || error.state !== NOT_ALLOWED) throw error;
  }
}
