import type { Derivation } from "@docket/event-sourcing";
import { backlogStays, type EpochMs, type SettledTicket } from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { derivation, type TableOf } from "./model.ts";

/**
 * What figures about all tickets ask of a single one, beside rollups: whether it stood in the backlog of an instant, and
 * whether its cohort is mature. Instants are in ms since 1970.
 */
export type KpiTicketRow = {
  readonly ticketId: string;
  readonly policyVersion: string;
  readonly openedAt: number;
  /** What follows from the ticket holds from then on, until something more happens to it. */
  readonly latestAt: number;
  readonly firstResolvedAt: number | null;
  /** When it left the backlog for the last time; null: it is in it. */
  readonly leftAt: number | null;
  /** In the backlog, as JSON: `[from, to | null, channel, team]` each. */
  readonly stays: string;
};

/** A stretch in the backlog with the same attributes, `from` ≤ t < `to`. */
export type Stay = readonly [
  from: EpochMs,
  to: EpochMs | null,
  channel: string,
  team: string | null,
];

export const kpiTicketsTable: TableOf<KpiTicketRow> = {
  name: "kpi_tickets",
  version: 1,
  columns: {
    ticketId: "text",
    policyVersion: "text",
    openedAt: "integer",
    latestAt: "integer",
    firstResolvedAt: "integer",
    leftAt: "integer",
    stays: "text",
  },
  key: ["ticketId"],
  indexes: [["latestAt"], ["firstResolvedAt"], ["leftAt", "openedAt"], ["policyVersion"]],
};

/** One row per ticket whose policy is known. */
export const kpiTickets = (judge: Judge): Derivation =>
  derivation<FactsRow, KpiTicketRow>({
    from: factsTable,
    table: kpiTicketsTable,
    kind: "owned",
    rows(row) {
      const judged = judge(row);
      if (judged === undefined || judged.settled === null) return [];
      const { latestAt, ticket } = judged.settled;
      const { opening, resolutions } = ticket.measures;
      const stays = staysOf(judged.settled);
      const last = stays.at(-1);
      return [
        {
          ticketId: row.ticketId,
          policyVersion: judged.policy.version,
          openedAt: opening.at,
          latestAt,
          firstResolvedAt: resolutions[0]?.at ?? null,
          leftAt: last === undefined ? opening.at : last[1],
          stays: JSON.stringify(stays),
        },
      ];
    },
  });

/** Stays that differ in nothing that is kept are one. */
const staysOf = ({ ticket }: SettledTicket): readonly Stay[] => {
  const kept: Stay[] = [];
  for (const { from, to, attributes } of backlogStays(ticket.facts)) {
    const { channel, team } = attributes;
    const last = kept.at(-1);
    const goesOn = last?.[1] === from && last[2] === channel && last[3] === team;
    if (goesOn) kept.splice(-1, 1, [last[0], to, channel, team]);
    else kept.push([from, to, channel, team]);
  }
  return kept;
};

export const staysIn = ({ stays }: KpiTicketRow): readonly Stay[] => {
  const list: unknown = JSON.parse(stays);
  return areStays(list) ? list : [];
};

/** Only the derivation above ever wrote them. */
const areStays = (value: unknown): value is readonly Stay[] => Array.isArray(value);
