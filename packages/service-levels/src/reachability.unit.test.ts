import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDocument } from "./calendar-document.ts";
import { compileCalendar, openBetween, openIntervals } from "./calendar.ts";
import { DAY } from "./instant.ts";
import { leastOpenTime } from "./reachability.ts";

const FROM = Date.UTC(2026, 6, 1, 12);
const YEARS = 366 * DAY;
const opening = fc.constantFrom(["09:00", "17:00"], ["22:00", "02:30"], ["01:00", "24:00"]);
const day = fc.uniqueArray(opening, { maxLength: 2, selector: ([from]) => from });
const exception = fc.record({
  date: fc.nat(8 * 365).map((days) => new Date(FROM + days * DAY).toISOString().slice(0, 10)),
  open: day,
});
const calendar = fc
  .record({
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    weekly: fc.record({ monday: day, saturday: day, sunday: day }),
    exceptions: fc.uniqueArray(exception, { maxLength: 12, selector: ({ date }) => date }),
  })
  .map((document) => compileCalendar(calendarDocument.parse(document)));

test("the least open time within 400 days is that of the start that finds least, wherever an opening ends", () => {
  fc.assert(
    fc.property(calendar, (hours) => {
      const starts = openIntervals(hours, FROM, FROM + 38 * YEARS).map(([, closes]) => closes);
      const within = [FROM, ...starts].map((at) => openBetween(hours, at, at + 400 * DAY));
      const least = within.reduce((one, other) => Math.min(one, other));
      expect(leastOpenTime(hours, FROM, { left: 1_000_000 })).toBe(least);
    }),
    { numRuns: 12 },
  );
});
