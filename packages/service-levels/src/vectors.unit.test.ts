import { describe, expect, test } from "vitest";
import { calendarDocument } from "./calendar-document.ts";
import { compileCalendar, openBetween, type Calendar } from "./calendar.ts";
import { foldClock } from "./clock-course.ts";
import type { Terms } from "./clock-history.ts";
import { readClock } from "./clock-judgement.ts";
import type { Pause } from "./clock.ts";
import { evaluateClock } from "./evaluate.ts";
import { formatInstant, HOUR } from "./instant.ts";

const berlin = (weekly: object): Calendar =>
  compileCalendar(calendarDocument.parse({ timeZone: "Europe/Berlin", weekly }));

const day = [["09:00", "17:00"]];
const B = berlin({ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day });
const whole = [["00:00", "24:00"]];
const always = berlin({
  monday: whole,
  tuesday: whole,
  wednesday: whole,
  thursday: whole,
  friday: whole,
  saturday: whole,
  sunday: whole,
});
const sundays = berlin({ sunday: [["01:00", "04:00"]] });

/** Berlin's wall clock, as an instant. */
const at = (local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime("Europe/Berlin").epochMilliseconds;
const text = (ms: number | null): string | null =>
  ms === null
    ? null
    : Temporal.Instant.fromEpochMilliseconds(ms)
        .toZonedDateTimeISO("Europe/Berlin")
        .toPlainDateTime()
        .toString({ smallestUnit: "minute" });

// 2026-03-02 is a Monday.
const evaluate = (
  calendar: Calendar,
  hours: number,
  start: string,
  {
    pauses = [],
    stop = null,
    now = start,
  }: { pauses?: Pause[]; stop?: string | null; now?: string },
) =>
  evaluateClock({
    calendar,
    target: hours * HOUR,
    start: at(start),
    pauses,
    stop: stop === null ? null : at(stop),
    now: at(now),
  });

describe("vectors of the clock", () => {
  test("V1 due at closing time, breached at the next opening, met in between", () => {
    const running = evaluate(B, 8, "2026-03-02T09:00", {});
    expect(text(running.dueAt)).toBe("2026-03-02T17:00");
    expect(text(running.breachesAt)).toBe("2026-03-03T09:00");
    const replied = evaluate(B, 8, "2026-03-02T09:00", {
      stop: "2026-03-02T20:00",
      now: "2026-03-09T00:00",
    });
    expect(replied.state).toBe("met");
  });

  test("V2 24 h are 24 h, also on the day that has 23", () => {
    const { dueAt } = evaluate(always, 24, "2026-03-29T00:00", {});
    expect(text(dueAt)).toBe("2026-03-30T01:00");
  });

  test("V3 an opening over the change of clocks loses or gains the hour", () => {
    const open = (date: string) =>
      openBetween(sundays, at(`${date}T00:00`), at(`${date}T12:00`)) / HOUR;
    expect(open("2026-03-29")).toBe(2);
    expect(open("2026-10-25")).toBe(4);
    const { dueAt } = evaluate(sundays, 3.5, "2026-10-25T01:00", {});
    expect(dueAt === null ? null : formatInstant(dueAt)).toBe("2026-10-25T02:30:00.000Z");
    expect(text(dueAt)).toBe("2026-10-25T03:30");
  });

  test("V4 a pause over closed hours delays nothing", () => {
    const pauses: Pause[] = [[at("2026-03-06T17:00"), at("2026-03-09T09:00")]];
    const { dueAt } = evaluate(B, 8, "2026-03-06T15:00", { pauses });
    expect(text(dueAt)).toBe("2026-03-09T15:00");
  });

  test("V5 a pause over open hours delays by these", () => {
    const pauses: Pause[] = [[at("2026-03-06T16:00"), at("2026-03-09T10:00")]];
    const { dueAt, breachesAt } = evaluate(B, 8, "2026-03-06T15:00", { pauses });
    expect(text(dueAt)).toBe("2026-03-09T17:00");
    expect(text(breachesAt)).toBe("2026-03-10T09:00");
  });

  test("V6 a target reduced below what has elapsed is breached at that instant", () => {
    const terms = (rule: string, hours: number): Terms => ({
      policyVersion: "test@1",
      rule,
      calendar: { name: "B", version: 1, calendar: B },
      target: { type: "duration", ms: hours * HOUR },
      pausesOn: [],
      warnings: [],
      escalations: [],
    });
    const changedAt = at("2026-03-03T11:00");
    const course = foldClock(
      { type: "started", at: at("2026-03-02T09:00"), terms: terms("low", 24) },
      [
        {
          type: "retargeted",
          at: changedAt,
          terms: terms("high", 8),
          mode: "carry",
          reason: "priority raised",
        },
      ],
    );
    const reading = readClock(course, changedAt);
    expect(reading.state).toBe("breached");
    expect(text(reading.breachedAt)).toBe("2026-03-03T11:00");
    expect(reading.cause).toBe("target reduced");
    expect(reading.elapsedMs).toBe(10 * HOUR);
  });
});
