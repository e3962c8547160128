import { answer, type Answer } from "@docket/command-api";
import type { EventStore, KeyStore, Parked, ReadModelStore, RebuildResult } from "@docket/event-sourcing";
import { READ_MODELS } from "@docket/projector";
import { filesOf, openFolder } from "@docket/sqlite";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { refuse } from "./refused.ts";
import { remote } from "./remote.ts";
import { findServer } from "./server-file.ts";
import { openEmbedded } from "./worlds/embedded.ts";

export interface RetryResult {
  readonly resumed: readonly string[];
  readonly parked: readonly Parked[];
}

/** What a verb works with, whether this process writes the folder or another one serves it. */
export interface Session {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  /** Whether another process serves the folder. */
  readonly served: boolean;
  /** Per stream, the order is kept. */
  send(commands: readonly unknown[], options?: { readonly recordRefusal?: boolean }): Promise<readonly Answer[]>;
  /** What was sent is done and visible to queries. */
  settle(onProgress?: (events: number) => void): Promise<void>;
  retry(): Promise<RetryResult>;
  rebuild(options: { readonly accept: boolean; readonly onProgress: (events: number) => void }): Promise<RebuildResult>;
  close(): Promise<void>;
}

/** Opens a folder to query it, or to write to it too. Only writing creates one. */
export async function openSession(folder: string, purpose: "query" | "write"): Promise<Session> {
  if (purpose === "query" && !existsSync(filesOf(folder).events)) {
    refuse("NOT_FOUND", `There is no store in ${folder}.`);
  }
  try {
    return await ownSession(folder);
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "FOLDER_IN_USE";
    const url = inUse ? findServer(folder) : undefined;
    if (!inUse || (purpose === "write" && url === undefined)) throw error;
    return servedSession(folder, url);
  }
}

async function ownSession(folder: string): Promise<Session> {
  const world = await openEmbedded(folder, ({ stream, revision, reason }) => {
    process.stderr.write(`parked: ${stream} at revision ${revision} (${reason}); see docket retry\n`);
  });
  await world.settle();
  const { store, keys, readModels, projector } = world;
  return {
    store,
    keys,
    readModels,
    served: false,
    send: (commands, options) =>
      Promise.all(commands.map((command) => answer(world.commands, command, options))),
    settle: world.settle,
    retry: projector.retry,
    rebuild: projector.rebuild,
    close: world.close,
  };
}

const POLL_MS = 20;

/** Reads beside the process that writes; what must be written goes through it. */
async function servedSession(folder: string, url: string | undefined): Promise<Session> {
  const { events: store, keys, readModels, close } = await openFolder(folder, "read");
  const server = remote(url);
  return {
    store,
    keys,
    readModels,
    served: true,
    ...server,
    async settle() {
      const head = await store.head();
      for (;;) {
        const at = await readModels.checkpoint(READ_MODELS);
        if (head === null || (at !== null && at >= head)) return;
        await sleep(POLL_MS);
      }
    },
    close,
  };
}

