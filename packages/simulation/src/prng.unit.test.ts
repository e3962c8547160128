import fc from "fast-check";
import { expect, test } from "vitest";
import { diceFor } from "./prng.ts";

const draws = (seed: string, count = 1_000) => {
  const dice = diceFor(seed);
  return Array.from({ length: count }, () => dice.next());
};

test("the same seed gives the same draws, another one others", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(draws(one, 20)).toEqual(draws(one, 20));
      if (one !== other) expect(draws(one, 20)).not.toEqual(draws(other, 20));
    }),
  );
});

test("draws lie in [0, 1) and are spread evenly, for neighbouring seeds too", () => {
  for (const seed of ["1/1", "1/2", "1/3"]) {
    const drawn = draws(seed, 10_000);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const below = (limit: number) => drawn.filter((draw) => draw < limit).length / drawn.length;
    for (const limit of [0.1, 0.25, 0.5, 0.9]) expect(below(limit)).toBeCloseTo(limit, 1);
  }
});

test("weights say how often an item is drawn", () => {
  const dice = diceFor("weights");
  const drawn = Array.from({ length: 10_000 }, () =>
    dice.weighted([
      [3, "often"],
      [1, "seldom"],
      [0, "never"],
    ]),
  );
  expect(drawn.filter((item) => item === "often").length / drawn.length).toBeCloseTo(0.75, 1);
  expect(drawn).not.toContain("never");
});

test("whole numbers lie between their bounds and reach both", () => {
  const dice = diceFor("bounds");
  const drawn = new Set(Array.from({ length: 500 }, () => dice.between(3, 6)));
  expect(drawn).toEqual(new Set([3, 4, 5, 6]));
});

test("what is around a median is as often above as below it", () => {
  const dice = diceFor("median");
  const above = Array.from({ length: 10_000 }, () => dice.around(40)).filter((drawn) => drawn > 40);
  expect(above.length / 10_000).toBeCloseTo(0.5, 1);
});
