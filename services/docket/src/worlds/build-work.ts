import { eventFormats } from "@docket/command-api";
import { isUnderivable, position, type Parked } from "@docket/event-sourcing";
import { buildGroup, sharedLog } from "@docket/projector";
import { openEventStore, openKeyStore, openReadModelStore } from "@docket/sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import type { Asked, Word } from "./build-apart.ts";

/** The work of one thread, on connections of its own: does what it is asked to, until it is told to end. */
const files = z
  .object({ events: z.string(), keys: z.string(), readModels: z.string() })
  .parse(workerData);
const store = openEventStore(files.events, "read");
const keys = openKeyStore(files.keys, "read");
const readModels = openReadModelStore(files.readModels);
// Groups that are built by one thread go through the log together.
const log = sharedLog(store);

const tell = (word: Word) => parentPort?.postMessage(word);

async function work({ id, group, piece, until }: Asked): Promise<void> {
  const onParked = (parked: Parked) => tell({ id, parked });
  const onProgress = (events: number) => tell({ id, events });
  const ground = { store: log, keys, readModels, formats: eventFormats, onParked };
  try {
    await buildGroup(ground, group, piece, position(until), onProgress);
    tell({ id, ended: "done" });
  } catch (error) {
    if (!isUnderivable(error)) throw error;
    tell({ id, ended: "underivable" });
  }
}

async function end(): Promise<void> {
  for (const one of [readModels, keys, store]) await one.close();
  parentPort?.close();
}

const asked: Asked[] = [];

/** What is asked in one breath begins together: the first would be through the log before the second was heard. */
function begin(): void {
  for (const one of asked.splice(0)) void work(one);
}

parentPort?.on("message", (one: Asked | "end") => {
  if (one === "end") void end();
  else if (asked.push(one) === 1) setImmediate(begin);
});
