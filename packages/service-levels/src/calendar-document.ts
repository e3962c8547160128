import { z } from "zod";
import { DAY } from "./instant.ts";
import { isTimeZone } from "./zone.ts";

const CLOCK_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const beginTime = z
  .string()
  .regex(CLOCK_TIME, "must be a local time like 09:00, from 00:00 to 23:59");
const endTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a local time like 17:00, up to 24:00");

/** From, to. An end not after its start is on the next day; equal ones make a whole day. */
const opening = z.tuple([beginTime, endTime]);
const openings = z.array(opening);

export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

const exception = z.strictObject({
  date: z.iso.date("must be a date like 2026-12-25"),
  /** What opens on this date instead; empty when closed. */
  open: openings,
});

/**
 * Opening hours (D11): a weekly pattern in local time, and dates on which something else holds. A weekday not named is
 * closed. Read as `How a clock is judged` in the package's README says.
 */
export const calendarDocument = z.strictObject({
  timeZone: z.string().refine(isTimeZone, {
    error: (issue) => `unknown time zone ${JSON.stringify(issue.input)}`,
  }),
  weekly: z.strictObject({
    monday: openings.optional(),
    tuesday: openings.optional(),
    wednesday: openings.optional(),
    thursday: openings.optional(),
    friday: openings.optional(),
    saturday: openings.optional(),
    sunday: openings.optional(),
  }),
  exceptions: z
    .array(exception)
    .refine((all) => new Set(all.map(({ date }) => date)).size === all.length, {
      error: "has two exceptions on one date",
    })
    .default([]),
});
export type CalendarDocument = z.infer<typeof calendarDocument>;

/** Open without end. */
export const aroundTheClock: CalendarDocument = {
  timeZone: "UTC",
  weekly: Object.fromEntries(weekdays.map((day) => [day, [["00:00", "24:00"]]])),
  exceptions: [],
};

/** An opening as milliseconds after the local midnight of its day; the end may lie in the next day. */
export interface LocalOpening {
  readonly begin: number;
  readonly end: number;
}

const msOf = (time: string): number =>
  (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;

/** A day's openings in the order in which they begin. */
export const localOpenings = (
  day: readonly (readonly [string, string])[],
): readonly LocalOpening[] =>
  day
    .map(([from, to]) => {
      const begin = msOf(from);
      const end = msOf(to);
      return { begin, end: end > begin ? end : end + DAY };
    })
    .toSorted((a, b) => a.begin - b.begin);
