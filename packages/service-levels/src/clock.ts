import { openBetween, openFor, openNoLongerThan, type Calendar } from "./calendar.ts";
import { DAY, type EpochMs } from "./instant.ts";

/** A stretch, `from` ≤ t < `to`, in which a clock counts a calendar's open time; `to` is Infinity while it runs. */
export interface Segment {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly calendar: Calendar;
}

/** From, to; null when nobody knows yet how long it will last. */
export type Pause = readonly [from: EpochMs, to: EpochMs | null];

/** Further than this nobody looks for the moment at which a target is reached. */
export const HORIZON = 800 * DAY;

/** Open ms in the segments before `at`. Segments are in order and do not overlap. */
export const elapsed = (segments: readonly Segment[], at: EpochMs): number => {
  let sum = 0;
  for (const { calendar, from, to } of segments) {
    if (from >= at) break;
    sum += openBetween(calendar, from, Math.min(to, at));
  }
  return sum;
};

/** The first instant from `start` on at which `target` ms have elapsed; null when there is none up to `limit`. */
export const dueAt = (
  start: EpochMs,
  segments: readonly Segment[],
  target: number,
  limit: EpochMs,
): EpochMs | null => {
  if (target <= 0) return start;
  let left = target;
  for (const { calendar, from, to } of segments) {
    const at = openFor(calendar, from, left, Math.min(to, limit));
    if (at !== null) return at;
    if (to >= limit) return null;
    left -= openBetween(calendar, from, to);
  }
  return null;
};

/** The last instant at which no more than `target` ms have elapsed; null when there is none up to `limit`. */
export const breachesAt = (
  segments: readonly Segment[],
  target: number,
  limit: EpochMs,
): EpochMs | null => {
  let left = target;
  for (const { calendar, from, to } of segments) {
    const at = openNoLongerThan(calendar, from, left, Math.min(to, limit));
    if (at !== null && at < to) return at;
    if (to > limit) return null;
    left -= openBetween(calendar, from, to);
  }
  return null;
};

export const isPausedAt = (pauses: readonly Pause[], at: EpochMs): boolean =>
  pauses.some(([from, to]) => from <= at && (to === null || at < to));

/** What is left of the time from `start` on when pauses, in any order and overlapping or not, are taken out. */
export const segmentsBetweenPauses = (
  calendar: Calendar,
  start: EpochMs,
  pauses: readonly Pause[],
): Segment[] => {
  const segments: Segment[] = [];
  let from = start;
  for (const [begin, end] of pauses.toSorted((a, b) => a[0] - b[0])) {
    if (begin > from) segments.push({ from, to: begin, calendar });
    from = Math.max(from, end ?? Infinity);
  }
  if (from < Infinity) segments.push({ from, to: Infinity, calendar });
  return segments;
};
