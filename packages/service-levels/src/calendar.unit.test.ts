import { describe, expect, test } from "vitest";
import { aroundTheClock, calendarDocument } from "./calendar-document.ts";
import { compileCalendar, openBetween, openIntervals } from "./calendar.ts";
import { DAY, formatInstant, HOUR } from "./instant.ts";

const intervals = (document: unknown, from: string, to: string): string[] =>
  openIntervals(
    compileCalendar(calendarDocument.parse(document)),
    Date.parse(from),
    Date.parse(to),
  ).map(([begin, end]) =>
    `${formatInstant(begin)} ${formatInstant(end)}`.replaceAll(":00.000Z", ""),
  );

describe("what a calendar opens", () => {
  test("24:00 ends an opening at midnight; an end before its start lies in the next day", () => {
    const document = {
      timeZone: "UTC",
      weekly: { monday: [["20:00", "24:00"]], tuesday: [["22:00", "02:00"]] },
    };
    expect(intervals(document, "2026-03-02T00:00Z", "2026-03-05T00:00Z")).toEqual([
      "2026-03-02T20:00 2026-03-03T00:00",
      "2026-03-03T22:00 2026-03-04T02:00",
    ]);
  });

  test("equal ends make a day, and openings that meet or overlap are one", () => {
    const document = {
      timeZone: "UTC",
      weekly: {
        monday: [
          ["09:00", "09:00"],
          ["08:00", "10:00"],
        ],
        tuesday: [["09:00", "11:00"]],
      },
    };
    expect(intervals(document, "2026-03-02T00:00Z", "2026-03-05T00:00Z")).toEqual([
      "2026-03-02T08:00 2026-03-03T11:00",
    ]);
  });

  test("an exception replaces what begins on its day, not what spills over from the evening before", () => {
    const document = {
      timeZone: "UTC",
      weekly: { monday: [["22:00", "02:00"]], tuesday: [["22:00", "02:00"]] },
      exceptions: [{ date: "2026-03-03", open: [["10:00", "11:00"]] }],
    };
    expect(intervals(document, "2026-03-02T00:00Z", "2026-03-05T00:00Z")).toEqual([
      "2026-03-02T22:00 2026-03-03T02:00",
      "2026-03-03T10:00 2026-03-03T11:00",
    ]);
  });

  test("an opening that lies wholly in a spring gap is empty", () => {
    const document = { timeZone: "Europe/Berlin", weekly: { sunday: [["02:10", "02:50"]] } };
    expect(intervals(document, "2026-03-29T00:00Z", "2026-03-30T00:00Z")).toEqual([]);
  });

  test("in an autumn overlap an opening starts at the first of two and ends at the second", () => {
    const document = { timeZone: "Europe/Berlin", weekly: { sunday: [["02:00", "02:30"]] } };
    expect(intervals(document, "2026-10-25T00:00Z", "2026-10-26T00:00Z")).toEqual([
      "2026-10-25T00:00 2026-10-25T01:30",
    ]);
  });

  test("on a day that a zone skipped, only what reaches beyond it opens", () => {
    const document = { timeZone: "Pacific/Apia", weekly: { friday: [["22:00", "06:00"]] } };
    expect(intervals(document, "2011-12-29T00:00Z", "2012-01-01T00:00Z")).toEqual([
      "2011-12-30T10:00 2011-12-30T16:00",
    ]);
  });

  test("24x7 is open all of the time, also over years", () => {
    const calendar = compileCalendar(aroundTheClock);
    const from = Date.parse("1999-07-01T12:34:56.789Z");
    expect(openBetween(calendar, from, from + 4_000 * DAY)).toBe(4_000 * DAY);
  });

  test("a calendar that never opens has no open time", () => {
    const calendar = compileCalendar(calendarDocument.parse({ timeZone: "UTC", weekly: {} }));
    expect(openBetween(calendar, 0, 1_000 * DAY)).toBe(0);
  });

  test("open intervals and open time say the same, over windows and years", () => {
    const document = {
      timeZone: "America/St_Johns",
      weekly: { monday: [["22:00", "06:00"]], sunday: [["00:00", "24:00"]] },
    };
    const calendar = compileCalendar(calendarDocument.parse(document));
    const from = Date.parse("2004-02-01T03:00:00Z");
    const to = from + 900 * DAY + 5 * HOUR;
    const all = openIntervals(calendar, from, to);
    const sum = all.reduce((total, [begin, end]) => total + end - begin, 0);
    expect(openBetween(calendar, from, to)).toBe(sum);
    expect(all.every(([begin], place) => place === 0 || begin > (all[place - 1]?.[1] ?? 0))).toBe(
      true,
    );
  });

  test("what lies before all changes of a zone's clocks is added up from a few weeks", () => {
    const document = {
      timeZone: "Europe/Berlin",
      weekly: { monday: [["22:00", "06:00"]], thursday: [["09:30", "17:00"]] },
      exceptions: [{ date: "1850-08-01", open: [] }],
    };
    const from = Date.parse("0001-01-01T00:00:00Z");
    for (const to of ["0001-06-01T12:00:00Z", "1849-12-31T23:00:00Z", "2026-03-02T22:30:00Z"]) {
      const calendar = compileCalendar(calendarDocument.parse(document));
      const open = openBetween(calendar, from, Date.parse(to));
      expect(calendar.windows.size).toBeLessThan(2_200);
      const sum = openIntervals(calendar, from, Date.parse(to)).reduce(
        (total, [begin, end]) => total + end - begin,
        0,
      );
      expect(open).toBe(sum);
    }
  });
});
