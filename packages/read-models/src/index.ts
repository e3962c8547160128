import { modelTables, type Derivation, type Table } from "@docket/event-sourcing";
import { alarms } from "./alarms.ts";
import { articleUses } from "./article-uses.ts";
import { articles } from "./articles.ts";
import { customerIdentities } from "./customer-identities.ts";
import { customerTickets } from "./customer-tickets.ts";
import { customers } from "./customers.ts";
import { clocks } from "./clocks.ts";
import { deadlines } from "./deadlines.ts";
import { facts } from "./facts.ts";
import { createJudge } from "./judged-tickets.ts";
import { kpiAnswers, kpiContacts, kpiHandling } from "./kpi-gathered.ts";
import { kpiDays, kpiHours, kpiMonths } from "./kpi-rollups.ts";
import { kpiTickets } from "./kpi-tickets.ts";
import type { ReadModel } from "./model.ts";
import { policies } from "./policies.ts";
import { createPolicyBook, type PolicyBook } from "./policy-book.ts";
import { tickets } from "./tickets.ts";
import { timelines } from "./timelines.ts";

export type { ReadModel, Rows } from "./model.ts";
export { analystTables } from "./analyst-tables.ts";
export { personalFieldsRead } from "./personal-fields.ts";
export type { TicketRow } from "./ticket-row.ts";
export { timeline, type TimelineEntry } from "./timelines.ts";
export { factOf, facts, factsTable, scanFacts, ticketFactsOf, type FactsRow } from "./facts.ts";
export { createPolicyBook, type PolicyBook, type PublishedLevels } from "./policy-book.ts";
export { knownPolicies, publishedPolicies } from "./policies.ts";
export { clockRowsOf, clocks, clocksTable, type ClockRow } from "./clocks.ts";
export {
  findAlarms,
  parsePlace,
  type AlarmEntry,
  type AlarmFilters,
  type AlarmPage,
} from "./alarms.ts";
export {
  deadlinesBefore,
  nextDeadline,
  overdueBefore,
  type Deadline,
  type Overdue,
} from "./deadlines.ts";
export { ROLLUP_CALENDAR } from "./judged-tickets.ts";
export { rollupUnits, type RollupUnit } from "./kpi-rollups.ts";
export * from "./kpi-queries.ts";
export type { Answer, Contact, Handled } from "./kpi-gathered.ts";
export type { CustomerRow } from "./customers.ts";
export type { CustomerIdentityRow } from "./customer-identities.ts";
export type { CustomerTicketRow } from "./customer-tickets.ts";
export { articleIds, type ArticleRow } from "./articles.ts";
export type { ArticleUseRow } from "./article-uses.ts";
export {
  findTickets,
  parseCursor,
  resolveTicket,
  ticketRow,
  type TicketCursor,
  type TicketFilters,
  type TicketPage,
} from "./find-tickets.ts";
export { customerView, findCustomers, type CustomerView } from "./customer-view.ts";
export { articleView, type ArticleView } from "./article-view.ts";

/** All read models that are folded from events, in reading order. */
export const readModels: readonly ReadModel[] = [
  tickets,
  timelines,
  customers,
  customerIdentities,
  customerTickets,
  articles,
  articleUses,
  policies,
  facts,
  alarms,
];

/** All read models that follow from rows of others, each after those it derives from. */
export const derivations = (book: PolicyBook): readonly Derivation[] => {
  const judge = createJudge(book);
  return [
    clocks(judge),
    deadlines(judge),
    kpiHours(judge),
    kpiDays(judge),
    kpiMonths(judge),
    kpiTickets(judge),
    kpiContacts(judge),
    kpiAnswers(judge),
    kpiHandling(judge),
  ];
};

/** The tables of all read models. */
export const tables: readonly Table[] = modelTables({
  projections: readModels,
  derivations: derivations(createPolicyBook()),
});
