import { answerAll, eventFormats, REACTIONS } from "@docket/command-api";
import {
  allRetried,
  parkedReactions,
  type EventStore,
  type KeyStore,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { createQueries, reportSource, type Queries, type ReportSource } from "@docket/query-api";
import { allReaders, keptGroups } from "@docket/read-models";
import { filesOf, openFolder } from "@docket/sqlite";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "./http.ts";
import { createOutput } from "./output.ts";
import { codeOf, refuse, Refused } from "./refused.ts";
import { remoteQueries } from "./remote-queries.ts";
import { remoteReports } from "./remote-reports.ts";
import { remoteWork, type Work } from "./remote.ts";
import { scratchReadModels } from "./scratch.ts";
import { findServer, isAlive, type FolderServer } from "./server-file.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";
import { openNoting } from "./worlds/noting.ts";

/** A Docket that is only asked: a folder, or what answers at a URL. */
export interface Desk {
  readonly queries: Queries;
  readonly reports: ReportSource;
  readonly close: () => Promise<void>;
}

/** A folder that is only asked, and its stores. */
interface View extends Desk {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
}

/** A Docket that is written to: by this process, by the one that serves the folder, or by what answers at a URL. */
export interface Session extends Desk, Work {
  /** What was sent is done, with what followed from it, and visible to queries. */
  readonly settle: (onProgress?: (events: number) => void) => Promise<void>;
  /** Between one part of much work and the next: where the read models are made by whoever sends, they do not fall behind. */
  readonly keepPace: () => Promise<void>;
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
export async function openView(folder: string): Promise<Desk> {
  requireStore(folder);
  if (!(await isUpToDate(folder))) await bringUpToDate(folder);
  return readers(folder);
}

async function readers(folder: string): Promise<View> {
  const opened = await openFolder(folder, "read");
  const { events: store, keys, readModels } = opened;
  const reading = readingOn({ store, keys, readModels });
  return { store, keys, readModels, ...reading, close: () => opened.close() };
}

/** All that can be asked of stores at hand. */
export const readingOn = (
  ground: Pick<View, "store" | "keys" | "readModels">,
): Pick<Desk, "queries" | "reports"> => ({
  queries: createQueries({
    ...ground,
    formats: eventFormats,
    reactions: REACTIONS,
    sleep: (ms) => sleep(ms),
  }),
  reports: reportSource({ ...ground, formats: eventFormats, scratch: scratchReadModels }),
});

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
  openNoting(folder, createOutput(false).note);

async function ownSession(folder: string): Promise<Session> {
  const world = await openWorld(folder);
  const { store, keys, readModels, maintenance, settle, close } = world;
  const waited = await parkedReactions(readModels, REACTIONS);
  // This takes up what waited, as whoever begins to react does.
  await settle();
  return {
    ...readingOn({ store, keys, readModels }),
    send: (commands, options) => answerAll(world.commands, commands, options),
    settle,
    keepPace: () => settle(),
    ...maintenance,
    async retry() {
      const begun = { resumed: waited.map(({ stream }) => stream), parked: [] };
      return allRetried([begun, await maintenance.retry()]);
    },
    close,
  };
}

/** Reads beside the process that writes; what must be written goes through it. */
async function servedSession(folder: string, server: FolderServer): Promise<Session> {
  const { queries, reports, close } = await readers(folder);
  return {
    queries,
    reports,
    ...remoteWork(server),
    async settle() {
      await settled(queries, () => {
        if (isAlive(server)) return;
        refuse("STORE_UNAVAILABLE", "The process that served the folder has ended.");
      });
    },
    keepPace: () => Promise.resolve(),
    close,
  };
}

/** A Docket that answers at a URL, to be asked. */
export const remoteDesk = (server: Server): Desk => ({
  queries: remoteQueries(server),
  reports: remoteReports(server),
  close: () => Promise.resolve(),
});

/** A Docket that answers at a URL, to be written to. */
export function remoteSession(server: Server): Session {
  const desk = remoteDesk(server);
  return {
    ...desk,
    ...remoteWork(server),
    // The server waits for itself; one that hangs is given up as in any other question.
    async settle() {
      const answer = await desk.queries.settled(new AbortController().signal);
      // Nobody waits to see what they may not see, or not there: what was sent is done.
      if (!answer.ok && !["NOT_PERMITTED", "NOT_FOUND"].includes(answer.refusal.code))
        throw new Refused(answer.refusal);
    },
    // The projector there keeps its own pace.
    keepPace: () => Promise.resolve(),
  };
}

const LOOK_MS = 1_000;

/** Waits as long as it takes; `look` throws when it would be in vain. */
async function settled(queries: Queries, look: () => void): Promise<void> {
  for (;;) {
    const answer = await queries.settled(AbortSignal.timeout(LOOK_MS));
    if (answer.ok) return;
    if (answer.refusal.code !== "NOT_PROJECTED_YET") throw new Refused(answer.refusal);
    look();
  }
}

/** Whether everything up to a place of the log is projected, by today's definitions, and what follows from it is done. */
async function hasReached(
  { readModels }: View,
  head: Awaited<ReturnType<EventStore["head"]>>,
): Promise<boolean> {
  if (head === null) return true;
  const live = await readModels.versions();
  const isCurrent = keptGroups.every(({ tables }) =>
    tables.every(({ name, version }) => live.get(name) === version),
  );
  if (!isCurrent) return false;
  const at = await readModels.checkpoint(...allReaders, REACTIONS);
  return at !== null && at >= head;
}
