import { copyDatabase, filesOf, lockFolder, openKeyStore } from "@docket/sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { createOutput } from "../output.ts";
import { refuse } from "../refused.ts";
import { EXIT, type CommonOptions } from "./verb.ts";

const keysBeside = (file: string) => `${file}.keys`;

/** Copies the events and, apart from them, their keys; also while the folder is served. */
export async function backup(file: string, { data, json = false }: CommonOptions): Promise<void> {
  const files = filesOf(data);
  if (!existsSync(files.events)) refuse("NOT_FOUND", `There is no store in ${data}.`);
  // Events first: a key may then be there without its events, but no event without its key.
  await copyDatabase(files.events, file);
  await copyDatabase(files.keys, keysBeside(file));
  const output = createOutput(json);
  if (json) output.object({ events: file, keys: keysBeside(file) });
  else output.text(`${file} holds the events, ${keysBeside(file)} their keys: keep them apart.`);
  process.exitCode = EXIT.done;
}

/**
 * Puts a backup into a folder without events; read models and reactions are made anew from them. Where the folder still
 * has keys, the erasures that they know of are applied to the restored ones.
 */
export async function restore(
  file: string,
  { data, json = false, keys = keysBeside(file) }: CommonOptions & { readonly keys?: string },
): Promise<void> {
  const files = filesOf(data);
  if (existsSync(files.events)) refuse("USAGE", `${files.events} exists: move it away first.`);
  for (const needed of [file, keys]) if (!existsSync(needed)) refuse("NOT_FOUND", needed);
  const unlock = lockFolder(data);
  try {
    const erasures = await takeErasures(files.keys);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${files.readModels}${suffix}`, { force: true });
    await copyDatabase(keys, files.keys);
    const restored = openKeyStore(files.keys);
    for (const subject of erasures) await restored.erase(subject);
    await restored.close();
    // Last: a folder without events is one that was not restored.
    await copyDatabase(file, files.events);
    const output = createOutput(json);
    if (json) output.object({ folder: data, erasuresApplied: erasures.length });
    else output.text(`Restored into ${data}; ${erasures.length} later erasures were applied.`);
    process.exitCode = EXIT.done;
  } finally {
    unlock();
  }
}

/** What was erased after the backup is known only to the keys that are about to be replaced. */
async function takeErasures(file: string) {
  if (!existsSync(file)) return [];
  const present = openKeyStore(file);
  const erased = await present.erased();
  await present.close();
  renameSync(file, `${file}.replaced`);
  for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  return erased;
}
