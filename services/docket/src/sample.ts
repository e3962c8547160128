import type { Result } from "@docket/command-api";
import { instant } from "@docket/event-sourcing";
import { holdings } from "@docket/query-api";
import { samplePolicyCommand, sampleQuarter } from "@docket/simulation";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { createProgress } from "./output.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

const SAMPLE_TICKETS = 5_000;
const SEED = 1;
const IN_FLIGHT = 500;

const note = z.object({ until: z.iso.datetime(), loaded: z.boolean() });

/**
 * Fills an empty folder with the sample quarter, through the command path. What was broken off goes on at the next start:
 * the note in the folder says up to when the quarter runs, and the same commands take effect once.
 */
export async function loadSample(world: EmbeddedWorld, folder: string, signal: AbortSignal): Promise<void> {
  const file = join(folder, "sample.json");
  const begun = existsSync(file) ? note.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  if (begun?.loaded === true || (begun === undefined && (await holdsTickets(world)))) return;
  const until = begun?.until ?? new Date(Date.now()).toISOString();
  writeFileSync(file, JSON.stringify({ until, loaded: false }));
  await world.commands.handle(samplePolicyCommand());

  const progress = createProgress("sample quarter", null, "commands");
  let batch: Promise<Result>[] = [];
  let sent = 0;
  for (const command of sampleQuarter({ seed: SEED, until: instant(Date.parse(until)), tickets: SAMPLE_TICKETS })) {
    batch.push(world.commands.handle(command));
    if (batch.length < IN_FLIGHT) continue;
    await finish(batch, world);
    progress.update((sent += batch.length));
    batch = [];
    if (signal.aborted) return progress.stop();
  }
  await finish(batch, world);
  progress.stop();
  writeFileSync(file, JSON.stringify({ until, loaded: true }));
}

/** What follows in other tickets must be done before the commands that build on it. */
async function finish(batch: readonly Promise<Result>[], world: EmbeddedWorld): Promise<void> {
  for (const result of await Promise.all(batch)) {
    if (!result.accepted) throw new Error(`the sample was refused: ${result.refusal.message}`);
  }
  await world.settle();
}

/** The policies are published in every folder; a ticket is what makes it somebody's. */
const holdsTickets = async ({ readModels, settle }: EmbeddedWorld): Promise<boolean> => {
  await settle();
  return (await holdings(readModels)).tickets > 0;
};
