import { describe, expect, test } from "vitest";
import { aroundTheClock, calendarDocument } from "./calendar-document.ts";
import { compileCalendar } from "./calendar.ts";
import { foldClock } from "./clock-course.ts";
import type { BoundCalendar, ClockEvent, Terms, Wait } from "./clock-history.ts";
import { readClock, warnsAt } from "./clock-judgement.ts";
import { HOUR } from "./instant.ts";

const always: BoundCalendar = {
  name: "24x7",
  version: 1,
  calendar: compileCalendar(aroundTheClock),
};
const never: BoundCalendar = {
  name: "24x7",
  version: 2,
  calendar: compileCalendar(calendarDocument.parse({ timeZone: "UTC", weekly: {} })),
};

const DAY_0 = Date.parse("2026-03-02T00:00:00Z");
/** Hours after the start. */
const h = (hours: number): number => DAY_0 + hours * HOUR;
const hoursOf = (at: number | null): number | null => (at === null ? null : (at - DAY_0) / HOUR);

const terms = (hours: number, change: Partial<Terms> = {}): Terms => ({
  policyVersion: "test@1",
  rule: `within ${hours} h`,
  calendar: always,
  target: { type: "duration", ms: hours * HOUR },
  pausesOn: ["customer"],
  warnings: [],
  escalations: [],
  ...change,
});
const promised = (hours: number) => terms(0, { target: { type: "instant", at: h(hours) } });

const course = (first: Terms, ...events: ClockEvent[]) =>
  foldClock({ type: "started", at: h(0), terms: first }, events);
const read = (seen: ReturnType<typeof course>, now: number) => {
  const { state, elapsedMs, dueAt, breachesAt, breachedAt, cause, stoppedAt } = readClock(
    seen,
    h(now),
  );
  return {
    state,
    elapsed: elapsedMs / HOUR,
    due: hoursOf(dueAt),
    breaches: hoursOf(breachesAt),
    breached: hoursOf(breachedAt),
    stopped: hoursOf(stoppedAt),
    cause,
  };
};

const waits = (at: number, wait: Wait = "customer"): ClockEvent => ({
  type: "waitBegan",
  at: h(at),
  wait,
});
const goesOn = (at: number): ClockEvent => ({ type: "waitEnded", at: h(at) });
const stops = (at: number): ClockEvent => ({ type: "stopped", at: h(at) });
const reopens = (at: number): ClockEvent => ({ type: "reopened", at: h(at) });
const cancels = (at: number): ClockEvent => ({ type: "cancelled", at: h(at), reason: "merged" });
const retarget = (
  at: number,
  to: Terms,
  mode: "carry" | "restart" | "retroactive",
): ClockEvent => ({ type: "retargeted", at: h(at), terms: to, mode, reason: "priority changed" });

describe("running and pausing", () => {
  test("C1 only the waits that the rule names hold the clock up", () => {
    expect(read(course(terms(8), waits(2)), 5)).toMatchObject({
      state: "paused",
      elapsed: 2,
      due: null,
      breaches: null,
    });
    const other = course(terms(8), waits(2, "thirdParty"));
    expect(read(other, 5)).toMatchObject({ state: "running", elapsed: 5, due: 8 });
    const changed = course(terms(8), waits(2), waits(4, "thirdParty"));
    expect(read(changed, 5)).toMatchObject({ state: "running", elapsed: 3, due: 10 });
  });

  test("C2 a clock breached before its wait stays breached in it", () => {
    const seen = course(terms(2), waits(3));
    expect(read(seen, 9)).toMatchObject({ state: "breached", elapsed: 3, due: 2, breached: 2 });
  });

  test("C3 at breachesAt nothing is breached yet; a millisecond later it is", () => {
    const seen = course(terms(2));
    expect(read(seen, 2).state).toBe("running");
    expect(readClock(seen, h(2) + 1)).toMatchObject({ state: "breached", breachedAt: h(2) });
  });

  test("C4 a clock whose target is never reached is unreachable, until it is stopped", () => {
    const seen = course(terms(2, { calendar: never }));
    expect(read(seen, 9)).toMatchObject({ state: "unreachable", due: null });
    const stopped = course(terms(2, { calendar: never }), stops(9));
    expect(read(stopped, 9).state).toBe("met");
    const late = course(terms(10), waits(4), goesOn(21_600));
    expect([read(late, 21_600).due, hoursOf(warnsAt(late, 80))]).toEqual([21_606, 21_604]);
  });

  test("C5 time that jumps back counts nothing twice", () => {
    const seen = course(terms(8), waits(4), goesOn(2));
    expect(read(seen, 6)).toMatchObject({ state: "running", elapsed: 6 });
    const reopened = course(terms(8), waits(1), stops(3), reopens(2));
    expect(read(reopened, 4)).toMatchObject({ state: "running", elapsed: 2 });
  });
});

describe("stopping", () => {
  test("C6 what is stopped in time is met, with the due it would have had", () => {
    expect(read(course(terms(8), stops(8)), 99)).toMatchObject({
      state: "met",
      elapsed: 8,
      due: 8,
      breaches: 8,
      breached: null,
      stopped: 8,
    });
    expect(read(course(terms(8), waits(2), stops(3)), 99)).toMatchObject({
      state: "met",
      due: null,
    });
  });

  test("C7 a breached clock still records its stop", () => {
    const seen = course(terms(2), stops(5));
    expect(read(seen, 99)).toMatchObject({
      state: "breached",
      elapsed: 5,
      breached: 2,
      stopped: 5,
    });
  });

  test("C8 a stop recorded late is judged at its own instant", () => {
    const seen = course(terms(4), waits(6), goesOn(7), stops(3));
    expect(read(seen, 9)).toMatchObject({ state: "met", elapsed: 3, stopped: 3 });
  });

  test("C9 a second stop changes nothing", () => {
    expect(read(course(terms(4), stops(3), stops(9)), 99)).toMatchObject({
      state: "met",
      stopped: 3,
    });
  });

  test("C10 cancelled is neither met nor breached; what was breached before stays so", () => {
    expect(read(course(terms(4), cancels(3), stops(9)), 99)).toMatchObject({
      state: "cancelled",
      elapsed: 3,
      due: null,
    });
    expect(read(course(terms(2), cancels(3), waits(4), goesOn(5)), 99)).toMatchObject({
      state: "breached",
      elapsed: 3,
      breached: 2,
    });
    expect(read(course(terms(4), stops(2), cancels(3)), 99).state).toBe("met");
  });
});

describe("reopening", () => {
  test("C11 the clock runs on, the time it was stopped left out", () => {
    const seen = course(terms(8), stops(3), reopens(10));
    expect(read(seen, 12)).toMatchObject({ state: "running", elapsed: 5, due: 15, stopped: null });
    expect(read(course(terms(8), stops(3), reopens(10), stops(16)), 99)).toMatchObject({
      state: "breached",
      breached: 15,
    });
  });

  test("C11 a reopened ticket waits for nobody until it says so", () => {
    const seen = course(terms(8), waits(2), stops(3), reopens(10));
    expect(read(seen, 12)).toMatchObject({ state: "running", elapsed: 4, due: 16 });
  });

  test("C12 reopened at the instant of its stop, it has lost nothing", () => {
    const seen = course(terms(8), stops(3), reopens(3));
    expect(read(seen, 5)).toMatchObject({ state: "running", elapsed: 5, due: 8 });
  });

  test("C13 a breach outlives the reopening", () => {
    const seen = course(terms(2), stops(3), reopens(10), stops(11));
    expect(read(seen, 99)).toMatchObject({
      state: "breached",
      breached: 2,
      stopped: 11,
      elapsed: 4,
    });
    const longer = course(terms(2), stops(3), reopens(10), retarget(11, terms(24), "carry"));
    expect(read(longer, 12)).toMatchObject({ state: "breached", breached: 2 });
  });
});

describe("another target", () => {
  test("C14 carry: what has elapsed counts against the new target from then on", () => {
    const seen = course(terms(24), retarget(3, terms(8), "carry"));
    expect(read(seen, 4)).toMatchObject({ state: "running", elapsed: 4, due: 8 });
  });

  test("C15 carry below what has elapsed is breached at that instant, paused or not", () => {
    const expected = { state: "breached", breached: 10, cause: "target reduced", breaches: 8 };
    expect(read(course(terms(24), retarget(10, terms(8), "carry")), 10)).toMatchObject(expected);
    const paused = course(terms(24), waits(9), retarget(10, terms(8), "carry"));
    expect(read(paused, 50)).toMatchObject({ ...expected, elapsed: 9 });
  });

  test("C16 a longer target does not take a breach back", () => {
    const seen = course(terms(2), retarget(3, terms(24), "carry"), stops(5));
    expect(read(seen, 99)).toMatchObject({ state: "breached", breached: 2, cause: "time passed" });
  });

  test("C17 restart counts from zero", () => {
    const seen = course(terms(8), retarget(6, terms(4), "restart"));
    expect(read(seen, 7)).toMatchObject({ state: "running", elapsed: 1, due: 10 });
    expect(read(course(terms(2), retarget(6, terms(4), "restart")), 7).state).toBe("breached");
  });

  test("C18 retroactive counts from the start and shows the outcome it took back", () => {
    const longer = course(terms(2), stops(5), retarget(6, terms(24), "retroactive"));
    expect(read(longer, 99)).toMatchObject({ state: "met", elapsed: 5 });
    expect(longer.rescinded).toMatchObject([
      { outcome: { state: "breached", at: h(2) }, at: h(6), reason: "priority changed" },
    ]);
    const shorter = course(terms(24), stops(5), retarget(6, terms(2), "retroactive"));
    expect(read(shorter, 99)).toMatchObject({
      state: "breached",
      breached: 2,
      cause: "time passed",
    });
    expect(shorter.rescinded).toMatchObject([{ outcome: { state: "met" } }]);
  });

  test("C19 retroactive asks anew which waits hold the clock up, and rescinds nothing undecided", () => {
    const without = terms(8, { pausesOn: [] });
    const seen = course(terms(8), waits(1), goesOn(5), retarget(6, without, "retroactive"));
    expect(read(seen, 7)).toMatchObject({ state: "running", elapsed: 7, due: 8 });
    expect(seen.rescinded).toEqual([]);
  });

  test("C18 retroactive leaves no earlier target standing", () => {
    const seen = course(
      terms(24),
      retarget(1, terms(2), "restart"),
      retarget(2, terms(8), "retroactive"),
    );
    expect(read(seen, 7)).toMatchObject({ state: "running", elapsed: 7, due: 8 });
  });

  test("C20 a target that comes after the stop holds only if the clock runs on", () => {
    const stopped = course(terms(8), stops(5), retarget(6, terms(2), "carry"));
    expect(read(stopped, 99)).toMatchObject({ state: "met", due: 8 });
    const again = course(terms(8), stops(5), retarget(6, terms(2), "carry"), reopens(7));
    expect(read(again, 7.5)).toMatchObject({
      state: "breached",
      breached: 7,
      cause: "target reduced",
    });
  });

  test("C21 a calendar's new version counts from then on", () => {
    const edited: ClockEvent = { type: "calendarEdited", at: h(3), calendar: never };
    expect(read(course(terms(8), edited), 50)).toMatchObject({ state: "unreachable", elapsed: 3 });
    const other: ClockEvent = { ...edited, calendar: { ...never, name: "other" } };
    expect(read(course(terms(8), other), 5)).toMatchObject({ state: "running", elapsed: 5 });
  });
});

describe("a promised instant", () => {
  test("C22 is met by a stop at it or before, whatever was waited for", () => {
    expect(read(course(promised(5), stops(5)), 99)).toMatchObject({
      state: "met",
      due: 5,
      breaches: 5,
    });
    const late = course(promised(5), waits(1), stops(6));
    expect(read(late, 99)).toMatchObject({ state: "breached", breached: 5 });
    expect(read(course(promised(5), waits(1)), 4)).toMatchObject({ state: "running", due: 5 });
  });

  test("C23 that lay before the start is breached at the start", () => {
    expect(read(course(promised(-3)), 1)).toMatchObject({
      state: "breached",
      breached: 0,
      cause: "time passed",
    });
  });
});

describe("warnings", () => {
  test("C24 come when their share of the target has elapsed, and not while paused", () => {
    expect(hoursOf(warnsAt(course(terms(10)), 80))).toBe(8);
    expect(hoursOf(warnsAt(course(terms(10), waits(4), goesOn(6)), 80))).toBe(10);
    expect(warnsAt(course(terms(10), waits(4)), 80)).toBeNull();
    expect(hoursOf(warnsAt(course(promised(10)), 50))).toBe(5);
  });
});
