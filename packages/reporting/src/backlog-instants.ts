import type { EpochMs } from "@docket/service-levels";
import { nextBucket, type BucketUnit, type Period } from "./period.ts";

/** So many instants a backlog is told for at most. */
export const MOST_INSTANTS = 10_000;

/**
 * The ends of a period's buckets, in their order: where one bucket of the zone ends and the next begins, after `from` and up
 * to `to`, and `to` itself. Null when there would be more than {@link MOST_INSTANTS}.
 */
export const bucketEnds = (
  unit: BucketUnit,
  {
    from,
    to,
    zone,
  }: { readonly from: EpochMs; readonly to: EpochMs; readonly zone: Period["zone"] },
): readonly EpochMs[] | null => {
  const ends: EpochMs[] = [];
  let boundary = beginning(
    unit,
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone),
  );
  for (;;) {
    boundary = nextBucket(unit, boundary);
    const at = boundary.epochMilliseconds;
    if (at >= to) return [...ends, to];
    ends.push(at);
    if (ends.length >= MOST_INSTANTS) return null;
  }
};

const beginning = (unit: BucketUnit, at: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
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
