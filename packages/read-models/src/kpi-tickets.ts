import type { Derivation } from "@docket/event-sourcing";
import {
  backlogStays,
  kpiNames,
  settledTicket,
  type Contribution,
  type EpochMs,
  type Fact,
} from "@docket/service-levels";
import { factsTable, ticketFactsOf, type FactsRow } from "./facts.ts";
import { derivation, type TableOf } from "./model.ts";
import type { PolicyBook } from "./policy-book.ts";

/** The calendar of business time that rollups are made with. */
export const ROLLUP_CALENDAR = "business";

/**
 * What a ticket brings to the KPIs at whatever instant from `latestAt` on, until something more happens to it. What it is
 * added up from; instants are in ms since 1970.
 */
export type KpiTicketRow = {
  readonly ticketId: string;
  readonly customerId: string | null;
  readonly kind: string;
  readonly channel: string;
  readonly category: string | null;
  readonly priority: number | null;
  readonly policyVersion: string;
  readonly openedAt: number;
  readonly latestAt: number;
  readonly firstResolvedAt: number | null;
  /** As JSON: `[figure, at, valueMs, businessMs, score, hit, counted, provisional, team, agent, channel]` each. */
  readonly contributions: string;
  /** As JSON, the same of clocks that run: breached once `at` has passed. */
  readonly overdue: string;
  /** As JSON: `[interaction, agent, team, from, to | null]` each; null without any. */
  readonly sessions: string | null;
  /** Its stays in the backlog, as JSON: `[from, to | null, channel, team]` each. */
  readonly stays: string;
};

export const kpiTicketsTable: TableOf<KpiTicketRow> = {
  name: "kpi_tickets",
  version: 1,
  columns: {
    ticketId: "text",
    customerId: "text",
    kind: "text",
    channel: "text",
    category: "text",
    priority: "integer",
    policyVersion: "text",
    openedAt: "integer",
    latestAt: "integer",
    firstResolvedAt: "integer",
    contributions: "text",
    overdue: "text",
    sessions: "text",
    stays: "text",
  },
  key: ["ticketId"],
  indexes: [["latestAt"], ["firstResolvedAt"]],
};

/** One row per ticket whose policy is known. */
export const kpiTickets = (policies: PolicyBook): Derivation =>
  derivation<FactsRow, KpiTicketRow>({
    from: factsTable,
    table: kpiTicketsTable,
    kind: "owned",
    rows: (row) => kpiTicketRowsOf(row, policies),
  });

export const kpiTicketRowsOf = (row: FactsRow, policies: PolicyBook): readonly KpiTicketRow[] => {
  const { ticketId, facts } = ticketFactsOf(row);
  const policy = policies.of(facts);
  if (policy === undefined) return [];
  const settled = settledTicket({ ticketId, facts, policy }, ROLLUP_CALENDAR);
  if (settled === null) return [];
  const { latestAt, contributions, overdue, handled } = settled;
  const { opening, customerId, attributes, resolutions } = settled.ticket.measures;
  const { kind, channel, category, priority } = attributes;
  const sessions = handled.map(
    ({
      session,
      contribution: {
        attributes: { team },
      },
    }) => {
      const { interactionId, agent, from, to } = session;
      return [interactionId, agent, team, from, to];
    },
  );
  return [
    {
      ticketId,
      customerId,
      kind,
      channel,
      category,
      priority,
      policyVersion: policy.version,
      openedAt: opening.at,
      latestAt,
      firstResolvedAt: resolutions[0]?.at ?? null,
      contributions: packed(contributions),
      overdue: packed(overdue),
      sessions: sessions.length === 0 ? null : JSON.stringify(sessions),
      stays: JSON.stringify(staysOf(settled.ticket.facts)),
    },
  ];
};

type Packed = readonly [
  figure: number,
  at: EpochMs,
  valueMs: number | null,
  businessMs: number | null,
  score: number | null,
  hit: boolean | null,
  counted: boolean,
  provisional: boolean,
  team: string | null,
  agent: string | null,
  channel: string,
];

const packed = (contributions: readonly Contribution[]): string =>
  JSON.stringify(
    contributions.map((one): Packed => {
      const { at, valueMs, businessMs, score, hit, counted, provisional } = one;
      const { team, agent, channel } = one.attributes;
      const [figure, measured] = [kpiNames.indexOf(one.figure), [valueMs, businessMs] as const];
      return [figure, at, ...measured, score, hit, counted, provisional, team, agent, channel];
    }),
  );

/** A contribution as a row keeps it: the ticket's own attributes stand in the row. */
export type KeptContribution = Pick<
  Contribution,
  "figure" | "at" | "valueMs" | "businessMs" | "score" | "hit" | "counted" | "provisional"
> & { readonly team: string | null; readonly agent: string | null; readonly channel: string };

export const contributionsIn = (text: string): readonly KeptContribution[] =>
  listIn<Packed>(text).flatMap(([place, at, valueMs, businessMs, score, hit, ...rest]) => {
    const [counted, provisional, team, agent, channel] = rest;
    const figure = kpiNames[place];
    const credit = { team, agent, channel };
    return figure === undefined
      ? []
      : [{ figure, at, valueMs, businessMs, score, hit, counted, provisional, ...credit }];
  });

export type KeptSession = readonly [
  interaction: string,
  agent: string,
  team: string | null,
  from: EpochMs,
  to: EpochMs | null,
];
export const sessionsIn = (text: string | null): readonly KeptSession[] =>
  text === null ? [] : listIn<KeptSession>(text);

export type KeptStay = readonly [
  from: EpochMs,
  to: EpochMs | null,
  channel: string,
  team: string | null,
];
export const staysIn = (text: string): readonly KeptStay[] => listIn<KeptStay>(text);

/** Stays that differ in nothing that is kept are one. */
const staysOf = (facts: readonly Fact[]): readonly KeptStay[] => {
  const kept: KeptStay[] = [];
  for (const { from, to, attributes } of backlogStays(facts)) {
    const { channel, team } = attributes;
    const last = kept.at(-1);
    if (last !== undefined && last[1] === from && last[2] === channel && last[3] === team)
      kept.splice(-1, 1, [last[0], to, channel, team]);
    else kept.push([from, to, channel, team]);
  }
  return kept;
};

function listIn<Item>(text: string): readonly Item[] {
  const list: unknown = JSON.parse(text);
  return isListOf<Item>(list) ? list : [];
}

/** Only this file ever wrote them. */
const isListOf = <Item>(value: unknown): value is readonly Item[] => Array.isArray(value);
