import { describe, expect, test } from "vitest";
import { runSeeds } from "./seeds.ts";
import { simulate } from "./simulate.ts";

const SEEDS = { first: 1, count: 1_000, tickets: 200 };
/** Minutes on two free processors, and more beside other tests. */
const LONG_MS = 1_800_000;

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
