import { DAY, HOUR, NO_ATTRIBUTES } from "@docket/service-levels";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groupsBy } from "./grouping.ts";
import type { Dimension } from "./dimension.ts";
import { isIn } from "./period.ts";
import { hourMoves, isPresent, isRolledUp, maturity, monthMoves, rolledAs } from "./rollup-plan.ts";
import type { ReportQuestion } from "./report.ts";

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };

const asked = (
  by: readonly Dimension[],
  from: number | null,
  to: number | null,
  zone = "UTC",
): ReportQuestion => ({ period: { from, to, zone }, now: 0, asOf: 0, by, policy: null });

const movesOf = (question: ReportQuestion) => monthMoves(question)(MARCH) ?? [];
/** What is read, and where it goes from and to. */
const plainly = (moves: ReturnType<typeof movesOf>) =>
  moves.map(({ unit, stretch, from, to }) => [unit, stretch, from?.at ?? null, to?.at ?? null]);
const stretch = (from: number, to: number): unknown =>
  expect.objectContaining({ from: MARCH.from + from, to: MARCH.from + to });

test("a month that lies in the period is taken as a whole", () => {
  for (const question of [asked([], null, null), asked(["month"], MARCH.from, MARCH.to)]) {
    const moves = movesOf(question);
    expect(plainly(moves)).toEqual([["month", stretch(0, 31 * DAY), null, MARCH.from]]);
    expect(moves[0]?.to?.kept).toEqual([stretch(0, 31 * DAY)]);
  }
});

test("hours that lie in another group are moved there from the month", () => {
  // Before the clocks change a month of Berlin begins an hour before that of UTC, and ends two hours before it after.
  const end = MARCH.to - 2 * HOUR;
  const [month, hours] = movesOf(asked(["month"], null, null, "Europe/Berlin"));
  expect(month).toMatchObject({ unit: "month", from: null });
  expect(month?.to?.kept).toMatchObject([{ from: MARCH.from, to: end }]);
  expect(hours).toMatchObject({ unit: "hours", stretch: { from: end, to: MARCH.to } });
  expect(hours?.from).toBe(month?.to);
  expect(hours?.to).toMatchObject({ at: end, kept: [{ from: end, to: MARCH.to }] });
});

test("days and hours outside of the period are taken out and put nowhere", () => {
  const from = MARCH.from + DAY + 15 * HOUR;
  const moves = movesOf(asked([], from, null));
  expect(plainly(moves)).toEqual([
    ["month", stretch(0, 31 * DAY), null, from],
    ["day", stretch(0, DAY), from, null],
    ["day", stretch(DAY, 2 * DAY), from, null],
    ["hours", stretch(DAY + 15 * HOUR, 2 * DAY), null, from],
  ]);
  expect(moves[0]?.to?.kept).toEqual([stretch(2 * DAY, 31 * DAY)]);
});

test("a month is told by its days, and a day by its hours, where less than half lies in one group", () => {
  const middle = 15 * DAY + 12 * HOUR;
  const [most] = movesOf(asked([], MARCH.from + middle - HOUR, null));
  expect(most).toMatchObject({ unit: "month", to: { at: MARCH.from + middle - HOUR } });
  const less = movesOf(asked([], MARCH.from + middle + HOUR, null));
  expect(plainly(less.slice(0, 2))).toEqual([
    ["hours", stretch(middle + HOUR, 16 * DAY), null, MARCH.from + middle + HOUR],
    ["day", stretch(16 * DAY, 17 * DAY), null, MARCH.from + 16 * DAY],
  ]);
  expect(less).toHaveLength(16);
  expect(movesOf(asked(["day"], null, null)).map(({ unit }) => unit)).toEqual(
    Array.from({ length: 31 }, () => "day"),
  );
  expect(movesOf(asked(["hour"], null, null))).toHaveLength(31 * 24);
  expect(movesOf(asked([], MARCH.to, null))).toEqual([]);
});

test("whatever is asked, each hour counts once in its own group, and nowhere else", () => {
  const place = fc.integer({ min: -3 * 24, max: 34 * 24 });
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati");
  const by = fc.constantFrom<readonly Dimension[]>([], ["hour"], ["day"], ["week"], ["month"]);
  const plans = fc.constantFrom(monthMoves, hourMoves);
  fc.assert(
    fc.property(plans, by, place, place, zones, (plan, dimensions, one, other, zone) => {
      const [from, to] = [one, other]
        .toSorted((a, b) => a - b)
        .map((hour) => MARCH.from + hour * HOUR);
      const question = asked(dimensions, from ?? 0, (to ?? 0) + HOUR, zone);
      const groupOf = groupsBy(dimensions, zone);
      const nameOf = (at: number) => JSON.stringify(groupOf(NO_ATTRIBUTES, at));
      const moves = plan(question)(MARCH) ?? [];
      for (let hour = MARCH.from; hour < MARCH.to; hour += HOUR) {
        const has = (part: { readonly from: number; readonly to: number }) =>
          part.from <= hour && hour < part.to;
        const counted = new Map<string, number>();
        const add = (at: number, times: number) =>
          counted.set(nameOf(at), (counted.get(nameOf(at)) ?? 0) + times);
        for (const move of moves.filter((each) => has(each.stretch))) {
          if (move.from !== null) add(move.from.at, -1);
          if (move.to !== null) add(move.to.at, 1);
        }
        const wanted = isIn(question.period, hour) ? [[nameOf(hour), 1]] : [];
        expect([...counted].filter(([, times]) => times !== 0)).toEqual(wanted);
        const kept = moves.filter(({ to: placing }) => placing?.kept.some(has));
        expect(kept.map((move) => nameOf(move.to?.at ?? 0))).toEqual(wanted.map(([name]) => name));
      }
    }),
    { numRuns: 50 },
  );
});

test("where only hours tell the groups apart, a month is told by the hours of its days in the period", () => {
  const from = MARCH.from + 29 * DAY + HOUR;
  expect(plainly(hourMoves(asked([], from, null))(MARCH) ?? [])).toEqual([
    ["hours", stretch(29 * DAY + HOUR, 30 * DAY), null, from],
    ["hours", stretch(30 * DAY, 31 * DAY), null, MARCH.from + 30 * DAY],
  ]);
});

test("an hour that lies in two groups cannot be told", () => {
  expect(monthMoves(asked(["hour"], null, null, "Asia/Kolkata"))(MARCH)).toBeNull();
  expect(monthMoves(asked(["hour"], null, null))(MARCH)).not.toBeNull();
});

test("rollups answer from hour to hour, under the policy that each ticket is bound to", () => {
  expect(isRolledUp(asked(["team", "week"], HOUR, 2 * HOUR))).toBe(true);
  expect(isRolledUp(asked([], HOUR + 60_000, null))).toBe(false);
  expect(isRolledUp(asked([], null, HOUR - 1))).toBe(false);
  expect(isRolledUp({ ...asked([], null, null), policy: "file@1" })).toBe(false);
});

test("a stretch is mature once the 7 days of its last instant have passed, and is not before those of its first", () => {
  const stretch = { from: 0, to: HOUR };
  expect(maturity(stretch, 7 * DAY)).toBe("none");
  expect(maturity(stretch, 7 * DAY + 1)).toBe("some");
  expect(maturity(stretch, 7 * DAY + HOUR - 1)).toBe("some");
  expect(maturity(stretch, 7 * DAY + HOUR)).toBe("all");
  expect(rolledAs(stretch, 7 * DAY + 1)).toEqual({ mature: "some", overdue: true });
  expect(rolledAs(stretch, HOUR)).toEqual({ mature: "none", overdue: true });
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
