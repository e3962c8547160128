import pg from "pg";

/**
 * What PostgreSQL or the way to it did not do. It never carries a value of a row, as the server's own messages do.
 * - `STORE_UNAVAILABLE`: no connection, after every try
 * - `STORE_BUSY`: somebody holds a lock that is needed, after every try; ask again
 * - `STORE_ACCESS_DENIED`: the user, the password, the database or a right is not what the server wants
 * - `STORE_NEWER`: the schema was made by a newer Docket
 * - `STORE_FAILED`: the server refused a statement; `state` says why
 */
export class PostgresError extends Error {
  readonly code:
    | "STORE_UNAVAILABLE"
    | "STORE_BUSY"
    | "STORE_ACCESS_DENIED"
    | "STORE_NEWER"
    | "STORE_FAILED";
  /** PostgreSQL's own code (SQLSTATE) or the system's, `null` when neither gave one. */
  readonly state: string | null;
  constructor(code: PostgresError["code"], message: string, state: string | null = null) {
    super(message);
    this.code = code;
    this.state = state;
  }
}

/** SQLSTATEs of a server that stops or starts, ends a session that was idle for too long, or takes no writes, as a replica before it is promoted. */
const UNAVAILABLE = new Set(["57P01", "57P02", "57P03", "57P05", "25P03", "25006"]);
/** Connections are lost, or the server lacks disk, memory or sessions for the moment. */
const UNAVAILABLE_CLASSES = /^(08|53)/;
/** A deadlock, a conflict, a lock that did not come in time: the transaction was rolled back and may come again. */
const BUSY = new Set(["40P01", "40001", "55P03"]);
/** Something of others rests on what is to go. */
const RESTED_ON = "2BP01";
/** Who we are is not believed or known, what we ask for is not there, or we may not have it. */
const DENIED = /^(28...|3D000|42501)$/;

/** An error of the driver, without what it tells of rows. */
export function postgresError(error: unknown): PostgresError {
  const state = stateOf(error);
  if (!(error instanceof pg.DatabaseError)) {
    const message = `PostgreSQL does not answer (${state ?? "connection lost"}).`;
    return new PostgresError("STORE_UNAVAILABLE", message, state);
  }
  if (state !== null && (UNAVAILABLE.has(state) || UNAVAILABLE_CLASSES.test(state))) {
    return new PostgresError("STORE_UNAVAILABLE", `PostgreSQL cannot serve (${state}).`, state);
  }
  if (state !== null && BUSY.has(state)) {
    return new PostgresError("STORE_BUSY", `PostgreSQL waits for a lock (${state}).`, state);
  }
  if (state !== null && DENIED.test(state)) {
    const message = `PostgreSQL denies access (${state} ${error.routine ?? ""}).`;
    return new PostgresError("STORE_ACCESS_DENIED", message, state);
  }
  // Names of what rests on what, and nothing else.
  const detail = state === RESTED_ON ? `: ${error.detail?.replaceAll("\n", "; ")}` : "";
  const place = [error.schema, error.table, error.column, error.constraint]
    .filter((name) => name !== undefined)
    .join(".");
  const message =
    `PostgreSQL refused a statement: ${state} ${error.routine ?? ""} ${place}`.trim() + detail;
  return new PostgresError("STORE_FAILED", message, state);
}

function stateOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : null;
}
