import { articleUses } from "./article-uses.ts";
import { articles } from "./articles.ts";
import { customerIdentities } from "./customer-identities.ts";
import { customerTickets } from "./customer-tickets.ts";
import { customers } from "./customers.ts";
import { facts } from "./facts.ts";
import type { ReadModel } from "./model.ts";
import { tickets } from "./tickets.ts";
import { timelines } from "./timelines.ts";

export type { ReadModel, Rows } from "./model.ts";
export { personalFieldsRead } from "./personal-fields.ts";
export type { TicketRow } from "./ticket-row.ts";
export { timeline, type TimelineEntry } from "./timelines.ts";
export { factOf, facts, factsTable, type FactsRow } from "./facts.ts";
export type { CustomerRow } from "./customers.ts";
export type { CustomerIdentityRow } from "./customer-identities.ts";
export type { CustomerTicketRow } from "./customer-tickets.ts";
export type { ArticleRow } from "./articles.ts";
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

/** All read models, in reading order. */
export const readModels: readonly ReadModel[] = [
  tickets,
  timelines,
  customers,
  customerIdentities,
  customerTickets,
  articles,
  articleUses,
  facts,
];
