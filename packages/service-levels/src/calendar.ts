import {
  localOpenings,
  weekdays,
  type CalendarDocument,
  type LocalOpening,
} from "./calendar-document.ts";
import { DAY, type EpochMs } from "./instant.ts";
import { openWindow, openUpTo, NEVER_OPEN, type OpenWindow } from "./open-window.ts";
import { firstChangeOf } from "./zone.ts";

/** How much of time is worked out at once: enough for most clocks, little for a calendar used only once. */
const SPAN = 32 * DAY;
/** Over three centuries: a report that looks far ahead goes through all of them for every clock that runs. */
const MOST_WINDOWS = 4_096;
/** Windows begin on the same weekday again after so many. */
const WEEKDAYS = 7;
/** What happens to a window's opening hours happens no longer after it. */
const AROUND = 3 * DAY;

/** A calendar made ready for reckoning. Its open time is worked out where it is asked for, and kept. */
export interface Calendar {
  readonly document: CalendarDocument;
  /** Monday first. */
  readonly week: readonly (readonly LocalOpening[])[];
  /** By days since 1970-01-01. */
  readonly exceptions: ReadonlyMap<number, readonly LocalOpening[]>;
  readonly windows: Map<number, OpenWindow>;
  /** Windows before this one are alike each seventh: the zone's clocks were not changed yet, and no exception lies there. */
  readonly alikeBefore: number;
}

/** The document must have been parsed: nothing is checked again. */
export const compileCalendar = (document: CalendarDocument): Calendar => {
  const exceptions = new Map(
    document.exceptions.map(({ date, open }) => [Date.parse(date) / DAY, localOpenings(open)]),
  );
  const firstException = exceptions.keys().reduce((one, other) => Math.min(one, other), Infinity);
  const first = Math.min(0, firstChangeOf(document.timeZone), firstException * DAY);
  return {
    document,
    week: weekdays.map((day) => localOpenings(document.weekly[day] ?? [])),
    exceptions,
    windows: new Map(),
    alikeBefore: Math.floor((first - AROUND) / SPAN),
  };
};

const isEverOpen = ({ week, exceptions }: Calendar): boolean =>
  exceptions.size > 0 || week.some((day) => day.length > 0);

const windowAt = (calendar: Calendar, index: number): OpenWindow => {
  const known = calendar.windows.get(index);
  if (known !== undefined) return known;
  if (!isEverOpen(calendar)) return NEVER_OPEN;
  if (calendar.windows.size >= MOST_WINDOWS) calendar.windows.clear();
  const made = openWindow(calendar, index * SPAN, (index + 1) * SPAN);
  calendar.windows.set(index, made);
  return made;
};

/** Open ms in a window. Dates that stand for none, such as the first day of the first year, have millennia of them. */
const totalAt = (calendar: Calendar, index: number): number => {
  const { alikeBefore } = calendar;
  if (index >= alikeBefore) return windowAt(calendar, index).total;
  const behind = (alikeBefore - 1 - index) % WEEKDAYS;
  return windowAt(calendar, alikeBefore - 1 - behind).total;
};

/** Open milliseconds in `from` ≤ t < `to`; 0 when `to` is not after `from`. */
export const openBetween = (calendar: Calendar, from: EpochMs, to: EpochMs): number => {
  if (to <= from) return 0;
  const first = Math.floor(from / SPAN);
  const last = Math.floor(to / SPAN);
  let open = -openUpTo(windowAt(calendar, first), from);
  for (let index = first; index < last; index += 1) open += totalAt(calendar, index);
  return open + openUpTo(windowAt(calendar, last), to);
};

/** The first instant from `from` on by which `amount` ms were open; null when that is after `limit`. */
export const openFor = (
  calendar: Calendar,
  from: EpochMs,
  amount: number,
  limit: EpochMs,
): EpochMs | null => {
  if (amount <= 0) return from <= limit ? from : null;
  return walk(calendar, from, amount, limit, (total, wanted) => total >= wanted);
};

/** The last instant by which no more than `amount` ms were open since `from`; null when that is after `limit`. */
export const openNoLongerThan = (
  calendar: Calendar,
  from: EpochMs,
  amount: number,
  limit: EpochMs,
): EpochMs | null => walk(calendar, from, amount, limit, (total, wanted) => total > wanted);

const walk = (
  calendar: Calendar,
  from: EpochMs,
  amount: number,
  limit: EpochMs,
  holds: (total: number, wanted: number) => boolean,
): EpochMs | null => {
  const first = Math.floor(from / SPAN);
  let wanted = amount + openUpTo(windowAt(calendar, first), from);
  for (let index = first; index * SPAN <= limit; index += 1) {
    const window = windowAt(calendar, index);
    if (holds(window.total, wanted)) {
      const at = instantIn(window, wanted, holds);
      return at <= limit ? at : null;
    }
    wanted -= window.total;
  }
  return null;
};

const instantIn = (
  { begins, ends, before }: OpenWindow,
  wanted: number,
  holds: (total: number, wanted: number) => boolean,
): EpochMs => {
  let low = 0;
  let high = begins.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const through = (before[middle] ?? 0) + (ends[middle] ?? 0) - (begins[middle] ?? 0);
    if (holds(through, wanted)) high = middle;
    else low = middle + 1;
  }
  return (begins[low] ?? 0) + wanted - (before[low] ?? 0);
};

/** The open intervals within `from` ≤ t < `to`, in order, none touching the next. */
export const openIntervals = (
  calendar: Calendar,
  from: EpochMs,
  to: EpochMs,
): [from: EpochMs, to: EpochMs][] => {
  const intervals: [EpochMs, EpochMs][] = [];
  for (let index = Math.floor(from / SPAN); index * SPAN < to; index += 1) {
    const { begins, ends } = windowAt(calendar, index);
    for (const [place, opens] of begins.entries()) {
      const begin = Math.max(from, opens);
      const end = Math.min(to, ends[place] ?? opens);
      const last = intervals.at(-1);
      if (begin >= end) continue;
      if (last !== undefined && last[1] === begin) last[1] = end;
      else intervals.push([begin, end]);
    }
  }
  return intervals;
};
