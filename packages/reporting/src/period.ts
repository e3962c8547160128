import { instant, isTimeZone } from "@docket/schemas";
import { DAY, HOUR, offsetsOf, type EpochMs } from "@docket/service-levels";

/** `from` ≤ t < `to`; null is without limit on that side. The zone says where days and hours begin. */
export interface Period {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly zone: string;
}

export type PeriodResult =
  | { readonly ok: true; readonly period: Period }
  | { readonly ok: false; readonly field: "from" | "to" | "zone"; readonly problem: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a period. Its ends are instants, or dates: the first instant of that day in the zone. */
export const parsePeriod = (given: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
}): PeriodResult => {
  const zone = given.zone ?? "UTC";
  if (!isTimeZone(zone)) return { ok: false, field: "zone", problem: "is no IANA time zone" };
  const from = end(given.from, zone);
  const to = end(given.to, zone);
  const problem = "is no date like 2026-03-02 and no instant like 2026-03-02T09:15:00Z";
  if (from === undefined) return { ok: false, field: "from", problem };
  if (to === undefined) return { ok: false, field: "to", problem };
  if (from !== null && to !== null && to <= from) {
    return { ok: false, field: "to", problem: "is not after the beginning of the period" };
  }
  return { ok: true, period: { from, to, zone } };
};

const end = (text: string | undefined, zone: string): EpochMs | null | undefined => {
  if (text === undefined) return null;
  if (!DATE.test(text)) return readInstant(text);
  // Both read a day that does not exist as undefined.
  if (readInstant(`${text}T00:00:00Z`) === undefined) return undefined;
  return Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds;
};

/** Reads an instant with any offset, as commands and queries do. */
export const readInstant = (text: string): EpochMs | undefined => {
  const read = instant.safeParse(text);
  return read.success ? Date.parse(read.data) : undefined;
};

export const isIn = ({ from, to }: Period, at: EpochMs): boolean =>
  (from === null || at >= from) && (to === null || at < to);

export const bucketUnits = ["hour", "day", "week", "month"] as const;
export type BucketUnit = (typeof bucketUnits)[number];

/**
 * Names the bucket of an instant in a zone: `2026-03-02T09+01:00`, `2026-03-02`, `2026-W10` (ISO 8601, from Monday) or
 * `2026-03`. {@link compareNames} puts them in the order of time.
 */
export const bucketsOf = (unit: BucketUnit, zone: string): ((at: EpochMs) => string) => {
  const offsetAt = offsetsOf(zone);
  // All of a local day lie in one bucket, or of a local hour that is told by the same offset.
  const length = unit === "hour" ? HOUR : DAY;
  const kept = new Map<number, string>();
  return (at) => {
    const offset = offsetAt(at);
    const place = Math.floor((at + offset) / length) * 2 * DAY + offset;
    const known = kept.get(place);
    if (known !== undefined) return known;
    const name = bucketName(unit, at, zone);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(place, name);
    return name;
  };
};

const MOST_KEPT = 50_000;

const bucketName = (unit: BucketUnit, at: EpochMs, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const date = local.toPlainDate().toString();
  switch (unit) {
    case "hour":
      return `${date}T${two(local.hour)}${local.offset}`;
    case "day":
      return date;
    case "week":
      return `${local.yearOfWeek ?? local.year}-W${two(local.weekOfYear ?? 1)}`;
    case "month":
      return date.slice(0, 7);
    default:
      return unit satisfies never;
  }
};

/** The names of all buckets from one to another, in the order of time: also those in which nothing happened. */
export const bucketsBetween = (
  unit: BucketUnit,
  zone: string,
  first: string,
  last: string,
): readonly string[] => {
  const names = [first];
  for (let at = nextBucket(unit, beginOf(unit, first, zone)); ; at = nextBucket(unit, at)) {
    const name = bucketName(unit, at.epochMilliseconds, zone);
    if (compareNames(name, last) > 0) return names;
    // Of an hour there are two; and where a zone passed over a day, the next one begins there.
    if (name !== names.at(-1)) names.push(name);
  }
};

/**
 * Where a bucket ends that begins there, and the next one begins. The beginning of a day may be skipped by its clocks, so that it is
 * asked for anew each time.
 */
export const nextBucket = (
  unit: BucketUnit,
  boundary: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime => {
  switch (unit) {
    case "hour":
      return endOfHour(boundary);
    case "day":
      return boundary.add({ days: 1 }).startOfDay();
    case "week":
      return boundary.add({ weeks: 1 }).startOfDay();
    case "month":
      return boundary.add({ months: 1 }).startOfDay();
    default:
      return unit satisfies never;
  }
};

/** Where the local hour ends that an instant lies in: at the next whole one, or where its clocks change before. */
const endOfHour = (at: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
  const { minute: minutes, second: seconds, millisecond: milliseconds } = at;
  const whole = at.add({ hours: 1 }).subtract({ minutes, seconds, milliseconds });
  if (whole.offsetNanoseconds === at.offsetNanoseconds) return whole;
  const change = at.getTimeZoneTransition("next");
  return change === null || Temporal.ZonedDateTime.compare(whole, change) < 0 ? whole : change;
};

const beginOf = (unit: BucketUnit, name: string, zone: string): Temporal.ZonedDateTime => {
  switch (unit) {
    case "hour":
      return Temporal.Instant.from(`${name.slice(0, 13)}:00${name.slice(13)}`).toZonedDateTimeISO(
        zone,
      );
    case "day":
      return Temporal.PlainDate.from(name).toZonedDateTime(zone);
    case "week": {
      // The first week of a year is that of the fourth of January.
      const inFirst = Temporal.PlainDate.from(`${name.slice(0, 4)}-01-04`);
      const monday = inFirst.subtract({ days: inFirst.dayOfWeek - 1 });
      return monday.add({ weeks: Number(name.slice(6)) - 1 }).toZonedDateTime(zone);
    }
    case "month":
      return Temporal.PlainDate.from(`${name}-01`).toZonedDateTime(zone);
    default:
      return unit satisfies never;
  }
};

const two = (number: number): string => String(number).padStart(2, "0");

const HOUR_NAME = /^(.{13})([+-])(\d\d):(\d\d)/;

/**
 * Compares texts by code unit, which is the order of time for names of times, but for the hour that an autumn repeats: first it
 * comes with the offset that is further east.
 */
export const compareNames = (one: string, other: string): number => {
  const order = one < other ? -1 : Number(one > other);
  if (order === 0 || one[13] === undefined || one.slice(0, 13) !== other.slice(0, 13)) return order;
  const [first, second] = [eastOf(one), eastOf(other)];
  return first === null || second === null ? order : second - first;
};

/** The offset in an hour's name, in minutes. */
const eastOf = (name: string): number | null => {
  const match = HOUR_NAME.exec(name);
  if (match === null) return null;
  const minutes = Number(match[3]) * 60 + Number(match[4]);
  return match[2] === "-" ? -minutes : minutes;
};
