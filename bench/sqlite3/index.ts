import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

type Parameters = readonly unknown[];
type Done<Result> = (this: unknown, error: Error | null, result?: Result) => void;

/**
 * The part of the `sqlite3` package that emmett-sqlite uses, so that the peer is measured on the same SQLite and without a
 * compiler. Statements are kept prepared, which `sqlite3` does not do: any error of this double is in the peer's favour.
 */
class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec("PRAGMA synchronous = FULL");
  }

  run(sql: string, parameters?: Parameters | Done<never>, done?: Done<never>): void {
    const [values, callback] =
      typeof parameters === "function" ? [[], parameters] : [parameters ?? [], done];
    this.#settle(callback, () => {
      const { changes, lastInsertRowid } = this.#prepare(sql).run(...values.map(plain));
      return { self: { changes, lastID: lastInsertRowid } };
    });
  }

  all(sql: string, parameters: Parameters, done: Done<unknown[]>): void {
    this.#settle(done, () => ({ result: this.#prepare(sql).all(...parameters.map(plain)) }));
  }

  get(sql: string, parameters: Parameters, done: Done<unknown>): void {
    this.#settle(done, () => ({ result: this.#prepare(sql).get(...parameters.map(plain)) }));
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #settle<Result>(
    done: Done<Result> | undefined,
    work: () => { self?: unknown; result?: Result },
  ): void {
    try {
      const { self, result } = work();
      queueMicrotask(() => done?.call(self, null, result));
    } catch (error) {
      queueMicrotask(() =>
        done?.call(undefined, error instanceof Error ? error : new Error(String(error))),
      );
    }
  }
}

/** As `sqlite3` binds: a truth value as a number, an object as its text. */
function plain(value: unknown): SQLInputValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return Number(value);
    default:
      // emmett passes one object by mistake, and `sqlite3` takes its text.
      return value === null || value === undefined ? null : "[object Object]";
  }
}

export default { Database, OPEN_URI: 0x40, OPEN_READWRITE: 0x2, OPEN_CREATE: 0x4 };
