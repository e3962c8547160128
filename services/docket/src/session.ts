import { answerAll, REACTIONS } from "@docket/command-api";
import type { EventStore, KeyStore, ReadModelStore } from "@docket/event-sourcing";
import { READ_MODELS } from "@docket/projector";
import { filesOf, openFolder } from "@docket/sqlite";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, refuse } from "./refused.ts";
import { remote, type Work } from "./remote.ts";
import { findServer, isAlive, type Server } from "./server-file.ts";
import { openEmbedded, type EmbeddedWorld } from "./worlds/embedded.ts";

/** A folder that is only asked. */
export interface View {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly close: () => Promise<void>;
}

/** A folder that is written to, by this process or by the one that serves it. */
export interface Session extends View, Work {
  /** What was sent is done, with what followed from it, and visible to queries. */
  readonly settle: (onProgress?: (events: number) => void) => Promise<void>;
}

/** Opens a folder to write to it. */
export async function openSession(folder: string): Promise<Session> {
  try {
    return await ownSession(folder);
  } catch (error) {
    const server = codeOf(error) === "FOLDER_IN_USE" ? findServer(folder) : undefined;
    if (server === undefined) throw error;
    return servedSession(folder, server);
  }
}

/** Opens a folder to query it, beside whoever writes. */
export async function openView(folder: string): Promise<View> {
  requireStore(folder);
  if (!(await isUpToDate(folder))) await bringUpToDate(folder);
  return readers(folder);
}

async function readers(folder: string): Promise<View> {
  const opened = await openFolder(folder, "read");
  const { events: store, keys, readModels } = opened;
  return { store, keys, readModels, close: () => opened.close() };
}

export function requireStore(folder: string): void {
  if (!existsSync(filesOf(folder).events)) refuse("NOT_FOUND", `There is no store in ${folder}.`);
}

/** A writer that ended in good order leaves nothing to be done. */
async function isUpToDate(folder: string): Promise<boolean> {
  try {
    const view = await readers(folder);
    try {
      return await hasReached(view, await view.store.head());
    } finally {
      await view.close();
    }
  } catch (error) {
    if (codeOf(error) === "STORE_MISSING") return false;
    throw error;
  }
}

/** Does what a writer that was killed left undone. One that is still at work does it itself. */
async function bringUpToDate(folder: string): Promise<void> {
  try {
    const world = await openWorld(folder);
    try {
      await world.settle();
    } finally {
      await world.close();
    }
  } catch (error) {
    if (codeOf(error) !== "FOLDER_IN_USE") throw error;
  }
}

const openWorld = (folder: string): Promise<EmbeddedWorld> =>
  openEmbedded(folder, ({ stream, revision, reason }) => {
    process.stderr.write(
      `parked: ${stream} at revision ${revision} (${reason}); see docket retry\n`,
    );
  });

async function ownSession(folder: string): Promise<Session> {
  const world = await openWorld(folder);
  const { store, keys, readModels, projector, settle, close } = world;
  await settle();
  return {
    store,
    keys,
    readModels,
    send: (commands, options) => answerAll(world.commands, commands, options),
    settle,
    retry: () => projector.retry(),
    rebuild: (options) => projector.rebuild(options),
    close,
  };
}

const POLL_MS = 20;

/** Reads beside the process that writes; what must be written goes through it. */
async function servedSession(folder: string, server: Server): Promise<Session> {
  const view = await readers(folder);
  return {
    ...view,
    ...remote(server.url),
    async settle() {
      const head = await view.store.head();
      while (!(await hasReached(view, head))) {
        if (!isAlive(server))
          refuse("STORE_UNAVAILABLE", "The process that served the folder has ended.");
        await sleep(POLL_MS);
      }
    },
  };
}

/** Whether everything up to a place of the log is projected, and what follows from it is done. */
async function hasReached(
  { readModels }: View,
  head: Awaited<ReturnType<EventStore["head"]>>,
): Promise<boolean> {
  if (head === null) return true;
  const places = [await readModels.checkpoint(READ_MODELS), await readModels.checkpoint(REACTIONS)];
  return places.every((at) => at !== null && at >= head);
}
