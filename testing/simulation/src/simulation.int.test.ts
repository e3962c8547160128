import { describe, expect, test } from "vitest";
import { runSeeds } from "./seeds.ts";
import { simulate } from "./simulate.ts";

/** As many as a test run has time for; `pnpm sim --seeds 1000` runs more. */
const SEEDS = { first: 1, count: 60, tickets: 200 };
const LONG_MS = 300_000;

describe("the simulation of failures", () => {
  test(
    "finds nothing, whatever the seeds draw, and every fault comes",
    { timeout: LONG_MS },
    async () => {
      const { failed, missing } = await runSeeds(SEEDS, () => {});
      const told = failed.map(({ seed, problems }) => ({
        again: `pnpm sim --seed ${seed}`,
        problems,
      }));
      expect(told).toEqual([]);
      expect(missing).toEqual([]);
    },
  );

  test("takes the same course for the same seed, and another for another", async () => {
    const [once, again, other] = [
      await simulate({ seed: 7, tickets: 50 }),
      await simulate({ seed: 7, tickets: 50 }),
      await simulate({ seed: 8, tickets: 50 }),
    ];
    expect(once.trace).toBe(again.trace);
    expect(other.trace).not.toBe(once.trace);
  });
});
