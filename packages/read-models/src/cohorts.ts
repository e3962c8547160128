import type { OwnedRows } from "@docket/event-sourcing";
import { COHORT_WINDOW, formatInstant, isReopenedInTime } from "@docket/service-levels";
import { dimensionColumns, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/**
 * When a ticket was resolved for the first time, and what its first resolution was worth as far as its own history tells.
 * Whether another ticket of the customer followed stands in `followed_contacts`.
 */
export type CohortRow = {
  readonly ticketId: string;
  readonly policyVersion: string;
  readonly receivedAt: string;
  /** What follows from the ticket holds from then on, until something more happens to it. */
  readonly latestAt: string;
  /** Null while it was not resolved, and then so is all that follows from it. */
  readonly firstResolvedAt: string | null;
  /** The last instant at which time may still change what the cohort is worth; it is mature afterwards. */
  readonly maturesAt: string | null;
  /** When the first resolution was undone. */
  readonly reopenedAt: string | null;
  /** In time to count against it. */
  readonly reopened: boolean | null;
  readonly onFirstContact: boolean | null;
} & Dimensions;

export const cohortsTable: TableOf<CohortRow> = {
  name: "cohorts",
  version: 4,
  columns: {
    ticketId: "text",
    policyVersion: "text",
    receivedAt: "text",
    latestAt: "text",
    firstResolvedAt: "text",
    maturesAt: "text",
    reopenedAt: "text",
    reopened: "boolean",
    onFirstContact: "boolean",
    ...dimensionColumns,
  },
  key: ["ticketId"],
  indexes: [["latestAt"], ["firstResolvedAt"]],
};

/** One row per ticket whose policy is known. */
export const cohorts = (judge: Judge): OwnedRows =>
  owned<FactsRow, CohortRow>({
    from: factsTable,
    table: cohortsTable,
    rows(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined) return [];
      const { latestAt, ticket, firstContact } = settled;
      const { opening, resolutions, attributes } = ticket.measures;
      const [first] = resolutions;
      const at = first?.at ?? null;
      const reopenedAt = first?.reopenedAt ?? null;
      return [
        {
          ticketId: row.ticketId,
          policyVersion: ticket.policyVersion,
          receivedAt: formatInstant(opening.at),
          latestAt: formatInstant(latestAt),
          firstResolvedAt: at === null ? null : formatInstant(at),
          maturesAt: at === null ? null : formatInstant(at + COHORT_WINDOW),
          reopenedAt: reopenedAt === null ? null : formatInstant(reopenedAt),
          reopened: at === null ? null : isReopenedInTime(at, reopenedAt),
          onFirstContact: firstContact?.hit ?? null,
          ...dimensionsIn(firstContact?.attributes ?? attributes),
        },
      ];
    },
  });
