import { DAY, HOUR, offsetsOf, type EpochMs } from "@docket/service-levels";

/** The units of time that reports are divided by. A stretch of one of them, as a zone has it, is a bucket. */
export const bucketUnits = ["hour", "day", "week", "month"] as const;
export type BucketUnit = (typeof bucketUnits)[number];

export const isBucketUnit = (name: string): name is BucketUnit =>
  bucketUnits.some((unit) => unit === name);

/**
 * Names the bucket of an instant in a zone: `2026-03-02T09+01:00`, `2026-03-02`, `2026-W10` (ISO 8601, from Monday) or
 * `2026-03`. {@link compareNames} puts them in the order of time.
 */
export const bucketsOf = (unit: BucketUnit, zone: string): ((at: EpochMs) => string) => {
  const offsetAt = offsetsOf(zone);
  // All instants of a local day have one name, or those of a local hour that have the same offset.
  const length = unit === "hour" ? HOUR : DAY;
  const kept = new Map<number, string>();
  return (at) => {
    const offset = offsetAt(at);
    // Which day or hour, and which offset, as one number: no offset is a day long.
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
  const local = inZone(at, zone);
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

const inZone = (at: EpochMs, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

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

/** The names of the buckets from one to another, at most so many of the latest: also those in which nothing happened. */
export const bucketsBetween = (
  unit: BucketUnit,
  zone: string,
  { first, last, most }: { readonly first: string; readonly last: string; readonly most: number },
): readonly string[] => {
  const early = beginOf(unit, last, zone).subtract({ [`${unit}s`]: most });
  const earliest = bucketName(unit, early.epochMilliseconds, zone);
  const begin = compareNames(first, earliest) < 0 ? earliest : first;
  const names = [begin];
  for (let at = nextBucket(unit, beginOf(unit, begin, zone)); ; at = nextBucket(unit, at)) {
    const name = bucketName(unit, at.epochMilliseconds, zone);
    if (compareNames(name, last) > 0) return names.slice(-most);
    // An hour that the clocks cut short by going back ends under the name that it began with; and where a zone passed over a
    // day, the next one begins there.
    if (name !== names.at(-1)) names.push(name);
  }
};

/** Where the bucket that begins at a boundary ends. Some days have no midnight: so each day's beginning is asked for anew. */
const nextBucket = (unit: BucketUnit, boundary: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
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

/** Where a bucket begins, by its name. */
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

/** The most instants that a backlog is told for. */
export const MOST_INSTANTS = 10_000;

/**
 * The ends of a period's buckets, in their order: where one bucket of the zone ends and the next begins, after `from` and up
 * to `to`, and `to` itself. Null when there would be more than {@link MOST_INSTANTS}.
 */
export const bucketEnds = (
  unit: BucketUnit,
  { from, to, zone }: { readonly from: EpochMs; readonly to: EpochMs; readonly zone: string },
): readonly EpochMs[] | null => {
  const ends: EpochMs[] = [];
  let boundary = beginBefore(unit, inZone(from, zone));
  for (;;) {
    boundary = nextBucket(unit, boundary);
    const at = boundary.epochMilliseconds;
    if (at >= to) return [...ends, to];
    ends.push(at);
    if (ends.length >= MOST_INSTANTS) return null;
  }
};

/** Where the bucket of an instant begins; an hour may be gone on with from any instant in it. */
const beginBefore = (unit: BucketUnit, at: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
  switch (unit) {
    case "hour":
      return at;
    case "day":
      return at.startOfDay();
    case "week":
      return at
        .startOfDay()
        .subtract({ days: at.dayOfWeek - 1 })
        .startOfDay();
    case "month":
      return at.with({ day: 1 }).startOfDay();
    default:
      return unit satisfies never;
  }
};
