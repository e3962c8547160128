import {
  derivedUlid,
  revision,
  type CommandResult,
  type EventStore,
  type StreamName,
} from "@docket/event-sourcing";
import {
  isArticleCommand,
  isCustomerCommand,
  isLevelsCommand,
  isTicketCommand,
  type Command,
  type PolicyCommand,
  type Refusal,
  type TicketCommand,
} from "@docket/schemas";
import { ticketStream, type TicketState } from "@docket/ticket";
import { articleStream, customerStream, type CustomerState } from "@docket/desk";
import {
  articleAggregate,
  customerAggregate,
  policyAggregate,
  ticketAggregate,
  type Surroundings,
  type TargetedTicketCommand,
} from "./aggregates.ts";
import { handlerOf, type CommandGround } from "./handling.ts";
import { factsIn, levelsAggregate } from "./levels.ts";
import { customersLinked, heldByKeys, heldTicket } from "./people.ts";
import { createPolicies } from "./policies.ts";

export type Result = CommandResult<Refusal>;

export interface Handling {
  /** Imports record what was refused, so that a resumed one takes the same course. */
  readonly recordRefusal?: boolean;
}

/** The command side of the desk: every command, whatever it is about, goes in here. */
export interface Commands {
  /** Commands for one stream are decided in the order of the calls. */
  handle(command: Command, options?: Handling): Promise<Result>;
  /** A ticket's state as of the last commit. */
  ticket(ticketId: string): Promise<TicketState>;
  /** Likewise a customer's. */
  customer(customerId: string): Promise<CustomerState>;
  /** The first held ticket for which a customer's keys may not be destroyed now. */
  heldKeys(customerId: string): Promise<string | undefined>;
}

export function createCommands(
  ground: CommandGround,
  ticketsOf: (customerId: string) => Promise<readonly string[]>,
): Commands {
  const ticket = async (ticketId: string) => (await tickets.read(ticketStream(ticketId))).state;
  const customer = async (id: string) => (await customers.read(customerStream(id))).state;
  const heldKeys = (customerId: string) =>
    heldByKeys(customerId, { ticketsOf, ticket, keys: ground.keys });
  const surroundings: Surroundings = {
    policies: createPolicies({
      read: (stream) => policies.read(stream),
      ...(ground.shared === true ? { isWhole: wholeIn(ground.store) } : {}),
    }),
    ticket,
    customer,
    samePerson: (id) => customersLinked(id, ground.keys),
    article: async (id) => (await articles.read(articleStream(id))).state,
    heldTicket: async (customerId) => heldTicket(await ticketsOf(customerId), ticket),
    heldKeys,
  };
  const tickets = handlerOf(ticketAggregate(surroundings), ground);
  const customers = handlerOf(customerAggregate(surroundings), ground);
  const articles = handlerOf(articleAggregate(surroundings), ground);
  const policies = handlerOf(policyAggregate(surroundings), ground);
  const levels = handlerOf(
    levelsAggregate({ policies: surroundings.policies, facts: factsIn(ground.store) }),
    ground,
  );

  async function publish(command: PolicyCommand): Promise<Result> {
    const result = await policies.handle(command);
    surroundings.policies.forget(command.policy);
    return result;
  }

  return {
    ticket,
    customer,
    heldKeys,
    handle(command, options) {
      if (isTicketCommand(command)) return tickets.handle(targeted(command), options);
      if (isCustomerCommand(command)) return customers.handle(command);
      if (isArticleCommand(command)) return articles.handle(command);
      if (isLevelsCommand(command)) return levels.handle(command);
      return publish(command);
    },
  };
}

const wholeIn = (store: EventStore) => async (stream: StreamName, length: number) =>
  (await store.readStream(stream, { from: revision(length), limit: 1 })).length === 0;

/** The same command opens the same ticket, however often it is sent. */
const targeted = (command: TicketCommand): TargetedTicketCommand =>
  isTargeted(command)
    ? command
    : { ...command, ticketId: derivedUlid("ticket", command.commandId) };

const isTargeted = (command: TicketCommand): command is TargetedTicketCommand =>
  command.ticketId !== undefined;
