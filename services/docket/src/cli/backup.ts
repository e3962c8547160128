import {
  copyDatabase,
  filesOf,
  identityIn,
  lockFolder,
  openKeyStore,
  requireFittingFiles,
  subjectsWithoutKey,
} from "@docket/sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { breakable } from "../breakable.ts";
import { createOutput, type Output } from "../output.ts";
import { refuse } from "../refused.ts";
import { requireStore } from "../session.ts";
import { EXIT, type CommonOptions } from "./verb.ts";

const keysBeside = (file: string) => `${file}.keys`;

/** A copy is never written over. */
function requireNone(file: string): void {
  const [found, beside] = [file, keysBeside(file)].filter((copy) => existsSync(copy));
  if (found === undefined) return;
  const isLog = found === file && beside === undefined;
  const advice =
    " If its keys do not lie elsewhere, it is of a backup that was killed before it had them: delete it.";
  refuse("USAGE", `${found} exists.${isLog ? advice : ""}`);
}

/** Copies the events and, apart from them, their keys, both or neither; also while the folder is served. */
export function backup(file: string, { data, json = false }: CommonOptions): Promise<void> {
  requireStore(data);
  requireNone(file);
  return breakable(async (signal) => {
    await copyBoth(data, file, signal);
    const output = createOutput(json);
    if (json) output.object({ events: file, keys: keysBeside(file) });
    else output.text(`${file} holds the events, ${keysBeside(file)} their keys: keep them apart.`);
    process.exitCode = EXIT.done;
  });
}

async function copyBoth(data: string, file: string, signal: AbortSignal): Promise<void> {
  const { events, keys } = filesOf(data);
  // Events first: a key may then be there without its events, but no event without its key.
  await copyDatabase(events, file, "events", signal);
  try {
    await copyDatabase(keys, keysBeside(file), "keys", signal);
  } catch (error) {
    rmSync(file);
    throw error;
  }
}

/**
 * Puts a backup into a folder without events; read models and reactions are made anew from them. Where the folder still
 * has keys, the restored ones replace them, and the erasures that they know of are applied first.
 */
export function restore(
  file: string,
  options: CommonOptions & { readonly keys?: string },
): Promise<void> {
  return breakable((signal) => restoreInto(file, options, signal));
}

async function restoreInto(
  file: string,
  { data, json = false, keys = keysBeside(file) }: CommonOptions & { readonly keys?: string },
  signal: AbortSignal,
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
    const erasures = await restoreKeys(keys, files.keys, signal);
    // Last: a folder without events is one that was not restored.
    await copyDatabase(file, files.events, "events", signal);
    const lost = [...(await subjectsWithoutKey(files))].filter(isPersonal);
    tell(data, erasures, lost.length, createOutput(json));
    process.exitCode = EXIT.done;
  } finally {
    unlock();
  }
}

/** Of the others nothing is sealed. */
const isPersonal = (subject: string): boolean => /^(customer|ticket):/.test(subject);

function tell(folder: string, erasuresApplied: number, keyless: number, output: Output): void {
  if (output.json) return output.object({ folder, erasuresApplied, subjectsWithoutKey: keyless });
  output.text(`Restored into ${folder}; ${erasuresApplied} known erasures were applied.`);
  if (keyless === 0) return;
  output.note(
    `The keys are older than the events: ${keyless} customers or tickets have none, and what was said of them reads [erased].`,
  );
}

const withLogs = (file: string) => ["", "-wal", "-shm"].map((suffix) => `${file}${suffix}`);

/** They are replaced, and what they protect elsewhere would be lost. */
function refuseOthersKeys(present: string, backedUp: string): void {
  const [here, there] = [identityIn(present, "keys"), identityIn(backedUp, "keys")];
  if (here === undefined || there === undefined || here === there) return;
  refuse("USAGE", `${present} has the keys of another store: move it away first.`);
}

/** What was erased after the backup is known only to the keys that are replaced: they go when it is applied. */
async function restoreKeys(
  backedUp: string,
  present: string,
  signal: AbortSignal,
): Promise<number> {
  const restored = `${present}.restored`;
  for (const part of withLogs(restored)) rmSync(part, { force: true });
  const erasures = existsSync(present) ? await erasedIn(present) : [];
  await copyDatabase(backedUp, restored, "keys", signal);
  // From here on it takes a moment, and is not broken off.
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
