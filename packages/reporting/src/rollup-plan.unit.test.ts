import { DAY, HOUR } from "@docket/service-levels";
import { expect, test } from "vitest";
import type { Dimension, ReportQuestion } from "./header.ts";
import { isPresent, isRolledUp, maturity, monthPlans, rolledAs } from "./rollup-plan.ts";

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };

const asked = (
  by: readonly Dimension[],
  from: number | null,
  to: number | null,
  zone = "UTC",
): ReportQuestion => ({ period: { from, to, zone }, now: 0, asOf: 0, by, policy: null });

test("a month that lies in the period is taken as a whole", () => {
  const whole = { wholeAt: MARCH.from, fitting: [MARCH], misfitting: [], byHours: [] };
  expect(monthPlans(asked([], null, null), true)(MARCH)).toMatchObject(whole);
  expect(monthPlans(asked(["month"], MARCH.from, MARCH.to), true)(MARCH)).toMatchObject(whole);
});

test("hours that lie in another group are taken out of the month, and added to theirs", () => {
  // Before the clocks change a month of Berlin begins an hour before that of UTC, and ends two hours before it after.
  const end = { from: MARCH.to - 2 * HOUR, to: MARCH.to };
  const plan = monthPlans(asked(["month"], null, null, "Europe/Berlin"), true)(MARCH);
  expect(plan).toEqual({
    wholeAt: MARCH.from,
    fitting: [{ from: MARCH.from, to: end.from, name: expect.any(String) }],
    misfitting: [{ ...end, name: expect.any(String) }],
    byHours: [{ ...end, name: expect.any(String) }],
  });
});

test("hours outside of the period are taken out and added to nothing", () => {
  const plan = monthPlans(asked([], MARCH.from + 3 * HOUR, null), true)(MARCH);
  expect(plan).toMatchObject({
    wholeAt: MARCH.from + 3 * HOUR,
    misfitting: [{ from: MARCH.from, to: MARCH.from + 3 * HOUR, name: null }],
    byHours: [],
  });
});

test("a month is told by its hours where less than half of it lies in one group, or no slice has the groups", () => {
  const middle = MARCH.from + (MARCH.to - MARCH.from) / 2;
  const half = monthPlans(asked([], middle, null), true)(MARCH);
  expect(half).toMatchObject({ wholeAt: middle, misfitting: [{ to: middle }] });
  const less = monthPlans(asked([], middle + HOUR, null), true)(MARCH);
  expect(less).toMatchObject({ wholeAt: null, misfitting: [] });
  expect(less?.byHours).toMatchObject([{ from: middle + HOUR, to: MARCH.to }]);
  expect(monthPlans(asked(["day"], null, null), true)(MARCH)?.byHours).toHaveLength(31);
  expect(monthPlans(asked([], null, null), false)(MARCH)).toMatchObject({ wholeAt: null });
  expect(monthPlans(asked([], MARCH.to, null), true)(MARCH)?.byHours).toEqual([]);
});

test("an hour that lies in two groups cannot be told", () => {
  expect(monthPlans(asked(["hour"], null, null, "Asia/Kolkata"), true)(MARCH)).toBeNull();
  expect(monthPlans(asked(["hour"], null, null), true)(MARCH)).not.toBeNull();
});

test("rollups answer for their dimensions, for time, and from hour to hour", () => {
  const known = ["channel", "team"];
  expect(isRolledUp(asked(["team", "week"], HOUR, 2 * HOUR), known)).toBe(true);
  expect(isRolledUp(asked(["tier"], null, null), known)).toBe(false);
  expect(isRolledUp(asked([], HOUR + 60_000, null), known)).toBe(false);
  expect(isRolledUp(asked([], null, HOUR - 1), known)).toBe(false);
  expect(isRolledUp({ ...asked([], null, null), policy: "file@1" }, known)).toBe(false);
});

test("a stretch is mature once the 7 days of its last instant have passed, and is not before those of its first", () => {
  const stretch = { from: 0, to: HOUR };
  expect(maturity(stretch, 7 * DAY)).toBe(false);
  expect(maturity(stretch, 7 * DAY + 1)).toBeUndefined();
  expect(maturity(stretch, 7 * DAY + HOUR - 1)).toBeUndefined();
  expect(maturity(stretch, 7 * DAY + HOUR)).toBe(true);
  const as = { mature: false, withoutCohorts: true, overdue: true };
  expect(rolledAs(stretch, 7 * DAY + 1)).toEqual(as);
  expect(rolledAs(stretch, HOUR)).toEqual({ mature: false, withoutCohorts: false, overdue: true });
  expect(rolledAs(stretch, HOUR - 1).overdue).toBe(false);
});

test("now lies within a stretch after its beginning and before its end", () => {
  const stretch = { from: 0, to: HOUR };
  expect([0, 1, HOUR - 1, HOUR].map((now) => isPresent(stretch, now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
