import { describe, expect, test } from "vitest";
import { z } from "zod";
import { evaluateLine } from "./evaluate-line.ts";

const OFFICE = [["09:00", "17:00"]];
const line = {
  calendar: { timeZone: "UTC", weekly: { monday: OFFICE, tuesday: OFFICE }, exceptions: [] },
  target: "PT8H",
  start: "2026-03-02T09:00:00Z",
  pauses: [] as unknown[],
  stop: null as string | null,
  now: "2026-03-02T10:00:00Z",
};
const answer = z.looseObject({ state: z.string().optional(), breachedAt: z.unknown() });
const evaluate = (change: object): z.infer<typeof answer> =>
  answer.parse(JSON.parse(evaluateLine(JSON.stringify({ ...line, ...change }))));

describe("a clock on a line of JSON", () => {
  test("is answered on one line, in a fixed order of fields", () => {
    expect(evaluateLine(JSON.stringify(line))).toBe(
      '{"state":"running","elapsedMs":3600000,"dueAt":"2026-03-02T17:00:00.000Z",' +
        '"breachesAt":"2026-03-03T09:00:00.000Z","breachedAt":null}',
    );
  });

  test("R1 a stop at now counts, a stop after now is still to come", () => {
    expect(evaluate({ stop: line.now }).state).toBe("met");
    expect(evaluate({ stop: "2026-03-02T10:00:00.001Z" }).state).toBe("running");
  });

  test("R2 before the start nothing has elapsed", () => {
    const before = "2026-03-01T00:00:00Z";
    expect(evaluate({ now: before })).toMatchObject({ state: "running", elapsedMs: 0 });
    expect(evaluate({ stop: before })).toMatchObject({ state: "met", elapsedMs: 0 });
  });

  test("R3 a target of nothing is due at the start and breached once anything is open", () => {
    const closed = "2026-03-01T00:00:00Z";
    expect(evaluate({ target: "PT0S", start: closed, now: closed })).toEqual({
      state: "running",
      elapsedMs: 0,
      dueAt: "2026-03-01T00:00:00.000Z",
      breachesAt: "2026-03-02T09:00:00.000Z",
      breachedAt: null,
    });
    const late = evaluate({ target: "PT0S", start: closed, now: "2026-03-02T09:00:00.001Z" });
    expect(late).toMatchObject({ state: "breached", elapsedMs: 1 });
    expect(late.breachedAt).toBe("2026-03-02T09:00:00.000Z");
  });

  test("R4 a calendar that never opens breaches nothing", () => {
    const never = { timeZone: "UTC", weekly: {}, exceptions: [] };
    expect(evaluate({ calendar: never })).toMatchObject({ dueAt: null, breachesAt: null });
    expect(evaluate({ calendar: never, target: "PT0S" })).toMatchObject({
      dueAt: "2026-03-02T09:00:00.000Z",
      breachesAt: null,
    });
  });

  test("R5 a pause holds from its first instant to before its last; one of no length does nothing", () => {
    const pauses = [["2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"]];
    expect(evaluate({ pauses }).state).toBe("paused");
    expect(evaluate({ pauses, now: "2026-03-02T11:00:00Z" }).state).toBe("running");
    const empty = [["2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"]];
    expect(evaluate({ pauses: empty })).toEqual(evaluate({}));
  });

  test("R6 paused, or met in a pause, it has no due; breached in a pause it keeps it", () => {
    const pauses = [["2026-03-02T09:30:00Z", null]];
    const silent = { dueAt: null, breachesAt: null, breachedAt: null };
    expect(evaluate({ pauses })).toEqual({ state: "paused", elapsedMs: 1_800_000, ...silent });
    expect(evaluate({ pauses, stop: line.now })).toMatchObject({ state: "met", ...silent });
    expect(evaluate({ pauses, target: "PT10M" })).toMatchObject({
      state: "breached",
      dueAt: "2026-03-02T09:10:00.000Z",
      breachesAt: "2026-03-02T09:10:00.000Z",
      breachedAt: "2026-03-02T09:10:00.000Z",
    });
  });

  test("R7 pauses still to come move the due; one without an end may leave none", () => {
    const hour = [["2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z"]];
    expect(evaluate({ pauses: hour }).dueAt).toBe("2026-03-03T10:00:00.000Z");
    expect(evaluate({ pauses: [["2026-03-02T12:00:00Z", null]] })).toMatchObject({
      state: "running",
      dueAt: null,
      breachesAt: null,
    });
  });

  test("R7 a target reached just where a pause begins is breached after the pause only", () => {
    const now = line.start;
    const open = [["2026-03-02T10:00:00Z", "2026-03-02T12:00:00Z"]];
    expect(evaluate({ target: "PT1H", pauses: open, now })).toMatchObject({
      dueAt: "2026-03-02T10:00:00.000Z",
      breachesAt: "2026-03-02T12:00:00.000Z",
    });
    const fromOpening = [["2026-03-03T09:00:00Z", "2026-03-03T10:00:00Z"]];
    expect(evaluate({ pauses: fromOpening, now })).toMatchObject({
      dueAt: "2026-03-02T17:00:00.000Z",
      breachesAt: "2026-03-03T10:00:00.000Z",
    });
  });

  test("R8 what is not reached within 800 days of the start is null, the last instant included", () => {
    const always = {
      timeZone: "UTC",
      weekly: Object.fromEntries(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map(
          (day) => [day, [["00:00", "24:00"]]],
        ),
      ),
    };
    const last = "2028-05-10T09:00:00.000Z";
    expect(evaluate({ calendar: always, target: "PT19200H" })).toMatchObject({
      dueAt: last,
      breachesAt: last,
    });
    const beyond = { calendar: always, target: "PT19200H0.001S" };
    expect(evaluate(beyond)).toMatchObject({ dueAt: null, breachesAt: null });
    expect(evaluate({ ...beyond, now: "2029-01-01T00:00:00Z" })).toMatchObject({
      state: "breached",
      breachedAt: null,
    });
  });

  test("R9 pauses may overlap and come in any order", () => {
    const one = ["2026-03-02T11:00:00Z", "2026-03-02T13:00:00Z"];
    const other = ["2026-03-02T10:00:00Z", "2026-03-02T12:00:00Z"];
    const both = [["2026-03-02T10:00:00Z", "2026-03-02T13:00:00Z"]];
    const now = "2026-03-02T14:00:00Z";
    expect(evaluate({ pauses: [one, other], now })).toEqual(evaluate({ pauses: both, now }));
    expect(evaluate({ pauses: [other, one], now })).toEqual(evaluate({ pauses: both, now }));
  });

  test.each([
    "2026-03-02T09:00:00.000Z",
    "2026-03-02T09:00:00.0Z",
    "2026-03-02T09:00:00.000000Z",
    "2026-03-02T09:00Z",
    "2026-03-02T09:00:00+00:00",
  ])("reads the instant %s", (start) => {
    expect(evaluate({ start })).toEqual(evaluate({}));
  });

  const calendar = line.calendar;
  test.each([
    ["not JSON", "{", "the line is not JSON"],
    ["an array", "[]", "expected object"],
    ["no calendar", { calendar: undefined }, /^calendar: /],
    [
      "an unknown zone",
      { calendar: { ...calendar, timeZone: "Mars/Olympus" } },
      /^calendar\.timeZone: unknown time zone "Mars/,
    ],
    ["a bare offset", { calendar: { ...calendar, timeZone: "+02:00" } }, /^calendar\.timeZone: /],
    ["no week", { calendar: { timeZone: "UTC" } }, /^calendar\.weekly: /],
    [
      "an unknown weekday",
      { calendar: { ...calendar, weekly: { mon: [] } } },
      /^calendar\.weekly: .*"mon"/,
    ],
    [
      "an hour too many",
      { calendar: { ...calendar, weekly: { monday: [["09:00", "25:00"]] } } },
      /^calendar\.weekly\.monday\[0\]\[1\]: /,
    ],
    [
      "24:00 as a start",
      { calendar: { ...calendar, weekly: { monday: [["24:00", "01:00"]] } } },
      /^calendar\.weekly\.monday\[0\]\[0\]: /,
    ],
    [
      "a time without its zero",
      { calendar: { ...calendar, weekly: { monday: [["9:00", "17:00"]] } } },
      /monday\[0\]\[0\]: /,
    ],
    [
      "a third time",
      { calendar: { ...calendar, weekly: { monday: [["09:00", "12:00", "13:00"]] } } },
      /monday\[0\]: /,
    ],
    [
      "an exception on no day",
      { calendar: { ...calendar, exceptions: [{ date: "2026-02-29", open: [] }] } },
      /^calendar\.exceptions\[0\]\.date: /,
    ],
    [
      "two exceptions on one day",
      {
        calendar: {
          ...calendar,
          exceptions: [
            { date: "2026-02-02", open: [] },
            { date: "2026-02-02", open: [] },
          ],
        },
      },
      /^calendar\.exceptions: /,
    ],
    ["days", { target: "P1D" }, /^target: .*ambiguous/],
    ["days and hours", { target: "P1DT2H" }, /^target: .*ambiguous/],
    ["weeks", { target: "P2W" }, /^target: .*ambiguous/],
    ["an empty duration", { target: "PT" }, /^target: /],
    ["a negative duration", { target: "-PT1H" }, /^target: /],
    ["a number as a duration", { target: 28_800 }, /^target: /],
    ["a start on no day", { start: "2026-02-30T00:00:00Z" }, /^start: /],
    ["a start with another offset", { start: "2026-03-02T09:00:00+01:00" }, /^start: /],
    ["a start without an offset", { start: "2026-03-02T09:00:00" }, /^start: /],
    ["no start", { start: null }, /^start: /],
    ["no now", { now: undefined }, /^now: /],
    ["a stop that is a number", { stop: 5 }, /^stop: /],
    [
      "a pause without a beginning",
      { pauses: [[null, "2026-03-02T09:00:00Z"]] },
      /^pauses\[0\]\[0\]: /,
    ],
    [
      "a pause that ends before it begins",
      { pauses: [["2026-03-02T09:00:00Z", "2026-03-01T09:00:00Z"]] },
      /^pauses\[0\]: /,
    ],
    ["an unknown field", { pause: [] }, /"pause"/],
  ])("refuses %s and names the field", (_what, given, problem) => {
    const text = typeof given === "string" ? given : JSON.stringify({ ...line, ...given });
    const { error, ...rest } = JSON.parse(evaluateLine(text));
    expect(error).toMatch(problem);
    expect(rest).toEqual({});
  });
});
