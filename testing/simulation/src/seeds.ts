import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { faultNames, type Fault } from "./faults.ts";
import { simulate, type Outcome } from "./simulate.ts";

/** An outcome as it comes from a thread of its own. */
export type Told = Omit<Outcome, "notes">;

export interface Seeds {
  readonly first: number;
  readonly count: number;
  readonly tickets: number;
}

export interface Summary extends Seeds {
  readonly commands: number;
  readonly events: number;
  /** How often each came. */
  readonly faults: Readonly<Record<string, number>>;
  /** Seeds that found something. */
  readonly failed: readonly Told[];
  /** Faults that never came, when so many seeds were run that each should have. */
  readonly missing: readonly Fault[];
}

/** From so many seeds on, a fault that never came is a defect of the simulation. */
const MANY = 50;

/** Little of a seed outlives it: with room for most of it a seed costs a seventh less. */
const YOUNG_MB = 192;

/** Runs seeds, on as many threads as there are processors. */
export async function runSeeds(seeds: Seeds, onOutcome: (outcome: Told) => void): Promise<Summary> {
  const outcomes: Told[] = [];
  const hear = (outcome: Told) => {
    outcomes.push(outcome);
    onOutcome(outcome);
  };
  const threads = Math.min(availableParallelism(), seeds.count);
  await Promise.all(
    Array.from({ length: threads }, (_, place) => runShare({ ...seeds, place, threads }, hear)),
  );
  return summaryOf(seeds, outcomes);
}

/** A thread's share: every so many-th seed. */
export interface Share extends Seeds {
  readonly place: number;
  readonly threads: number;
}

function runShare(share: Share, hear: (outcome: Told) => void): Promise<void> {
  if (share.threads === 1) return runAll(share, hear);
  const worker = new Worker(new URL("seeds-thread.ts", import.meta.url), {
    workerData: share,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  return new Promise((resolve, reject) => {
    worker.on("message", hear);
    worker.on("error", reject);
    worker.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`)),
    );
  });
}

export async function runAll(
  { first, count, tickets, place, threads }: Share,
  hear: (outcome: Told) => void,
): Promise<void> {
  for (let seed = first + place; seed < first + count; seed += threads) {
    const { notes: _, ...outcome } = await simulate({ seed, tickets });
    hear(outcome);
  }
}

function summaryOf(seeds: Seeds, outcomes: readonly Told[]): Summary {
  const total = (of: (outcome: Told) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const entries = faultNames.map((fault): [Fault, number] => [
    fault,
    total(({ faults }) => faults.get(fault) ?? 0),
  ]);
  return {
    ...seeds,
    commands: total(({ commands }) => commands),
    events: total(({ events }) => events),
    faults: Object.fromEntries(entries),
    failed: outcomes.filter(({ problems }) => problems.length > 0),
    missing:
      seeds.count < MANY ? [] : entries.filter(([, count]) => count === 0).map(([fault]) => fault),
  };
}
