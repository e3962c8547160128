import type { Result } from "@docket/command-api";
import { instant } from "@docket/event-sourcing";
import { holdings } from "@docket/query-api";
import { isTransient, type Command } from "@docket/schemas";
import { samplePolicyCommand, sampleStages } from "@docket/simulation";
import { join } from "node:path";
import { z } from "zod";
import { withProgress } from "./output.ts";
import { Refused } from "./refused.ts";
import { noteIn } from "./text-file.ts";
import { writeWhole } from "./write-whole.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

const SAMPLE_TICKETS = 5_000;
const SEED = 1;
const IN_FLIGHT = 500;

const note = z.object({ until: z.iso.datetime(), loaded: z.boolean() });

/**
 * Fills an empty folder with the sample quarter, through the command path. What was broken off goes on at the next start:
 * the note in the folder says up to when the quarter runs, and the same commands take effect once.
 * @returns whether it is whole: `false` when `signal` broke it off
 */
export async function loadSample(
  world: EmbeddedWorld,
  folder: string,
  signal: AbortSignal,
): Promise<boolean> {
  const file = join(folder, "sample.json");
  const begun = noteIn(file, note);
  if (begun?.loaded === true || (begun === undefined && !(await isEmpty(world)))) return true;
  const until = begun?.until ?? new Date(Date.now()).toISOString();
  write(file, { until, loaded: false });
  await expectAll([world.commands.handle(samplePolicyCommand())]);

  const stages = sampleStages({
    seed: SEED,
    until: instant(Date.parse(until)),
    tickets: SAMPLE_TICKETS,
  });
  const isWhole = await withProgress("sample quarter", null, "commands", (update) =>
    sendAll(world, stages, signal, update),
  );
  if (!isWhole) return false;
  await world.deadlines.sweep(signal);
  await world.settle();
  write(file, { until, loaded: true });
  return true;
}

/** Returns `false` when the signal broke it off. */
async function sendAll(
  world: EmbeddedWorld,
  stages: Iterable<Iterable<Command>>,
  signal: AbortSignal,
  update: (commands: number) => void,
): Promise<boolean> {
  let sent = 0;
  for (const stage of stages) {
    for (const batch of batches(stage)) {
      if (signal.aborted) return false;
      await expectAll(batch.map((command) => world.commands.handle(command)));
      update((sent += batch.length));
    }
    // What followed in other tickets is done before the commands that build on it.
    await world.settle();
  }
  return true;
}

function* batches(commands: Iterable<Command>): Generator<readonly Command[]> {
  let batch: Command[] = [];
  for (const command of commands) {
    batch.push(command);
    if (batch.length < IN_FLIGHT) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function expectAll(results: readonly Promise<Result>[]): Promise<void> {
  for (const result of await Promise.all(results)) {
    if (result.accepted) continue;
    const { refusal } = result;
    if (isTransient(refusal)) throw new Refused(refusal);
    throw new Error(`the sample was refused: ${refusal.message}`);
  }
}

/** The built-in policies are published in every folder; they make it nobody's. */
async function isEmpty(world: EmbeddedWorld): Promise<boolean> {
  await world.settle();
  const { tickets, customers, articles } = await holdings(world.readModels);
  return tickets + customers + articles === 0;
}

/** Whole or not at all: without the note a second quarter would come on top of half of the first. */
function write(file: string, content: z.infer<typeof note>): void {
  writeWhole(file, JSON.stringify(content));
}
