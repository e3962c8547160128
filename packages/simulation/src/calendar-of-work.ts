import { instant, type Instant } from "@docket/event-sourcing";
import { DAY, HOUR, MINUTE } from "@docket/service-levels";
import { nonEmpty, type NonEmpty } from "./non-empty.ts";
import type { Dice, Weighted } from "./prng.ts";

/** Where the desk sits. */
export const DESK_ZONE = "Europe/Berlin";
const WEEKS = 13;
/** Its hours on weekdays, in local time. */
export const OPENS_AT = 8;
export const CLOSES_AT = 18;
/** What is begun in the quarter may be due long after it. */
const DAYS_AFTER = 60;

/** The thirteen weeks before an instant, as the desk works through them. Instants are milliseconds since 1970. */
export interface Quarter {
  readonly from: number;
  readonly until: number;
  /** When a contact comes in: to people only while they are there. */
  arrival(dice: Dice, staffed: boolean): number;
  /** When so many minutes of open desk time have passed. */
  afterWork(at: number, minutes: number): number;
}

interface Day {
  readonly midnight: number;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly opens: number;
  /** The same as `opens` on a day without work. */
  readonly closes: number;
}

/** How many contacts come on each day, Monday first. */
const STAFFED_WEEK = [13, 11.5, 10, 10, 9, 0, 0];
const ANY_WEEK = [12, 11, 10, 10, 9, 4.5, 3.5];
/** …and in each hour of it, by its local beginning. */
const STAFFED_HOURS: NonEmpty<Weighted<number>> = [
  [5, 8],
  [11, 9],
  [13, 10],
  [9, 11],
  [7, 12],
  [6, 13],
  [8, 14],
  [9, 15],
  [7, 16],
  [4, 17],
];
const ANY_HOURS: NonEmpty<Weighted<number>> = [
  ...STAFFED_HOURS,
  [1, 0],
  [0.5, 4],
  [2, 6],
  [4, 7],
  [5, 18],
  [5, 19],
  [5, 20],
  [4, 21],
  [2, 22],
];

export function quarterBefore(end: Instant): Quarter {
  const until = Date.parse(end);
  const from = until - WEEKS * 7 * DAY;
  const days = workingDays(from, WEEKS * 7 + DAYS_AFTER);
  const inQuarter = days.filter(({ midnight }) => midnight < until);
  const staffedDays = busyness(inQuarter, STAFFED_WEEK);
  const anyDays = busyness(inQuarter, ANY_WEEK);

  function arrival(dice: Dice, staffed: boolean): number {
    for (;;) {
      const { opens } = dice.weighted(staffed ? staffedDays : anyDays);
      const hour = dice.weighted(staffed ? STAFFED_HOURS : ANY_HOURS);
      const at = opens + (hour - OPENS_AT) * HOUR + dice.between(0, HOUR / 1000 - 1) * 1000;
      if (at >= from && at < until) return at;
    }
  }

  function afterWork(at: number, minutes: number): number {
    let left = minutes * MINUTE;
    let index = Math.max(0, Math.floor((at - from) / DAY));
    for (let day = days[index]; day !== undefined; day = days[(index += 1)]) {
      const begins = Math.max(day.opens, at);
      if (begins + left < day.closes) return begins + left;
      left -= Math.max(0, day.closes - begins);
    }
    return at + left;
  }

  return { from, until, arrival, afterWork };
}

function workingDays(from: number, count: number): readonly Day[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(DESK_ZONE)
    .toPlainDate();
  return Array.from({ length: count }, (_, index) => {
    const date = first.add({ days: index });
    const at = (hour: number) =>
      date.toZonedDateTime({ timeZone: DESK_ZONE, plainTime: { hour } }).epochMilliseconds;
    const weekday = date.dayOfWeek;
    const opens = at(OPENS_AT);
    return { midnight: at(0), weekday, opens, closes: weekday > 5 ? opens : at(CLOSES_AT) };
  });
}

/** The company grows: the last week brings a third more than the first. */
function busyness(days: readonly Day[], week: readonly number[]): NonEmpty<Weighted<Day>> {
  const weighted = days.map((day, index): Weighted<Day> => {
    const share = week[day.weekday - 1] ?? 0;
    return [share * (1 + index / 3 / days.length), day];
  });
  return nonEmpty(weighted);
}

export const toInstant = (at: number): Instant => instant(at);
export const daysAfter = (at: number, days: number): number => at + days * DAY;
