import { HOUR, isMature, type EpochMs, type GroupingAttributes } from "@docket/service-levels";
import { groupsBy } from "./grouping.ts";
import type { Dimension } from "./header.ts";
import type { KpiQuestion } from "./kpi-rows.ts";
import type { RolledAs } from "./kpi-added.ts";
import { bucketUnits } from "./period.ts";

/** What rollups are grouped by, beside time. */
const grouped: readonly Dimension[] = ["channel", "team", ...bucketUnits];

/**
 * Whether a report may be made from rollups: they know all that its groups go by, and its period begins and ends on hours
 * of UTC.
 * @param calendar that of business time in rollups
 */
export const isRolledUp = (question: KpiQuestion, calendar: string): boolean => {
  const { by, period, policy } = question;
  const isOnHour = (at: EpochMs | null): boolean => at === null || at % HOUR === 0;
  return (
    policy === null &&
    question.calendar === calendar &&
    by.every((dimension) => grouped.includes(dimension)) &&
    isOnHour(period.from) &&
    isOnHour(period.to)
  );
};

/** How a stretch of time takes part in a report: as a whole, or through its parts; an hour's cases one by one. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Whether all that happened in a stretch lies in one group of the question, and in its period as a whole. */
export const isWhole = (question: KpiQuestion): ((stretch: Stretch) => boolean) => {
  const { from, to, zone } = question.period;
  const times = question.by.filter((dimension) => bucketUnits.some((unit) => unit === dimension));
  const groupOf = groupsBy(times, zone);
  const name = (at: EpochMs): string => JSON.stringify(groupOf(NO_ATTRIBUTES, at));
  return (stretch) =>
    (from === null || stretch.from >= from) &&
    (to === null || stretch.to <= to) &&
    (times.length === 0 || name(stretch.from) === name(stretch.to - 1));
};

/** Whether the 7 days of all that was resolved in a stretch have passed at `now`, or of nothing; undefined: of some. */
export const maturity = ({ from, to }: Stretch, now: EpochMs): boolean | undefined => {
  if (isMature(to - 1, now)) return true;
  return isMature(from, now) ? undefined : false;
};

/** How a stretch counts as one; undefined when its cases differ. */
export const rolledAs = (stretch: Stretch, now: EpochMs): RolledAs | undefined => {
  const mature = maturity(stretch, now);
  const isPresent = stretch.from < now && now < stretch.to;
  if (mature === undefined || isPresent) return undefined;
  return { mature, withoutCohorts: false, overdue: stretch.to <= now };
};

/** The attributes that nobody asked about. */
export const NO_ATTRIBUTES: GroupingAttributes = {
  kind: "",
  channel: "",
  category: null,
  priority: null,
  tier: null,
  team: null,
  agent: null,
  language: null,
};
