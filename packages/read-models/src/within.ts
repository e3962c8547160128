import type { Condition } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";

/** `from` ≤ t < `to`; null is without limit on that side. */
export interface Within {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
}

/** In a column of instants in ms. */
export const within = (column: string, { from, to }: Within): Condition => ({
  column,
  ...(from !== null && { atLeast: from }),
  ...(to !== null && { below: to }),
});

/** In a column of instants as texts. */
export const happened = (column: string, { from, to }: Within): Condition => ({
  column,
  ...(from !== null && { atLeast: formatInstant(from) }),
  ...(to !== null && { below: formatInstant(to) }),
});
