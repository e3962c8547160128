import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDocument, weekdays } from "./calendar-document.ts";
import { compileCalendar, type Calendar } from "./calendar.ts";
import { foldClock } from "./clock-course.ts";
import type { ClockEvent, Terms } from "./clock-history.ts";
import { readClock } from "./clock-judgement.ts";
import { elapsed, segmentsBetweenPauses, type Pause } from "./clock.ts";
import { evaluateClock, type ClockCase } from "./evaluate.ts";
import { DAY, HOUR, MINUTE } from "./instant.ts";

const NEW_YEAR = Date.parse("2026-01-01T00:00:00Z");

const time = fc
  .integer({ min: 0, max: 95 })
  .map(
    (quarter) =>
      `${String(quarter >> 2).padStart(2, "0")}:${String((quarter & 3) * 15).padStart(2, "0")}`,
  );
const opening = fc.tuple(time, time);
const week = fc.array(fc.array(opening, { maxLength: 2 }), { minLength: 7, maxLength: 7 });
const zone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
);

const calendarOf = (timeZone: string, days: readonly (readonly [string, string][])[]): Calendar =>
  compileCalendar(
    calendarDocument.parse({
      timeZone,
      weekly: Object.fromEntries(weekdays.map((day, place) => [day, days[place]])),
    }),
  );

const instantWithin = (days: number) => fc.integer({ min: NEW_YEAR, max: NEW_YEAR + days * DAY });
const pauseWithin = (days: number): fc.Arbitrary<Pause> =>
  fc
    .tuple(instantWithin(days), fc.integer({ min: 0, max: 5 * DAY }))
    .map(([from, ms]) => [from, from + ms]);

/** The length of the course in days says whether changes of clocks lie in it: none do in January. */
const clockWithin = (days: number) =>
  fc.record({
    timeZone: zone,
    week,
    target: fc.integer({ min: 0, max: 60 * HOUR }),
    start: instantWithin(days),
    pauses: fc.array(pauseWithin(days), { maxLength: 4 }),
    stop: fc.option(instantWithin(days)),
    now: instantWithin(days),
  });

const caseOf = (given: {
  timeZone: string;
  week: [string, string][][];
  target: number;
  start: number;
  pauses: readonly Pause[];
  stop: number | null;
  now: number;
}): ClockCase => ({ ...given, calendar: calendarOf(given.timeZone, given.week) });

const orNever = (at: number | null): number => at ?? Infinity;

describe("laws of the clock", () => {
  test("splitting a pause changes nothing", () => {
    fc.assert(
      fc.property(
        clockWithin(300).filter(({ pauses }) => pauses.length > 0),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, share) => {
          const clock = caseOf(given);
          const [[from, to], ...others] = given.pauses as [Pause, ...Pause[]];
          const middle = from + Math.floor(((to ?? from) - from) * share);
          const pauses: Pause[] = [[middle, to], ...others, [from, middle]];
          expect(evaluateClock({ ...clock, pauses })).toEqual(evaluateClock(clock));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("shifting a history by a week of the same calendar shifts due and breach by a week", () => {
    const week7 = 7 * DAY;
    fc.assert(
      fc.property(clockWithin(20), (given) => {
        const clock = caseOf(given);
        const before = evaluateClock(clock);
        const after = evaluateClock({
          ...clock,
          start: clock.start + week7,
          pauses: clock.pauses.map(([from, to]) => [from + week7, to === null ? null : to + week7]),
          stop: clock.stop === null ? null : clock.stop + week7,
          now: clock.now + week7,
        });
        expect({ state: after.state, elapsedMs: after.elapsedMs }).toEqual({
          state: before.state,
          elapsedMs: before.elapsedMs,
        });
        // Late January is well before the first change of clocks, unless the target takes longer.
        if (before.dueAt !== null && before.dueAt < NEW_YEAR + 40 * DAY) {
          expect(after.dueAt).toBe(before.dueAt + week7);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("more opening never means later", () => {
    fc.assert(
      fc.property(
        clockWithin(300),
        fc.integer({ min: 0, max: 6 }),
        opening,
        (given, day, extra) => {
          const less = evaluateClock({ ...caseOf(given), stop: null, now: given.start - 1 });
          const more = given.week.map((hours, place) =>
            place === day ? [...hours, extra] : hours,
          );
          const wider = evaluateClock({
            ...caseOf({ ...given, week: more }),
            stop: null,
            now: given.start - 1,
          });
          if (less.state === "paused") return;
          expect(orNever(wider.dueAt)).toBeLessThanOrEqual(orNever(less.dueAt));
          expect(orNever(wider.breachesAt)).toBeLessThanOrEqual(orNever(less.breachesAt));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("at due and at breach exactly the target has elapsed, and not a millisecond later", () => {
    fc.assert(
      fc.property(clockWithin(300), (given) => {
        const clock = { ...caseOf(given), pauses: given.pauses };
        const { dueAt, breachesAt } = evaluateClock({
          ...clock,
          stop: null,
          now: given.start - MINUTE,
        });
        if (dueAt === null || breachesAt === null) return;
        const segments = segmentsBetweenPauses(clock.calendar, clock.start, clock.pauses);
        expect(elapsed(segments, dueAt)).toBe(clock.target);
        expect(elapsed(segments, breachesAt)).toBe(clock.target);
        expect(elapsed(segments, breachesAt + 1)).toBe(clock.target + 1);
        if (dueAt > clock.start) expect(elapsed(segments, dueAt - 1)).toBe(clock.target - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a course that only waits and stops reads as the evaluation of its case", () => {
    const length = fc.integer({ min: 0, max: 3 * DAY });
    const gaps = fc.array(fc.tuple(length, length), { maxLength: 5 });
    fc.assert(
      fc.property(
        clockWithin(300),
        gaps,
        fc.option(length),
        length,
        (given, waits, stop, later) => {
          const clock = caseOf(given);
          const terms: Terms = {
            policyVersion: "test@1",
            rule: "one",
            calendar: { name: "any", version: 1, calendar: clock.calendar },
            target: { type: "duration", ms: clock.target },
            pausesOn: ["customer"],
            warnings: [],
            escalations: [],
          };
          let at = clock.start;
          const pauses: Pause[] = [];
          const history: ClockEvent[] = [];
          for (const [before, long] of waits) {
            const from = at + before;
            at = from + long;
            pauses.push([from, at]);
            history.push(
              { type: "waitBegan", at: from, wait: "customer" },
              { type: "waitEnded", at },
            );
          }
          const stoppedAt = stop === null ? null : at + stop;
          if (stoppedAt !== null) history.push({ type: "stopped", at: stoppedAt });
          const now = (stoppedAt ?? at) + later;
          const evaluation = evaluateClock({ ...clock, pauses, stop: stoppedAt, now });
          // A calendar that never opens: the evaluation has no word for it.
          if (evaluation.state === "running" && evaluation.dueAt === null) return;
          const started = { type: "started", at: clock.start, terms } as const;
          expect(readClock(foldClock(started, history), now)).toMatchObject(evaluation);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
