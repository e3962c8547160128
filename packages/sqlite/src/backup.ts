import { closeSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import type { Kind } from "./kind.ts";
import { openDatabase, storeError, StoreError } from "./open.ts";

/**
 * Copies a database of a kind, also one that is being written to, into one new file that is whole or not there at all. A
 * backup and a restore are this same step. When `signal` breaks it off nothing is left of the copy.
 * @throws what `signal` was aborted with; StoreError STORE_CORRUPT naming the source, STORE_MISSING; STORE_UNAVAILABLE naming `to`, when the disk does not
 *   take the copy; the file system's EEXIST when `to` exists
 */
export async function copyDatabase(
  from: string,
  to: string,
  kind: Kind,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${to}.partial`;
  const removePartial = () => {
    for (const suffix of ["", "-journal", "-wal", "-shm"])
      rmSync(`${partial}${suffix}`, { force: true });
  };
  removePartial();
  const source = openDatabase(from, "read", kind, "");
  try {
    // A copy is as private as what it is a copy of.
    closeSync(openSync(partial, "wx", statSync(from).mode));
    const progress = () => signal?.throwIfAborted();
    await backup(source, partial, { rate: 1_000, progress });
    finish(partial, from);
    progress();
    giveName(partial, to);
  } catch (cause) {
    throw copyError(from, to, cause);
  } finally {
    source.close();
    removePartial();
  }
}

/** Gives a copy its name, unless something has it. */
function giveName(copy: string, name: string): void {
  try {
    linkSync(copy, name);
  } catch (cause) {
    if (!isWithoutLinks(cause)) throw cause;
    // Of exFAT, as on many a stick: a name of its own is taken first, so that nothing else is replaced.
    closeSync(openSync(name, "wx"));
    renameSync(copy, name);
  }
}

const isWithoutLinks = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && NO_LINKS.has(cause.code);
const NO_LINKS: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** The source is only read: what a disk does not take is the copy. */
function copyError(from: string, to: string, cause: unknown): unknown {
  const error = storeError(from, cause);
  const isOfCopy = error instanceof StoreError && error.code === "STORE_UNAVAILABLE";
  return isOfCopy ? storeError(to, cause) : error;
}

/** Makes a copy stand alone, without a write-ahead log beside it, once it is known to be sound. */
function finish(copy: string, source: string): void {
  const database = new DatabaseSync(copy);
  try {
    const answer = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
    if (answer !== "ok") {
      throw new StoreError("STORE_CORRUPT", source, `${source} is damaged: ${String(answer)}`);
    }
    database.exec("PRAGMA journal_mode = DELETE");
  } finally {
    database.close();
  }
}
