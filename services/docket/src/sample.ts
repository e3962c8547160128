import { instant } from "@docket/event-sourcing";
import { holdings } from "@docket/query-api";
import type { Command } from "@docket/schemas";
import { samplePolicyCommand, sampleStages } from "@docket/simulation";
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
  let sent = 0;
  for (const stage of sampleStages({ seed: SEED, until: instant(Date.parse(until)), tickets: SAMPLE_TICKETS })) {
    for (const batch of batches(stage, IN_FLIGHT)) {
      await sendAll(batch, world);
      progress.update((sent += batch.length));
      if (signal.aborted) return progress.stop();
    }
    // The next stage builds on what followed in other tickets.
    await world.settle();
  }
  progress.stop();
  writeFileSync(file, JSON.stringify({ until, loaded: true }));
}

async function sendAll(batch: readonly Command[], { commands }: EmbeddedWorld): Promise<void> {
  for (const result of await Promise.all(batch.map((command) => commands.handle(command)))) {
    if (!result.accepted) throw new Error(`the sample was refused: ${result.refusal.message}`);
  }
}

function* batches(commands: Iterable<Command>, size: number): Generator<readonly Command[]> {
  let batch: Command[] = [];
  for (const command of commands) {
    batch.push(command);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The policies are published in every folder; a ticket is what makes it somebody's. */
const holdsTickets = async ({ readModels, settle }: EmbeddedWorld): Promise<boolean> => {
  await settle();
  return (await holdings(readModels)).tickets > 0;
};
