export * from "./replay.ts";
export * from "./queries.ts";
export * from "./ticket-query.ts";
export * from "./routes.ts";
export * from "./holdings.ts";
export * from "./person.ts";
export type { Standing } from "./standing.ts";
export * from "./reported-tickets.ts";
export * from "./sourced-ticket.ts";
