import { HOUR, isMature, NO_ATTRIBUTES, type EpochMs } from "@docket/service-levels";
import { groupsBy } from "./grouping.ts";
import type { ReportQuestion } from "./header.ts";
import type { RolledAs } from "./kpi-added.ts";
import { bucketUnits, isIn } from "./period.ts";

/**
 * Whether a report may be made from rollups: they know all that its groups go by, and its period begins and ends on hours
 * of UTC.
 * @param dimensions what rollups are grouped by, beside time
 */
export const isRolledUp = (
  { by, period, policy }: ReportQuestion,
  dimensions: readonly string[],
): boolean => {
  const known: readonly string[] = [...dimensions, ...bucketUnits];
  const isOnHour = (at: EpochMs | null): boolean => at === null || at % HOUR === 0;
  return (
    policy === null &&
    by.every((dimension) => known.includes(dimension)) &&
    isOnHour(period.from) &&
    isOnHour(period.to)
  );
};

/** `from` ≤ t < `to`, on hours of UTC. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** How a month takes part in a report whose groups or whose period it may not fit. */
export interface MonthPlan {
  /** Taken as a whole, for the group that this instant lies in; null when only its hours are. */
  readonly wholeAt: EpochMs | null;
  /** In order, what of it lies in that group. */
  readonly fitting: readonly Stretch[];
  /** What is taken out of the whole again, hour by hour. */
  readonly misfitting: readonly Stretch[];
  /** What is added hour by hour, each in its own group. */
  readonly byHours: readonly Stretch[];
}

interface Segment extends Stretch {
  /** Of its group in time; null outside of the period. */
  readonly name: string | null;
}

/**
 * A month is taken as a whole where most of it lies in one group: the hours at its ends that do not, as most zones have them,
 * are moved from there to where they belong.
 * @param isSliced months tell all attributes apart that the question does
 * @returns null when an hour lies in two groups
 */
export const monthPlans = (question: ReportQuestion, isSliced: boolean) => {
  const segmentsIn = segments(question);
  return (month: Stretch): MonthPlan | null => {
    const parts = segmentsIn(month);
    if (parts === null) return null;
    const inPeriod = parts.filter(({ name }) => name !== null);
    const hoursOf = (wanted: string | null): number =>
      parts.reduce((sum, { name, from, to }) => sum + (name === wanted ? to - from : 0), 0);
    const most = inPeriod.toSorted((one, other) => hoursOf(other.name) - hoursOf(one.name))[0];
    if (most === undefined || !isSliced || 2 * hoursOf(most.name) < month.to - month.from) {
      return { wholeAt: null, fitting: [], misfitting: [], byHours: inPeriod };
    }
    return {
      wholeAt: most.from,
      fitting: parts.filter(({ name }) => name === most.name),
      misfitting: parts.filter(({ name }) => name !== most.name),
      byHours: inPeriod.filter(({ name }) => name !== most.name),
    };
  };
};

/** The parts of a stretch that each lie in one group of the question, or outside of its period. */
const segments = ({ by, period }: ReportQuestion) => {
  const times = by.filter((dimension) => bucketUnits.some((unit) => unit === dimension));
  const groupOf = groupsBy(times, period.zone);
  const nameOf = (at: EpochMs): string | null =>
    isIn(period, at) ? JSON.stringify(groupOf(NO_ATTRIBUTES, at)) : null;
  return ({ from, to }: Stretch): readonly Segment[] | null => {
    const parts: Segment[] = [];
    for (let hour = from; hour < to; hour += HOUR) {
      const name = nameOf(hour);
      if (nameOf(hour + HOUR - 1) !== name) return null;
      const last = parts.at(-1);
      if (last?.name === name) parts.splice(-1, 1, { ...last, to: hour + HOUR });
      else parts.push({ from: hour, to: hour + HOUR, name });
    }
    return parts;
  };
};

/** Whether the 7 days of all that was resolved in a stretch have passed at `now`, or of nothing; undefined: of some. */
export const maturity = ({ from, to }: Stretch, now: EpochMs): boolean | undefined => {
  if (isMature(to - 1, now)) return true;
  return isMature(from, now) ? undefined : false;
};

/** Whether `now` lies within: some of what runs out in it has done so, and some has not. */
export const isPresent = ({ from, to }: Stretch, now: EpochMs): boolean => from < now && now < to;

/** How what was added up over a stretch counts at `now`. */
export const rolledAs = (stretch: Stretch, now: EpochMs): RolledAs => {
  const mature = maturity(stretch, now);
  return {
    mature: mature === true,
    withoutCohorts: mature === undefined,
    overdue: stretch.to <= now,
  };
};
