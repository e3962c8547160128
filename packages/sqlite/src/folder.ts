import type { EventStore, KeyStore, ReadModelStore } from "@docket/event-sourcing";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openEventStore } from "./event-store.ts";
import { giveIdentity, requireFittingKeys } from "./identity.ts";
import { openKeyStore } from "./key-store.ts";
import { lockFolder, StoreError, type Mode } from "./open.ts";
import { openReadModelStore } from "./read-model-store.ts";

/** The stores of one folder, a file each, so that keys are backed up apart from what they protect. */
export interface Folder {
  readonly events: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  close(): Promise<void>;
}

/** Where a folder's stores are. */
export const filesOf = (folder: string) => ({
  events: join(folder, "events.db"),
  keys: join(folder, "keys.db"),
  readModels: join(folder, "read-models.db"),
});

/**
 * Opens a folder's stores, to write as its only writer or to read beside it.
 * @throws StoreError FOLDER_IN_USE, STORE_CORRUPT, STORE_MISSING, FILE_NOT_ACCESSIBLE; KEYS_MISSING where events are
 *   without their keys
 */
export async function openFolder(folder: string, mode: Mode): Promise<Folder> {
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  const opened = <Port extends { close(): Promise<void> }>(port: Port): Port => {
    closing.push(() => port.close());
    return port;
  };
  try {
    if (mode === "write") closing.push(lockFolder(folder));
    const files = filesOf(folder);
    refuseLostEvents(files);
    const events = opened(openEventStore(files.events, mode));
    if (!existsSync(files.keys)) await refuseLostKeys(events, files.keys);
    const keys = opened(openKeyStore(files.keys, mode));
    const identities = await requireFittingKeys(files, { events, keys });
    if (mode === "write") giveIdentity(files, identities);
    const readModels = opened(openReadModelStore(files.readModels, mode));
    return { events, keys, readModels, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A new log in its place would be served as if there had been nothing, and stand in a backup's way. */
function refuseLostEvents({ events, readModels }: ReturnType<typeof filesOf>): void {
  if (existsSync(events) || !existsSync(readModels)) return;
  const message = `${events} is gone, whose events ${readModels} has seen: restore a backup.`;
  throw new StoreError("STORE_MISSING", events, message);
}

/** New keys in their place would make every personal text of the past a blank, for good. */
async function refuseLostKeys(events: EventStore, file: string): Promise<void> {
  if ((await events.head()) === null) return;
  throw new StoreError("KEYS_MISSING", file, `There are events, but no keys in ${file}.`);
}
