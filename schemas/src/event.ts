import type { z } from "zod";
import { articleEvents, customerEvents, policyEvents } from "./events/desk.ts";
import { levelsEvents } from "./events/levels.ts";
import { ticketEvents } from "./events/ticket.ts";

type EventOf<Schemas extends Record<string, z.ZodType>> = {
  [Type in keyof Schemas & string]: { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas & string];

/** What happened, as a decider gives it; who, when and why stand in its metadata. */
export type TicketEvent = EventOf<typeof ticketEvents>;
export type CustomerEvent = EventOf<typeof customerEvents>;
export type ArticleEvent = EventOf<typeof articleEvents>;
export type PolicyEvent = EventOf<typeof policyEvents>;
export type LevelsEvent = EventOf<typeof levelsEvents>;
export type DomainEvent = TicketEvent | CustomerEvent | ArticleEvent | PolicyEvent | LevelsEvent;
export type EventType = DomainEvent["type"];

/** The schema of each event's data, by type, in its present version. */
export const eventSchemas: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ...Object.entries(ticketEvents),
  ...Object.entries(customerEvents),
  ...Object.entries(articleEvents),
  ...Object.entries(policyEvents),
  ...Object.entries(levelsEvents),
]);

/** The present version of every event type. A type whose meaning changes gets a higher one here, and an upcaster. */
export const EVENT_VERSION = 1;
