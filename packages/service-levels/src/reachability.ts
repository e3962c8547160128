import { openBetween, openIntervals, type Calendar } from "./calendar.ts";
import { DAY, type EpochMs } from "./instant.ts";
import type { Patience } from "./patience.ts";

/** Each target must be reached within this time from every start. */
const REACHABLE_WITHIN = 400 * DAY;

/** Weekdays and the days on which clocks change fall on the same dates again after 28 years. */
const CYCLE = 28 * 366 * DAY;

/** Until then zones have a history of their own: days that were left out, rules that were changed. */
const HISTORY = Date.UTC(2038, 0);

/** An opening may reach into the days around its own, and a local day around that of UTC. */
const DAYS_AROUND = 3 * DAY;

/** So much is looked at in one go: what is worked out for it is forgotten with it. */
const AT_ONCE = 4 * 366 * DAY;

type Stretch = readonly [from: EpochMs, to: EpochMs];

/**
 * The least open time, in ms, that any start from `from` on finds within 400 days: a target up to it is always reached.
 * Looks at all starts in a cycle, at those that come to an exception within 400 days, and at a cycle after the last one: others
 * repeat these. Null when `patience`, in days and openings, came to its end before.
 */
export const leastOpenTime = (
  calendar: Calendar,
  from: EpochMs,
  patience: Patience,
): number | null => {
  let least = openBetween(calendar, from, from + REACHABLE_WITHIN);
  for (const [begin, end] of startsToTry(calendar, from)) {
    for (let at = begin; at < end; at += AT_ONCE) {
      const until = Math.min(at + AT_ONCE, end);
      const apart = { ...calendar, windows: new Map() };
      const open = openIntervals(apart, at, until + REACHABLE_WITHIN);
      patience.left -= (until - at) / DAY + open.length;
      if (patience.left < 0) return null;
      least = Math.min(least, leastAfterClosing(open, until));
    }
  }
  return least;
};

/**
 * The least that is open within 400 days of an end of these openings, of those up to `until`; the openings are all up to 400 days
 * later. While a start moves through open time it can only lose, through closed time only gain: the least is at an end.
 */
const leastAfterClosing = (open: readonly Stretch[], until: EpochMs): number => {
  let least = Infinity;
  let [past, ahead, next] = [0, 0, 0];
  for (const [opens, closes] of open) {
    if (closes > until) return least;
    past += closes - opens;
    const end = closes + REACHABLE_WITHIN;
    let reached = open[next];
    for (; reached !== undefined && reached[1] <= end; reached = open[next]) {
      ahead += reached[1] - reached[0];
      next += 1;
    }
    const begun = reached === undefined ? 0 : Math.max(0, end - reached[0]);
    least = Math.min(least, ahead + begun - past);
  }
  return least;
};

/** Disjoint and ascending. */
const startsToTry = ({ exceptions }: Calendar, from: EpochMs): readonly Stretch[] => {
  const days = [...exceptions.keys()].map((day) => day * DAY).toSorted((one, other) => one - other);
  const around = days.map((day): Stretch => [
    day - REACHABLE_WITHIN - DAYS_AROUND,
    day + DAYS_AROUND,
  ]);
  const last = Math.max(from, days.at(-1) ?? from);
  const stretches: [EpochMs, EpochMs][] = [[from, Math.max(from + CYCLE, Math.min(last, HISTORY))]];
  for (const [begin, end] of [...around, [last, last + CYCLE] as const]) {
    const before = stretches.at(-1);
    if (before !== undefined && begin <= before[1]) before[1] = Math.max(before[1], end);
    else stretches.push([begin, end]);
  }
  return stretches;
};
