import type { OwnedRows } from "@docket/event-sourcing";
import { formatInstant } from "@docket/service-levels";
import { dimensionColumns, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/**
 * A clock that was missed, or runs and will be missed at `breachedAt` unless something happens before: a breach once that
 * instant has passed. The clock itself stands in `clocks`.
 */
export type BreachRow = {
  readonly ticketId: string;
  readonly target: string;
  readonly instance: number;
  readonly breachedAt: string;
  /** When what was promised was done after all; null while it was not. */
  readonly stoppedAt: string | null;
  /** An event has shown it: it stays a breach, whatever happens. */
  readonly certain: boolean;
  readonly policyVersion: string;
} & Dimensions;

export const breachesTable: TableOf<BreachRow> = {
  name: "breaches",
  version: 6,
  columns: {
    ticketId: "text",
    target: "text",
    instance: "integer",
    breachedAt: "text",
    stoppedAt: "text",
    certain: "boolean",
    policyVersion: "text",
    ...dimensionColumns,
  },
  key: ["ticketId", "target", "instance"],
  indexes: [["stoppedAt", "breachedAt"]],
};

export const breaches = (judge: Judge): OwnedRows =>
  owned<FactsRow, BreachRow>({
    from: factsTable,
    table: breachesTable,
    rows(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined) return [];
      const { clocks, ticket } = settled;
      return clocks.flatMap(({ clock: { target, instance }, reading }) => {
        const { state, stoppedAt } = reading;
        const certain = state === "breached";
        if (!certain && state !== "running") return [];
        const at = certain ? reading.breachedAt : reading.breachesAt;
        if (at === null) return [];
        return [
          {
            ticketId: row.ticketId,
            target,
            instance,
            breachedAt: formatInstant(at),
            stoppedAt: stoppedAt === null ? null : formatInstant(stoppedAt),
            certain,
            policyVersion: ticket.policyVersion,
            ...dimensionsIn(ticket.measures.attributes),
          },
        ];
      });
    },
  });
