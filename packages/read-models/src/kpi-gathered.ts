import { bagIn, bagText, type Derivation } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
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

export const kpiContacts = (judge: Judge): Derivation =>
  derivation<FactsRow, KpiContactRow>({
    from: factsTable,
    table: kpiContactsTable,
    kind: "sums",
    rows(row) {
      const settled = judge(row)?.settled;
      if (settled === null || settled === undefined) return [];
      const { opening, customerId, attributes } = settled.ticket.measures;
      const { channel, category } = attributes;
      if (customerId === null || category === null) return [];
      const first = settled.contributions.find(({ figure }) => figure === "firstContactResolution");
      const contact: Contact =
        first?.hit === true
          ? [opening.at, first.at, first.attributes.channel, first.attributes.team]
          : [opening.at, null, channel, null];
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

export const kpiAnswers = (judge: Judge): Derivation =>
  derivation<FactsRow, KpiAnswerRow>({
    from: factsTable,
    table: kpiAnswersTable,
    kind: "sums",
    rows(row) {
      const settled = judge(row)?.settled;
      const scores = (settled?.contributions ?? [])
        .filter(({ figure }) => figure === "nps")
        .map(({ at, ticketId, score, attributes: { channel, team } }, place): Answer => {
          return [at, ticketId, place, score, channel, team];
        });
      const customerId = settled?.ticket.measures.customerId ?? null;
      const customer = customerId === null ? `ticket ${row.ticketId}` : `customer ${customerId}`;
      return scores.length === 0
        ? []
        : [{ customer, answers: scores.length, scores: bagOf(scores) }];
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

export const kpiHandling = (judge: Judge): Derivation =>
  derivation<FactsRow, KpiHandlingRow>({
    from: factsTable,
    table: kpiHandlingTable,
    kind: "sums",
    rows(row) {
      const judged = judge(row);
      if (judged === undefined) return [];
      const { ticketId, policy, settled } = judged;
      const all = settled?.handled ?? [];
      return all.map(({ session, contribution: { attributes } }, place) => {
        const { interactionId, agent, from, to } = session;
        const { channel, team } = attributes;
        const which = [ticketId, interactionId, place, all.length] as const;
        const handled: Handled = [...which, from, to, channel, team, policy.version];
        const month = formatInstant(from).slice(0, 7);
        return { agent, month, sessions: 1, handled: bagOf([handled]) };
      });
    },
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

/** One parse of all of them is several times as fast as one of each. */
const itemsIn = <Item>(text: string | null): readonly Item[] => {
  const bag = [...bagIn(text)];
  const items: unknown = JSON.parse(`[${bag.map(([name]) => name).join(",")}]`);
  if (!areItems<Item>(items)) return [];
  return items.flatMap((item, place) => Array.from({ length: bag[place]?.[1] ?? 0 }, () => item));
};

/** Only the derivations above ever wrote them. */
const areItems = <Item>(value: unknown): value is readonly Item[] => Array.isArray(value);

export const contactsIn = ({ contacts }: KpiContactRow) => itemsIn<Contact>(contacts);
export const answersIn = ({ scores }: KpiAnswerRow) => itemsIn<Answer>(scores);
export const handledIn = ({ handled }: KpiHandlingRow) => itemsIn<Handled>(handled);
