import type { LocalOpening } from "./calendar-document.ts";
import { DAY, type EpochMs } from "./instant.ts";
import { beginningAt, endAt, regimesAround } from "./zone.ts";

/** The open time of a stretch of UTC: disjoint half-open intervals, ascending. */
export interface OpenWindow {
  readonly begins: Float64Array;
  readonly ends: Float64Array;
  /** Open ms in this window before each interval. */
  readonly before: Float64Array;
  /** Open ms in this window. */
  readonly total: number;
}

interface Pattern {
  readonly document: { readonly timeZone: string };
  readonly week: readonly (readonly LocalOpening[])[];
  readonly exceptions: ReadonlyMap<number, readonly LocalOpening[]>;
}

export const NEVER_OPEN: OpenWindow = {
  begins: new Float64Array(),
  ends: new Float64Array(),
  before: new Float64Array(),
  total: 0,
};

/** An opening ends within two days of its own midnight, and local time is less than a day from UTC. */
const DAYS_BEFORE = 2;
const DAYS_AFTER = 1;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;
const NOTHING: readonly LocalOpening[] = [];

/** Works out what a calendar's pattern means in `from` ≤ t < `to`. */
export const openWindow = (pattern: Pattern, from: EpochMs, to: EpochMs): OpenWindow => {
  const regimes = regimesAround(pattern.document.timeZone, from, to);
  const last = Math.floor(to / DAY) + DAYS_AFTER;
  const begins: number[] = [];
  const ends: number[] = [];
  let count = 0;
  let reached = -Infinity;
  for (let day = Math.floor(from / DAY) - DAYS_BEFORE; day <= last; day += 1) {
    for (const opening of openingsOf(pattern, day)) {
      const begin = Math.max(from, beginningAt(regimes, day * DAY + opening.begin));
      const end = Math.min(to, endAt(regimes, day * DAY + opening.end));
      if (end <= begin || end <= reached) continue;
      if (begin <= reached) {
        ends[count - 1] = end;
      } else {
        begins.push(begin);
        ends.push(end);
        count += 1;
      }
      reached = end;
    }
  }
  return indexed(begins, ends);
};

const openingsOf = ({ week, exceptions }: Pattern, day: number): readonly LocalOpening[] =>
  exceptions.get(day) ?? week[(((day + FIRST_WEEKDAY) % 7) + 7) % 7] ?? NOTHING;

const indexed = (begins: readonly number[], ends: readonly number[]): OpenWindow => {
  const before = new Float64Array(begins.length);
  let total = 0;
  for (const [place, begin] of begins.entries()) {
    before[place] = total;
    total += (ends[place] ?? begin) - begin;
  }
  return { begins: Float64Array.from(begins), ends: Float64Array.from(ends), before, total };
};

/** Open ms in the window before `at`. */
export const openUpTo = ({ begins, ends, before, total }: OpenWindow, at: EpochMs): number => {
  let low = 0;
  let high = begins.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((begins[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  if (low === begins.length && at >= (ends[low - 1] ?? 0)) return total;
  const begin = begins[low - 1] ?? 0;
  return (before[low - 1] ?? 0) + Math.min(at, ends[low - 1] ?? 0) - begin;
};
