import type { CalendarDocument } from "@docket/schemas";
import { DAY } from "./instant.ts";

export { calendarDocument, type CalendarDocument } from "@docket/schemas";

export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

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
