import type { OwnedRows } from "@docket/event-sourcing";
import { backlogStays, formatInstant } from "@docket/service-levels";
import { dimensionColumns, dimensionNames, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/**
 * A stretch in which a ticket was in the backlog with the same attributes: those of an instant T are the rows with
 * `enteredAt` ≤ T and `leftAt` after T, or none.
 */
export type BacklogRow = {
  readonly ticketId: string;
  readonly enteredAt: string;
  /** Left for other attributes, or for good; null: it is there to this day. */
  readonly leftAt: string | null;
  readonly receivedAt: string;
  readonly policyVersion: string;
  readonly tier: string | null;
  readonly language: string | null;
} & Dimensions;

export const backlogTable: TableOf<BacklogRow> = {
  name: "backlog",
  version: 3,
  columns: {
    ticketId: "text",
    enteredAt: "text",
    leftAt: "text",
    receivedAt: "text",
    policyVersion: "text",
    tier: "text",
    language: "text",
    ...dimensionColumns,
  },
  key: ["ticketId", "enteredAt"],
  indexes: [["leftAt", "enteredAt"]],
  partialIndexes: [
    {
      of: { column: "leftAt", is: null },
      columns: ["enteredAt", "ticketId"],
      cells: ["receivedAt", "policyVersion", "tier", "language", ...dimensionNames],
    },
  ],
};

export const backlog = (judge: Judge): OwnedRows =>
  owned<FactsRow, BacklogRow>({
    from: factsTable,
    table: backlogTable,
    rows(row) {
      const ticket = judge(row)?.settled?.ticket;
      if (ticket === undefined) return [];
      const receivedAt = formatInstant(ticket.measures.opening.at);
      return backlogStays(ticket.facts).map(({ from, to, attributes }) => ({
        ticketId: row.ticketId,
        enteredAt: formatInstant(from),
        leftAt: to === null ? null : formatInstant(to),
        receivedAt,
        policyVersion: ticket.policyVersion,
        tier: attributes.tier,
        language: attributes.language,
        ...dimensionsIn(attributes),
      }));
    },
  });
