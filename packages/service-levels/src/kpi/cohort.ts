import { DAY, type EpochMs } from "../instant.ts";

/** How long after its first resolution a ticket may still be reopened, or followed by another, and count as such. */
export const COHORT_WINDOW = 7 * DAY;

/** Whether an event of this instant still falls in the 7 days after the first resolution. */
export const isWithinCohort = (firstResolvedAt: EpochMs, at: EpochMs): boolean =>
  at <= firstResolvedAt + COHORT_WINDOW;

/** Whether the 7 days have passed at `now`; until then what depends on them is provisional. */
export const isMature = (firstResolvedAt: EpochMs, now: EpochMs): boolean =>
  now > firstResolvedAt + COHORT_WINDOW;
