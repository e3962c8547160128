import { closeSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import type { Kind } from "./kind.ts";
import { inFile, openDatabase, storeError, StoreError } from "./open.ts";

/**
 * Copies a database of a kind, also one that is being written to, into one new file that is whole or not there at all. A
 * backup and a restore are this same step.
 * @throws StoreError STORE_CORRUPT naming the source, STORE_MISSING; the file system's EEXIST when `to` exists
 */
export async function copyDatabase(from: string, to: string, kind: Kind): Promise<void> {
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  try {
    const source = openDatabase(from, "read", kind, "");
    try {
      // A copy is as private as what it is a copy of.
      closeSync(openSync(partial, "wx", statSync(from).mode));
      await backup(source, partial, { rate: 1_000 });
    } catch (cause) {
      throw storeError(from, cause);
    } finally {
      source.close();
    }
    inFile(from, () => finish(partial, from));
    linkSync(partial, to);
  } finally {
    rmSync(partial, { force: true });
  }
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
