import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, HOUR } from "../instant.ts";
import { handledAlone } from "./handled-alone.ts";
import { clockTallied, clockTally, receiptTallied } from "./rollup.ts";
import { bucketOf } from "./sketch.ts";
import { rollupSpreads, spreadBucket, spreadOf, Spreads } from "./spreads.ts";

const anySpread = fc.constantFrom(...rollupSpreads);
const anyTime = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 * 24 * HOUR }));

test("the spreads of all figures counted together are the sketches of each", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anySpread, anyTime)), (measured) => {
      const spreads = new Spreads();
      for (const [spread, ms] of measured) {
        const number = spreadBucket(spread, ms);
        spreads.add(number, 1);
        expect(rollupSpreads[spreadOf(number) ?? -1]).toBe(spread);
      }
      const sketchOf = spreads.sketches();
      for (const spread of rollupSpreads) {
        const own = measured.filter(([of]) => of === spread).map(([, ms]) => bucketOf(ms));
        const ascending = [...new Set(own)].toSorted((one, other) => one - other);
        const counts = ascending.map((bucket) => own.filter((one) => one === bucket).length);
        expect(sketchOf(spread)).toEqual({ buckets: ascending, counts });
      }
    }),
  );
});

test("a number below all spreads is none of theirs", () => {
  expect(spreadOf(9_999)).toBeNull();
  expect(spreadOf(10_000)).toBe(0);
});

test("what a tally is made of can be read from it", () => {
  const clock = {
    target: "firstResponse",
    outcome: "breached",
    policyVersion: "desk @ 2",
  } as const;
  const { target, outcome, policyVersion } = clock;
  expect(clockTallied(clockTally(target, outcome, policyVersion))).toEqual(clock);
  expect(receiptTallied("closure+firstResponse desk @ 2")).toEqual({
    targets: ["closure", "firstResponse"],
    policyVersion: "desk @ 2",
  });
});

test("K6: sessions of one interaction by one agent take the time that any of them covers", () => {
  const session = (from: number, to: number | null, agent = "anna") => ({ agent, from, to });
  const alone = (...sessions: ReturnType<typeof session>[]) => handledAlone(sessions, null);
  expect(alone(session(1, 5), session(9, 10))).toEqual({ at: 10, valueMs: 5, businessMs: null });
  expect(alone(session(1, 5), session(4, 7))).toMatchObject({ at: 7, valueMs: 6 });
  expect(alone(session(1, 9), session(4, 7))).toMatchObject({ at: 9, valueMs: 8 });
  expect(alone(session(1, 5), session(5, 7))).toMatchObject({ at: 7, valueMs: 6 });
  expect(alone(session(6, 7), session(1, 5))).toMatchObject({ at: 7, valueMs: 5 });
  expect(alone(session(3, 3))).toMatchObject({ at: 3, valueMs: 0 });
  expect(alone(session(1, 5), session(6, null))).toBeNull();
  expect(alone(session(1, 5), session(6, 7, "ben"))).toBeNull();
});

test("an instant is written as the language writes it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (at) => {
      expect(formatInstant(at)).toBe(new Date(at).toISOString());
    }),
  );
});
