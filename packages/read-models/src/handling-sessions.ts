import type { OwnedRows } from "@docket/event-sourcing";
import { formatInstant } from "@docket/service-levels";
import { dimensionColumns, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/** An agent's work on an interaction without a break. Who handles several at once shares the time between them. */
export type HandlingSessionRow = {
  readonly ticketId: string;
  /** Its place among the ticket's sessions, from 0. */
  readonly place: number;
  readonly interaction: string;
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly endedAt: string | null;
  readonly policyVersion: string;
} & Dimensions;

export const handlingSessionsTable: TableOf<HandlingSessionRow> = {
  name: "handling_sessions",
  version: 1,
  columns: {
    ticketId: "text",
    place: "integer",
    interaction: "text",
    startedAt: "text",
    endedAt: "text",
    policyVersion: "text",
    ...dimensionColumns,
  },
  key: ["ticketId", "place"],
  indexes: [["agent", "startedAt"]],
};

export const handlingSessionRows = (judge: Judge): OwnedRows =>
  owned<FactsRow, HandlingSessionRow>({
    from: factsTable,
    table: handlingSessionsTable,
    rows(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined) return [];
      return settled.handled.map(({ session, contribution }, place) => ({
        ticketId: row.ticketId,
        place,
        interaction: session.interactionId,
        startedAt: formatInstant(session.from),
        endedAt: session.to === null ? null : formatInstant(session.to),
        policyVersion: settled.ticket.policyVersion,
        ...dimensionsIn(contribution.attributes),
      }));
    },
  });
