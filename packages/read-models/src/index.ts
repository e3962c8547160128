export type { ReadModel, Rows } from "./model.ts";
export { analystTables } from "./analyst-tables.ts";
export type { TicketRow } from "./ticket-row.ts";
export { timeline, type TimelineEntry } from "./timelines.ts";
export { factOf, facts, factsTable, scanFacts, ticketFactsOf, type FactsRow } from "./facts.ts";
export { factsOfStream } from "./stream-facts.ts";
export { createPolicyBook, type PolicyBook, type PublishedLevels } from "./policy-book.ts";
export { knownPolicies, publishedPolicies } from "./policies.ts";
export { knownMergers, ofPersons, personsIn, type Persons } from "./persons.ts";
export * from "./person-queries.ts";
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
export * from "./rollup-queries.ts";
export * from "./kpi-queries.ts";
export type { CustomerRow } from "./customers.ts";
export type { CustomerIdentityRow } from "./customer-identities.ts";
export type { CustomerTicketRow } from "./customer-tickets.ts";
export { articleIds, type ArticleRow } from "./articles.ts";
export type { ArticleUseRow } from "./article-uses.ts";
export {
  findTickets,
  parseCursor,
  ticketsNamed,
  type TicketCursor,
  type TicketFilters,
  type TicketPage,
} from "./find-tickets.ts";
export { derivations } from "./derivations.ts";
export {
  allReaders,
  GROUP_NAMES,
  keptGroups,
  modelGroups,
  readersIn,
  readModels,
  type GroupName,
  type KeptGroup,
} from "./groups.ts";
export { formerTickets } from "./former-customers.ts";
export { customerView, findCustomers, type CustomerView } from "./customer-view.ts";
export { articleView, type ArticleView } from "./article-view.ts";
