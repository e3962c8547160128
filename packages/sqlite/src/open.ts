import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
} from "node:fs";
import { dirname, join, normalize } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { mark, standingOf, type Kind } from "./kind.ts";

/** One process writes, any number read beside it. */
export type Mode = "write" | "read";

/**
 * A file that cannot serve.
 * - `FOLDER_IN_USE`: another process writes in the folder
 * - `STORE_CORRUPT`: the file is no database, a damaged one, or one that holds something else
 * - `STORE_MISSING`: nothing to read there
 * - `FILE_NOT_ACCESSIBLE`: the file is there, and may not be read or written
 * - `KEYS_MISSING`: there are events, but not the keys of their personal texts
 * - `STORE_BUSY`: a reader holds up what must not wait; ask again
 * - `STORE_UNAVAILABLE`: the disk takes or gives nothing, most often because it is full
 */
export class StoreError extends Error {
  readonly code:
    | "FOLDER_IN_USE"
    | "STORE_CORRUPT"
    | "STORE_MISSING"
    | "FILE_NOT_ACCESSIBLE"
    | "KEYS_MISSING"
    | "STORE_BUSY"
    | "STORE_UNAVAILABLE";
  readonly file: string;
  constructor(code: StoreError["code"], file: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.file = file;
  }
}

/**
 * Makes this process the only writer of a folder until it ends, however it ends: the operating system holds the lock.
 * Never open the lock file by other means in the same process: POSIX drops its locks when any handle on it closes.
 * @returns what gives the lock back
 * @throws StoreError FOLDER_IN_USE, FILE_NOT_ACCESSIBLE
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const file = join(folder, "writer.lock");
  return inFile(file, () => {
    const lock = new DatabaseSync(file, { timeout: 0 });
    try {
      lock.exec("BEGIN EXCLUSIVE");
      requireWritable(file);
    } catch (cause) {
      lock.close();
      if (sqliteCode(cause) === CANNOT_OPEN) throw notAccessible(file, cause);
      if (sqliteCode(cause) !== BUSY) throw cause;
      const message = `Another process writes in ${folder}. Stop it, or send commands through it.`;
      throw new StoreError("FOLDER_IN_USE", file, message, cause);
    }
    return () => lock.close();
  });
}

/** Of a file that it may only read SQLite takes no lock that keeps another one out, and says nothing. */
function requireWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK);
  } catch (cause) {
    throw notAccessible(file, cause);
  }
}

/**
 * Makes a folder, and those above it, unless it is there. Node's own way to do so tries for ever where one that is there takes no
 * folder, as /proc does, or a working directory that was deleted.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const plain = normalize(folder);
    if (!isMissing(cause) || existsSync(dirname(plain))) throw cause;
    makeFolder(dirname(plain));
    mkdirSync(plain);
  }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT";

/**
 * Opens a database file of a kind; `schema` creates what is missing.
 * @throws StoreError STORE_CORRUPT, also for a file of another kind; STORE_MISSING, FILE_NOT_ACCESSIBLE
 */
export function openDatabase(file: string, mode: Mode, kind: Kind, schema: string): DatabaseSync {
  return inFile(file, () => {
    const database = new DatabaseSync(file, { readOnly: mode === "read", timeout: 5_000 });
    try {
      // 16 MB of pages: enough for the inner pages of a large file, and the same at its start and at its end.
      database.exec("PRAGMA cache_size = -16000");
      // The first look at the file: a stranger's bytes show here and not at the first query.
      requireKind(database, file, mode, kind);
      if (mode === "write") {
        database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        database.exec(schema);
        mark(database, kind);
      }
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** A second connection, to read what is there now; of what has no name, a copy. */
export function openBeside(database: DatabaseSync, file: string, kind: Kind): DatabaseSync {
  if (!isNameless(file)) return openDatabase(file, "read", kind, "");
  const copy = new DatabaseSync(":memory:");
  copy.deserialize(database.serialize());
  return copy;
}

/** Opens a file that its owner alone may read. */
export function openPrivate(...[file, mode, kind, schema]: Parameters<typeof openDatabase>) {
  if (mode === "write" && !isNameless(file)) makePrivate(file);
  return openDatabase(file, mode, kind, schema);
}

/** What SQLite keeps in memory, or in a file of the moment: it cannot be opened a second time. */
const isNameless = (file: string): boolean => file === ":memory:" || file === "";

/**
 * Before SQLite opens the file, since its log takes over the permissions. A file that is there is not opened for that: to close
 * it would drop the locks that this process has on it.
 */
function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, PRIVATE);
  else closeSync(openSync(file, "a", PRIVATE));
}
const PRIVATE = 0o600;

/** Before anything is written: a file of something else is left as it is. */
function requireKind(database: DatabaseSync, file: string, mode: Mode, kind: Kind): void {
  const standing = standingOf(database, kind);
  if (standing === "strange") throw corrupt(file);
  if (standing === "ours" || mode === "write") return;
  throw new StoreError("STORE_MISSING", file, `Nothing was stored in ${file} yet.`);
}

/** Moves all that the write-ahead log holds into the file and empties it, so that overwritten bytes are in neither. */
export function emptyWriteAheadLog(database: DatabaseSync, file: string): void {
  const result = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (result?.["busy"] === 1) {
    throw new StoreError("STORE_BUSY", file, `A reader keeps old pages of ${file}; ask again.`);
  }
}

const ERROR = 1;
const NO_PERMISSION = 3;
const BUSY = 5;
const READ_ONLY = 8;
const NO_INPUT_OR_OUTPUT = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_AUTHORIZED = 23;
const NOT_A_DATABASE = 26;

/** Runs what touches a file, so that damage is told by the file's name. */
export function inFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw storeError(file, cause);
  }
}

export function storeError(file: string, cause: unknown): unknown {
  switch (sqliteCode(cause)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return corrupt(file, cause);
    case ERROR:
      return lacksTable(cause) ? corrupt(file, cause) : cause;
    case NO_PERMISSION:
    case READ_ONLY:
    case NOT_AUTHORIZED:
      return notAccessible(file, cause);
    case CANNOT_OPEN:
      return existsSync(file)
        ? notAccessible(file, cause)
        : new StoreError("STORE_MISSING", file, `There is no store ${file} to open.`, cause);
    case FULL:
    case NO_INPUT_OR_OUTPUT: {
      const message = `The disk does not take what is written to ${file}. Is it full?`;
      return new StoreError("STORE_UNAVAILABLE", file, message, cause);
    }
    default:
      return cause;
  }
}

function corrupt(file: string, cause?: unknown): StoreError {
  const message = `${file} is damaged or no Docket store.`;
  return new StoreError("STORE_CORRUPT", file, message, cause);
}

function notAccessible(file: string, cause: unknown): StoreError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${file} may not be read or written: ${why}.`;
  return new StoreError("FILE_NOT_ACCESSIBLE", file, message, cause);
}

const lacksTable = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("no such table: ");

/** SQLite's primary result code of an error. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}
