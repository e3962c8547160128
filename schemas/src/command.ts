import { z } from "zod";
import { articleCommands, customerCommands, policyCommands } from "./commands/desk.ts";
import { levelsCommands } from "./commands/levels.ts";
import { ticketCommands } from "./commands/ticket.ts";
import { commandEnvelope, type Actor } from "./envelope.ts";
import { identifier, ulid } from "./primitives.ts";

/** What a command carries once it is parsed; `occurredAt` and ids that were left out are filled by whoever takes it. */
interface Envelope {
  readonly commandId: string;
  readonly actor: Actor;
  readonly occurredAt?: string | undefined;
  readonly expectedRevision?: number | undefined;
  readonly causationId?: string | undefined;
  readonly correlationId?: string | undefined;
}

type CommandOf<Schemas extends Record<string, z.ZodType>, Target> = {
  [Type in keyof Schemas & string]: Envelope &
    Target & { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas & string];

/** The id may be left out when opening: it is then derived from the command's id. */
export type TicketCommand = CommandOf<
  typeof ticketCommands,
  { readonly ticketId?: string | undefined }
>;
export type CustomerCommand = CommandOf<typeof customerCommands, { readonly customerId: string }>;
export type ArticleCommand = CommandOf<typeof articleCommands, { readonly articleId: string }>;
export type PolicyCommand = CommandOf<typeof policyCommands, { readonly policy: string }>;
/** About the clocks of a ticket, and in a stream of their own beside it. */
export type LevelsCommand = CommandOf<typeof levelsCommands, { readonly ticketId: string }>;
export type Command =
  | TicketCommand
  | CustomerCommand
  | ArticleCommand
  | PolicyCommand
  | LevelsCommand;

const commandSchema = <Data extends z.ZodType>(
  type: string,
  target: z.core.$ZodLooseShape,
  data: Data,
) => z.strictObject({ type: z.literal(type), ...target, ...commandEnvelope, data });

function ofGroup(
  commands: Record<string, z.ZodType>,
  target: (type: string) => z.core.$ZodLooseShape,
) {
  return Object.entries(commands).map(
    ([type, data]) => [type, commandSchema(type, target(type), data)] as const,
  );
}

/** The whole command, by type: what is published as JSON Schema and what {@link parseCommand} reads by. */
export const commandSchemas: ReadonlyMap<string, z.ZodType> = new Map([
  ...ofGroup(ticketCommands, (type) => ({ ticketId: type === "open" ? ulid.optional() : ulid })),
  ...ofGroup(customerCommands, () => ({ customerId: identifier })),
  ...ofGroup(articleCommands, () => ({ articleId: identifier })),
  ...ofGroup(policyCommands, () => ({ policy: identifier })),
  ...ofGroup(levelsCommands, () => ({ ticketId: ulid })),
]);

export const commandTypes: readonly string[] = [...commandSchemas.keys()];

export const isTicketCommand = (command: Command): command is TicketCommand =>
  command.type in ticketCommands;
export const isCustomerCommand = (command: Command): command is CustomerCommand =>
  command.type in customerCommands;
export const isArticleCommand = (command: Command): command is ArticleCommand =>
  command.type in articleCommands;
export const isLevelsCommand = (command: Command): command is LevelsCommand =>
  command.type in levelsCommands;
