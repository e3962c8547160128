import type { z } from "zod";
import type { articleCommands, customerCommands, policyCommands } from "../commands/desk.ts";
import type { levelsCommands } from "../commands/levels.ts";
import type { ticketCommands } from "../commands/ticket.ts";
import type { DomainEvent, EventType } from "../event.ts";

type DataByType<Schemas extends Record<string, z.ZodType>> = {
  readonly [Type in keyof Schemas]: z.infer<Schemas[Type]>;
};
export type TicketCommandData = DataByType<typeof ticketCommands>;
export type CustomerCommandData = DataByType<typeof customerCommands>;
export type ArticleCommandData = DataByType<typeof articleCommands>;
export type PolicyCommandData = DataByType<typeof policyCommands>;
export type LevelsCommandData = DataByType<typeof levelsCommands>;
export type EventData = {
  readonly [Type in EventType]: Extract<DomainEvent, { type: Type }>["data"];
};
