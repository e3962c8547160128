import { bagIn, type Bag, type SummedRows } from "@docket/event-sourcing";
import { formatInstant, type EpochMs, type GroupingAttributes } from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { summed, type TableOf } from "./model.ts";

/** What figures need that look at several tickets at once: gathered where those tickets meet. */

/** What something is credited to, but for what its row names: channel, kind, priority, team and agent. */
export type Credits = readonly [
  channel: string,
  kind: string,
  priority: number | null,
  team: string | null,
  agent: string | null,
];
const creditsOf = ({ channel, kind, priority, team, agent }: GroupingAttributes): Credits => [
  channel,
  kind,
  priority,
  team,
  agent,
];

/** The tickets of a customer in a category: first-contact resolution asks whether another followed. */
export type KpiContactRow = {
  readonly customerId: string;
  readonly category: string;
  readonly tickets: number;
  /** A bag of `TICKET_OPENED_RESOLVED`, in ms since 1970; `TICKET_OPENED_`: no other ticket can spoil it. */
  readonly contacts: string | null;
};
export interface Contact {
  readonly ticketId: string;
  readonly openedAt: EpochMs;
  /** Of what was solved on the first contact, as far as the ticket's own history tells. */
  readonly resolvedAt: EpochMs | null;
}

export const kpiContactsTable: TableOf<KpiContactRow> = {
  name: "kpi_contacts",
  version: 3,
  columns: { customerId: "text", category: "text", tickets: "integer", contacts: "text" },
  key: ["customerId", "category"],
  indexes: [],
};

export const kpiContacts = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiContactsTable,
    summands(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined) return [];
      const { opening, customerId, attributes } = settled.ticket.measures;
      const { category } = attributes;
      if (customerId === null || category === null) return [];
      const resolvedAt = settled.firstContact?.hit === true ? settled.firstContact.at : "";
      const contact = `${row.ticketId}_${opening.at}_${resolvedAt}`;
      return [
        {
          keys: [[customerId, category]],
          amounts: new Map([["tickets", 1]]),
          bags: new Map([["contacts", new Map([[contact, 1]])]]),
        },
      ];
    },
  });

export const contactsIn = ({ contacts }: KpiContactRow): readonly Contact[] =>
  [...bagIn(contacts).keys()].map((name) => {
    const [ticketId = "", openedAt, resolvedAt] = name.split("_");
    return {
      ticketId,
      openedAt: Number(openedAt),
      resolvedAt: resolvedAt === "" ? null : Number(resolvedAt),
    };
  });

/** A customer's answers on recommendation: the latest in a window counts. A ticket without a customer is one itself. */
export type KpiAnswerRow = {
  readonly customer: string;
  readonly answers: number;
  /** A bag of `[at, ticket, its place among the ticket's, score, category, …credits]`. */
  readonly scores: string | null;
};
export type Answer = readonly [
  at: EpochMs,
  ticketId: string,
  place: number,
  score: number | null,
  category: string | null,
  ...Credits,
];

export const kpiAnswersTable: TableOf<KpiAnswerRow> = {
  name: "kpi_answers",
  version: 3,
  columns: { customer: "text", answers: "integer", scores: "text" },
  key: ["customer"],
  indexes: [["answers"]],
};

export const kpiAnswers = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiAnswersTable,
    summands(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined || settled.answers.length === 0) return [];
      const scores = settled.answers.map(({ at, ticketId, score, attributes }, place): Answer => {
        return [at, ticketId, place, score, attributes.category, ...creditsOf(attributes)];
      });
      const { customerId } = settled.ticket.measures;
      const customer = customerId === null ? `ticket ${row.ticketId}` : nameAnswering(customerId);
      return [
        {
          keys: [[customer]],
          amounts: new Map([["answers", scores.length]]),
          bags: new Map([["scores", bagOf(scores)]]),
        },
      ];
    },
  });

/** An agent's sessions that began in a month of UTC: who handles several interactions at once shares the time. */
export type KpiHandlingRow = {
  readonly agent: string;
  /** `2026-03` */
  readonly month: string;
  readonly sessions: number;
  /** Of them, on interactions that other agents handled too. */
  readonly shared: number;
  /** A bag of `FROM_TO`, in ms since 1970; `FROM_` goes on. */
  readonly spans: string | null;
};

export const kpiHandlingTable: TableOf<KpiHandlingRow> = {
  name: "kpi_handling",
  version: 2,
  columns: {
    agent: "text",
    month: "text",
    sessions: "integer",
    shared: "integer",
    spans: "text",
  },
  key: ["agent", "month"],
  indexes: [],
};

export const kpiHandling = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiHandlingTable,
    summands(row) {
      const handled = judge(row)?.settled?.handled ?? [];
      return handled.map(({ session: { interactionId, agent, from, to } }) => {
        const isShared = handled.some(
          ({ session }) => session.interactionId === interactionId && session.agent !== agent,
        );
        const month = formatInstant(from).slice(0, 7);
        return {
          keys: [[agent, month]],
          amounts: new Map([
            ["sessions", 1],
            ["shared", isShared ? 1 : 0],
          ]),
          bags: new Map([["spans", new Map([[`${from}_${to ?? ""}`, 1]])]]),
        };
      });
    },
  });

/** Equal ones are counted, not lost. */
const bagOf = (items: readonly (readonly unknown[])[]): Bag => {
  const bag = new Map<string, number>();
  for (const item of items) {
    const name = JSON.stringify(item);
    bag.set(name, (bag.get(name) ?? 0) + 1);
  }
  return bag;
};

/** One parse of all of them is several times as fast as one of each. */
const itemsIn = <Item>(text: string | null): readonly Item[] => {
  const bag = [...bagIn(text)];
  const items: unknown = JSON.parse(`[${bag.map(([name]) => name).join(",")}]`);
  if (!areItems<Item>(items)) return [];
  return items.flatMap((item, place) => Array.from({ length: bag[place]?.[1] ?? 0 }, () => item));
};

/** Only the derivations above ever wrote them. */
const areItems = <Item>(value: unknown): value is readonly Item[] => Array.isArray(value);

/** Under which a customer's answers stand. */
export const nameAnswering = (customerId: string): string => `customer ${customerId}`;

export const answersIn = ({ scores }: KpiAnswerRow) => itemsIn<Answer>(scores);
