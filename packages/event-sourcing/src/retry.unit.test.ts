import fc from "fast-check";
import { expect, test } from "vitest";
import { pause } from "./retry.ts";

async function waitOf(attempt: number, random: number, first = 10, most = 200): Promise<number> {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  await pause({ first, most, random: () => random, sleep }, attempt);
  expect(waits).toHaveLength(1);
  return waits[0] ?? 0;
}

test("the wait doubles up to its bound", async () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => waitOf(attempt, 0.999_999));
  const rounded = (await Promise.all(waits)).map(Math.round);
  expect(rounded).toEqual([10, 20, 40, 80, 160, 200, 200]);
});

test("the jitter is the injected source's: between half of the wait and all of it, at any attempt", async () => {
  const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), draw, async (attempt, random) => {
      const ceiling = Math.min(200, 10 * 2 ** (attempt - 1));
      const wait = await waitOf(attempt, random);
      expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
      expect(wait).toBeLessThanOrEqual(ceiling);
      expect(await waitOf(attempt, random)).toBe(wait);
    }),
  );
  expect(await waitOf(1, 0)).toBe(5);
});
