import { bagText, type Derivation } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";
import {
  contributionsIn,
  kpiTicketsTable,
  sessionsIn,
  staysIn,
  type KpiTicketRow,
} from "./kpi-tickets.ts";
import { derivation, type TableOf } from "./model.ts";

/** What figures need that look at several tickets at once: gathered where those tickets meet. */

/** The tickets of a customer in a category: first-contact resolution asks whether another followed. */
export type KpiContactRow = {
  readonly customerId: string;
  readonly category: string;
  readonly tickets: number;
  /** A bag of `[openedAt, firstResolvedAt | null, channel, team]`; null: no other ticket can spoil it. */
  readonly contacts: string | null;
};
export type Contact = readonly [
  openedAt: EpochMs,
  firstResolvedAt: EpochMs | null,
  channel: string,
  team: string | null,
];

export const kpiContactsTable: TableOf<KpiContactRow> = {
  name: "kpi_contacts",
  version: 1,
  columns: { customerId: "text", category: "text", tickets: "integer", contacts: "text" },
  key: ["customerId", "category"],
  indexes: [["tickets"]],
};

export const kpiContacts: Derivation = derivation<KpiTicketRow, KpiContactRow>({
  from: kpiTicketsTable,
  table: kpiContactsTable,
  kind: "sums",
  rows({ customerId, category, openedAt, channel, contributions }) {
    if (customerId === null || category === null) return [];
    const first = contributionsIn(contributions).find(
      ({ figure }) => figure === "firstContactResolution",
    );
    const contact: Contact =
      first?.hit === true
        ? [openedAt, first.at, first.channel, first.team]
        : [openedAt, null, channel, null];
    return [{ customerId, category, tickets: 1, contacts: bagOf([contact]) }];
  },
});

/** A customer's answers on recommendation: the latest in a window counts. A ticket without a customer is one itself. */
export type KpiAnswerRow = {
  readonly customer: string;
  readonly answers: number;
  /** A bag of `[at, ticket, its place among the ticket's, score, channel, team]`. */
  readonly scores: string | null;
};
export type Answer = readonly [
  at: EpochMs,
  ticketId: string,
  place: number,
  score: number | null,
  channel: string,
  team: string | null,
];

export const kpiAnswersTable: TableOf<KpiAnswerRow> = {
  name: "kpi_answers",
  version: 1,
  columns: { customer: "text", answers: "integer", scores: "text" },
  key: ["customer"],
  indexes: [["answers"]],
};

export const kpiAnswers: Derivation = derivation<KpiTicketRow, KpiAnswerRow>({
  from: kpiTicketsTable,
  table: kpiAnswersTable,
  kind: "sums",
  rows({ ticketId, customerId, contributions }) {
    const scores = contributionsIn(contributions)
      .filter(({ figure }) => figure === "nps")
      .map(({ at, score, channel, team }, place): Answer => {
        return [at, ticketId, place, score, channel, team];
      });
    const customer = customerId === null ? `ticket ${ticketId}` : `customer ${customerId}`;
    return scores.length === 0 ? [] : [{ customer, answers: scores.length, scores: bagOf(scores) }];
  },
});

/** An agent's sessions that began in a month of UTC: who handles several interactions at once shares the time. */
export type KpiHandlingRow = {
  readonly agent: string;
  /** `2026-03` */
  readonly month: string;
  readonly sessions: number;
  /** A bag of `[ticket, interaction, place among the ticket's, how many it has, from, to | null, channel, team, policy]`. */
  readonly handled: string | null;
};
export type Handled = readonly [
  ticketId: string,
  interaction: string,
  place: number,
  sessions: number,
  from: EpochMs,
  to: EpochMs | null,
  channel: string,
  team: string | null,
  policyVersion: string,
];

export const kpiHandlingTable: TableOf<KpiHandlingRow> = {
  name: "kpi_handling",
  version: 1,
  columns: { agent: "text", month: "text", sessions: "integer", handled: "text" },
  key: ["agent", "month"],
  indexes: [],
};

export const kpiHandling: Derivation = derivation<KpiTicketRow, KpiHandlingRow>({
  from: kpiTicketsTable,
  table: kpiHandlingTable,
  kind: "sums",
  rows: ({ ticketId, channel, policyVersion, sessions }) =>
    sessionsIn(sessions).map(([interaction, agent, team, from, to], place, { length }) => {
      const month = formatInstant(from).slice(0, 7);
      const which = [ticketId, interaction, place, length] as const;
      const handled: Handled = [...which, from, to, channel, team, policyVersion];
      return { agent, month, sessions: 1, handled: bagOf([handled]) };
    }),
});

/** When a ticket was in the backlog, with the attributes that it had then: any instant's backlog is a look at an index. */
export type KpiStayRow = {
  readonly ticketId: string;
  readonly place: number;
  readonly openedAt: number;
  readonly from: number;
  /** Null: it is still there. */
  readonly to: number | null;
  readonly channel: string;
  readonly team: string | null;
  readonly policyVersion: string;
};

export const kpiStaysTable: TableOf<KpiStayRow> = {
  name: "kpi_stays",
  version: 1,
  columns: {
    ticketId: "text",
    place: "integer",
    openedAt: "integer",
    from: "integer",
    to: "integer",
    channel: "text",
    team: "text",
    policyVersion: "text",
  },
  key: ["ticketId", "place"],
  indexes: [["to", "from"]],
};

export const kpiStays: Derivation = derivation<KpiTicketRow, KpiStayRow>({
  from: kpiTicketsTable,
  table: kpiStaysTable,
  kind: "owned",
  rows: ({ ticketId, openedAt, policyVersion, stays }) =>
    staysIn(stays).map(([from, to, channel, team], place) => {
      return { ticketId, place, openedAt, from, to, channel, team, policyVersion };
    }),
});

/** Equal ones are counted, not lost. */
const bagOf = (items: readonly (readonly unknown[])[]): string | null => {
  const bag = new Map<string, number>();
  for (const item of items) {
    const name = JSON.stringify(item);
    bag.set(name, (bag.get(name) ?? 0) + 1);
  }
  return bagText(bag);
};
