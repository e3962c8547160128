import {
  copyDatabase,
  filesOf,
  identityIn,
  lockFolder,
  openKeyStore,
  requireFittingFiles,
} from "@docket/sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { createOutput } from "../output.ts";
import { refuse } from "../refused.ts";
import { requireStore } from "../session.ts";
import { EXIT, type CommonOptions } from "./verb.ts";

const keysBeside = (file: string) => `${file}.keys`;

/** Copies the events and, apart from them, their keys; also while the folder is served. */
export async function backup(file: string, { data, json = false }: CommonOptions): Promise<void> {
  requireStore(data);
  const files = filesOf(data);
  for (const copy of [file, keysBeside(file)])
    if (existsSync(copy)) refuse("USAGE", `${copy} exists.`);
  // Events first: a key may then be there without its events, but no event without its key.
  await copyDatabase(files.events, file, "events");
  await copyDatabase(files.keys, keysBeside(file), "keys");
  const output = createOutput(json);
  if (json) output.object({ events: file, keys: keysBeside(file) });
  else output.text(`${file} holds the events, ${keysBeside(file)} their keys: keep them apart.`);
  process.exitCode = EXIT.done;
}

/**
 * Puts a backup into a folder without events; read models and reactions are made anew from them. Where the folder still
 * has keys, the restored ones replace them, and the erasures that they know of are applied first.
 */
export async function restore(
  file: string,
  { data, json = false, keys = keysBeside(file) }: CommonOptions & { readonly keys?: string },
): Promise<void> {
  const files = filesOf(data);
  for (const part of withLogs(files.events)) {
    if (existsSync(part)) refuse("USAGE", `${part} exists: move it away first.`);
  }
  for (const needed of [file, keys]) if (!existsSync(needed)) refuse("NOT_FOUND", needed);
  await requireFittingFiles({ events: file, keys });
  const unlock = lockFolder(data);
  try {
    if (existsSync(files.keys)) refuseOthersKeys(files.keys, keys);
    for (const part of withLogs(files.readModels)) rmSync(part, { force: true });
    const erasures = await restoreKeys(keys, files.keys);
    // Last: a folder without events is one that was not restored.
    await copyDatabase(file, files.events, "events");
    const output = createOutput(json);
    if (json) output.object({ folder: data, erasuresApplied: erasures });
    else output.text(`Restored into ${data}; ${erasures} known erasures were applied.`);
    process.exitCode = EXIT.done;
  } finally {
    unlock();
  }
}

const withLogs = (file: string) => ["", "-wal", "-shm"].map((suffix) => `${file}${suffix}`);

/** They are replaced, and what they protect elsewhere would be lost. */
function refuseOthersKeys(present: string, backedUp: string): void {
  const [here, there] = [identityIn(present, "keys"), identityIn(backedUp, "keys")];
  if (here === undefined || there === undefined || here === there) return;
  refuse("USAGE", `${present} has the keys of another store: move it away first.`);
}

/** What was erased after the backup is known only to the keys that are replaced: they go when it is applied. */
async function restoreKeys(backedUp: string, present: string): Promise<number> {
  const restored = `${present}.restored`;
  for (const part of withLogs(restored)) rmSync(part, { force: true });
  const erasures = existsSync(present) ? await erasedIn(present) : [];
  await copyDatabase(backedUp, restored, "keys");
  const keys = openKeyStore(restored);
  for (const subject of erasures) await keys.erase(subject);
  await keys.close();
  for (const part of withLogs(present)) rmSync(part, { force: true });
  renameSync(restored, present);
  return erasures.length;
}

async function erasedIn(file: string) {
  const keys = openKeyStore(file);
  try {
    return await keys.erased();
  } finally {
    await keys.close();
  }
}
