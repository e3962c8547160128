import type { EpochMs } from "../instant.ts";
import { isWithinCohort } from "./cohort.ts";

/** Tickets reopened within 7 days of their first resolution / resolved, by the first resolution (D14). */
export const reopenRateDefinition = { name: "reopenRate", version: 3 };

/** Whether the reopening that followed a resolution, if one did, came in time to count against it. */
export const isReopenedInTime = (resolvedAt: EpochMs, reopenedAt: EpochMs | null): boolean =>
  reopenedAt !== null && isWithinCohort(resolvedAt, reopenedAt);
