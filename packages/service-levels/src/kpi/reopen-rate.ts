import type { EpochMs } from "../instant.ts";
import { isMature, isWithinCohort } from "./cohort.ts";
import { shareFigure, type Figure } from "./definition.ts";

export const reopenRateDefinition = { name: "reopenRate", version: 1 };

export interface ReopenFacts {
  readonly firstResolvedAt: EpochMs;
  readonly firstReopenedAt: EpochMs | null;
}

export interface ReopenCounts {
  readonly resolved: number;
  readonly reopened: number;
  /** Tickets whose 7 days have not passed. */
  readonly provisional: number;
}

/** What a resolved ticket adds, in the period of its first resolution. */
export const reopenContribution = (ticket: ReopenFacts, now: EpochMs): ReopenCounts => {
  const { firstResolvedAt, firstReopenedAt } = ticket;
  const reopened = firstReopenedAt !== null && isWithinCohort(firstResolvedAt, firstReopenedAt);
  return {
    resolved: 1,
    reopened: reopened ? 1 : 0,
    provisional: isMature(firstResolvedAt, now) ? 0 : 1,
  };
};

/** Tickets reopened within 7 days of their first resolution, of all resolved (D14). */
export const reopenRate = (counts: ReopenCounts): Figure & { readonly provisional: boolean } => ({
  ...shareFigure(reopenRateDefinition, counts.reopened, counts.resolved),
  provisional: counts.provisional > 0,
});
