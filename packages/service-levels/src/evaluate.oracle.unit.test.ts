import { env } from "node:process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { weekdays } from "./calendar-document.ts";
import { evaluateLine } from "./evaluate-line.ts";
import { readWindow, stepThrough, type OracleCase, type OracleWindow } from "./evaluate.oracle.ts";

/** Cases in all; DOCKET_CASES=1000000 for the long run. */
const CASES = Number(env["DOCKET_CASES"] ?? 100_000);
const DAYS = 8;
const MINUTES = DAYS * 24 * 60;

/** Zones around days on which their clocks did something. */
const places: [zone: string, date: string, why: string, step?: number][] = [
  ["UTC", "2026-03-01", "nothing ever happens"],
  ["Europe/Berlin", "2026-03-29", "spring forward"],
  ["Europe/Berlin", "2026-10-25", "fall back"],
  ["Europe/Dublin", "2026-10-25", "winter is the exception"],
  ["Europe/London", "2026-03-29", "spring forward at 01:00"],
  ["Europe/Moscow", "2014-10-26", "fall back for good"],
  ["America/New_York", "2026-03-08", "spring forward"],
  ["America/New_York", "2026-11-01", "fall back"],
  ["America/St_Johns", "2006-10-29", "fall back at 00:01, into the day before"],
  ["America/Sao_Paulo", "2018-11-04", "no midnight"],
  ["America/Havana", "2026-11-01", "midnight twice"],
  ["America/Caracas", "2016-05-01", "half an hour for good"],
  ["America/Santiago", "2026-09-06", "no midnight, southern"],
  ["Australia/Lord_Howe", "2026-04-05", "half an hour back"],
  ["Australia/Lord_Howe", "2026-10-04", "half an hour forward"],
  ["Asia/Kolkata", "2026-01-01", "half-hour offset"],
  ["Asia/Kathmandu", "1986-01-01", "a quarter of an hour forward"],
  ["Asia/Tehran", "2021-03-22", "no midnight, half-hour offset"],
  ["Asia/Beirut", "2026-03-29", "no midnight"],
  ["Asia/Pyongyang", "2015-08-15", "half an hour back at midnight"],
  ["Africa/Casablanca", "2026-02-15", "back for Ramadan"],
  ["Africa/Casablanca", "2026-03-22", "forward after Ramadan"],
  ["Africa/Cairo", "2026-10-30", "fall back into the day before"],
  ["Africa/Monrovia", "1972-01-07", "44 min 30 s forward", 30_000],
  ["Antarctica/Troll", "2026-03-29", "two hours forward"],
  ["Pacific/Apia", "2011-12-30", "a day that never was"],
  ["Pacific/Kwajalein", "1969-10-01", "a day lived twice"],
  ["Pacific/Kwajalein", "1993-08-21", "a day that never was"],
  ["Pacific/Chatham", "2026-04-05", "quarter-hour offset, fall back"],
];

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 30, 15, 1, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
/** Night hours often: that is when clocks change. */
const anyTime = fc.oneof(
  time,
  fc.constantFrom("00:00", "00:01", "01:00", "02:00", "02:30", "03:00"),
);
const opening = fc.tuple(
  anyTime,
  fc.oneof({ weight: 9, arbitrary: anyTime }, { weight: 1, arbitrary: fc.constant("24:00") }),
);
const openings = fc.array(opening, { maxLength: 3 });
const week = fc.oneof(
  fc.array(openings, { minLength: 7, maxLength: 7 }),
  opening.map((each) => Array.from({ length: 7 }, (_, day) => (day < 5 ? [each] : []))),
);

const caseIn = (window: OracleWindow): fc.Arbitrary<OracleCase> => {
  // Whole hours often, so that pauses and targets end just where openings do; from the second day on, so that the days
  // before can spill.
  const instant = fc.oneof(
    fc.integer({ min: 48, max: DAYS * 24 - 1 }).map((hour) => window.from + hour * 3_600_000),
    fc
      .tuple(fc.integer({ min: 2 * 1440, max: MINUTES - 1 }), fc.constantFrom(0, 1, 30_000, 59_999))
      .map(([minute, ms]) => window.from + minute * 60_000 + ms),
  );
  const date = fc
    .integer({ min: 1, max: DAYS - 1 })
    .map((day) => new Date(window.from + day * 86_400_000).toISOString().slice(0, 10));
  const pause = fc
    .tuple(instant, fc.oneof(instant, fc.constant(null)))
    .map(([a, b]): [number, number | null] =>
      b === null ? [a, b] : [Math.min(a, b), Math.max(a, b)],
    );
  const hours = fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((count) => count * 3_600_000),
    fc.integer({ min: 0, max: 2_000 }).map((count) => count * 60_000),
    fc.integer({ min: 0, max: 100_000_000 }),
  );
  return fc.record({
    weekly: week,
    exceptions: fc.uniqueArray(fc.record({ date, open: openings }), {
      maxLength: 3,
      selector: (exception) => exception.date,
    }),
    target: hours,
    start: instant,
    pauses: fc.oneof(fc.constant([]), fc.array(pause, { maxLength: 4 })),
    stop: fc.option(instant),
    now: instant,
  });
};

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const lineOf = (zone: string, oracleCase: OracleCase): string =>
  JSON.stringify({
    calendar: {
      timeZone: zone,
      weekly: Object.fromEntries(weekdays.map((day, place) => [day, oracleCase.weekly[place]])),
      exceptions: oracleCase.exceptions,
    },
    target: `PT${oracleCase.target / 1_000}S`,
    start: iso(oracleCase.start),
    pauses: oracleCase.pauses.map(([from, to]) => [iso(from), iso(to)]),
    stop: iso(oracleCase.stop),
    now: iso(oracleCase.now),
  });

/** An instant that the oracle did not reach must not lie within its sight. */
const agree = (given: string | null, stepped: number | undefined, sight: number): void => {
  if (stepped !== undefined) expect(given).toBe(iso(stepped));
  else expect(given === null || Date.parse(given) >= sight).toBe(true);
};

describe("evaluation agrees with a second reading of the rules that steps through time", () => {
  test.each(places)("%s around %s: %s", { timeout: 600_000 }, (zone, date, _why, step) => {
    const window = readWindow(zone, date, DAYS, step);
    const sight = window.from + MINUTES * 60_000;
    const property = fc.property(caseIn(window), (oracleCase) => {
      const given = JSON.parse(evaluateLine(lineOf(zone, oracleCase)));
      const stepped = stepThrough(window, oracleCase);
      expect({ state: given.state, elapsedMs: given.elapsedMs }).toEqual({
        state: stepped.state,
        elapsedMs: stepped.elapsedMs,
      });
      expect(given.breachedAt).toBe(stepped.state === "breached" ? given.breachesAt : null);
      if (stepped.silent) {
        expect([given.dueAt, given.breachesAt]).toEqual([null, null]);
      } else {
        agree(given.dueAt, stepped.dueAt, sight);
        agree(given.breachesAt, stepped.breachesAt, sight);
      }
    });
    fc.assert(property, { numRuns: Math.ceil(CASES / places.length) });
  });
});
