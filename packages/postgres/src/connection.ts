import { createLru, pause, type Backoff } from "@docket/event-sourcing";
import { hash } from "node:crypto";
import pg from "pg";
import { PostgresError, postgresError } from "./errors.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; `?sslmode=verify-full` for TLS. Not for logs. */
  readonly url: string;
  /** How long to wait before a lost connection or a lock is tried again. */
  readonly backoff: Backoff;
  /** How often a call is tried in all. Default: 8. */
  readonly attempts?: number;
}

export interface PostgresHealth {
  /** Whether the last try reached the server. */
  readonly connected: boolean;
  /** Tries that failed since the store was opened, whatever came of the next. */
  readonly failures: number;
  /** SQLSTATE or the system's code of the last failed try. */
  readonly lastFailure: string | null;
  /** Open sessions, and calls that wait for one. */
  readonly sessions: number;
  readonly waiting: number;
}

export type Value = string | number | boolean | bigint | null | readonly string[];
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  /** Rows that a statement changed. */
  readonly changed: number;
}
/** One session of the server. */
export interface Session {
  query(text: string, values?: readonly Value[]): Promise<Answer>;
}

/** A statement and its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Value[];
}

/** Sessions of one server, made as they are needed; a call that fails for the moment is tried again. */
export interface Connection {
  query(text: string, values?: readonly Value[]): Promise<Answer>;
  /** In one session. `again`: it was tried before, and whether that had an effect is not known. */
  session<Result>(work: (session: Session, again: boolean) => Promise<Result>): Promise<Result>;
  /**
   * In one transaction, once or not at all. When the answer to the commit is lost, `work` runs again and has to see what
   * it did before: `again` says so.
   */
  transaction<Result>(work: (session: Session, again: boolean) => Promise<Result>): Promise<Result>;
  health(): PostgresHealth;
  close(): Promise<void>;
}

const SESSIONS = 4;
const ATTEMPTS = 8;
const CONNECT_MS = 5_000;
const LOCK_MS = 5_000;
/** A process that stands still in a transaction must not hold up the others for long. */
const IDLE_MS = 60_000;
const STATEMENT_MS = 10 * 60_000;
/** A server that hangs sends nothing, not even that a statement took too long. */
const SILENT_MS = STATEMENT_MS + 30_000;
/** Who has waited for a lock sees what its holder did, whatever the database isolates by itself. */
const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

/**
 * Statements in one transaction, sent without waiting for one before the next: the server need not wait for us in between. The
 * first that fails undoes all, and is told.
 */
export async function together(session: Session, statements: readonly Statement[]): Promise<void> {
  const sent = [
    session.query(BEGIN),
    ...statements.map(({ text, values }) => session.query(text, values)),
    session.query("COMMIT"),
  ];
  await Promise.allSettled(sent);
  await Promise.all(sent);
}

export function openConnection(options: PostgresOptions): Connection {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: "docket",
    max: SESSIONS,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENT_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    types: numbers(),
  });
  // A session that breaks is noticed by whoever uses it next; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  let [connected, failures, closed] = [false, 0, false];
  let lastFailure: string | null = null;

  async function inSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const client = await pool.connect().catch((error: unknown) => {
      throw postgresError(error);
    });
    let broken = false;
    const session: Session = {
      query: (text, values = []) =>
        client
          .query<unknown[]>({
            // Without values it is a command such as BEGIN, or is seldom sent.
            ...(values.length > 0 && { name: nameOf(text) }),
            text,
            values: [...values],
            rowMode: "array",
          })
          .then(({ rows, rowCount }) => ({ rows, changed: rowCount ?? 0 }))
          .catch((error: unknown) => {
            const known = postgresError(error);
            broken ||= known.code === "STORE_UNAVAILABLE";
            throw known;
          }),
    };
    try {
      return await work(session);
    } finally {
      client.release(broken);
    }
  }

  async function trying<Result>(
    work: (session: Session, again: boolean) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      if (closed) throw new PostgresError("STORE_UNAVAILABLE", "The store is closed.");
      try {
        const result = await inSession((session) => work(session, attempt > 1));
        connected = true;
        return result;
      } catch (error) {
        if (!isPassing(error)) throw error;
        connected = error.code === "STORE_BUSY";
        failures += 1;
        lastFailure = error.state;
        if (attempt >= (options.attempts ?? ATTEMPTS)) throw error;
      }
      await pause(options.backoff, attempt);
    }
  }

  return {
    query: (text, values) => trying((session) => session.query(text, values)),
    session: trying,
    transaction: (work) =>
      trying(async (session, again) => {
        await session.query(BEGIN);
        try {
          const result = await work(session, again);
          await session.query("COMMIT");
          return result;
        } catch (error) {
          // Of a session that broke nothing is left to roll back.
          await session.query("ROLLBACK").catch(() => {});
          throw error;
        }
      }),
    health: () => ({
      connected,
      failures,
      lastFailure,
      sessions: pool.totalCount,
      waiting: pool.waitingCount,
    }),
    async close() {
      if (closed) return;
      closed = true;
      await pool.end();
    },
  };
}

/** Under a name a statement is parsed and planned once a session, which is half of what a short one costs the server. */
function nameOf(text: string): string {
  const name = names.get(text) ?? hash("sha256", text, "base64url");
  names.set(text, name);
  return name;
}
const names = createLru<string, string>(500);

const isPassing = (error: unknown): error is PostgresError =>
  error instanceof PostgresError &&
  (error.code === "STORE_UNAVAILABLE" || error.code === "STORE_BUSY");

/** `bigint` arrives as a number: cells are integers up to 2^53. Positions are read as text. */
function numbers(): pg.TypeOverrides {
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(pg.types.builtins.INT8, Number);
  return overrides;
}
