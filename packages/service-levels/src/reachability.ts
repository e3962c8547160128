import { openBetween, openIntervals, type Calendar } from "./calendar.ts";
import { DAY, type EpochMs } from "./instant.ts";

/** Each target must be reached within this time from every start. */
const REACHABLE_WITHIN = 400 * DAY;

/** Weekdays and the days on which clocks change fall on the same dates again after 28 years. */
const CYCLE = 28 * 366 * DAY;

/**
 * The least open time, in ms, that any start from `from` on finds within 400 days: a target up to it is always reached.
 * Looks at all starts up to a whole cycle after the last exception; later ones repeat these.
 */
export const leastOpenTime = (calendar: Calendar, from: EpochMs): number => {
  const lastException = Math.max(from, ...[...calendar.exceptions.keys()].map((day) => day * DAY));
  const until = lastException + CYCLE;
  let least = openBetween(calendar, from, from + REACHABLE_WITHIN);
  // While a start moves through open time it can only lose, through closed time only gain: the least is at an end.
  for (const [, end] of openIntervals(calendar, from, until)) {
    least = Math.min(least, openBetween(calendar, end, end + REACHABLE_WITHIN));
  }
  return least;
};
