import {
  streamName,
  subject,
  type Decider,
  type StreamName,
  type Subject,
} from "@docket/event-sourcing";
import type { Refusal, TicketEvent } from "@docket/schemas";
import { decide } from "./decide.ts";
import type { TicketCommandToDecide, TicketContext } from "./decide/decision.ts";
import { evolve } from "./evolve.ts";
import { absent, type TicketState } from "./state.ts";

export const ticketDecider: Decider<
  TicketState,
  TicketCommandToDecide,
  TicketEvent,
  Refusal,
  TicketContext
> = { initial: absent, decide, evolve };

export const TICKET_CATEGORY = "ticket";
export const ticketStream = (ticketId: string): StreamName => streamName(TICKET_CATEGORY, ticketId);

/**
 * Whose key protects what the command says: the customer's as soon as one is known, by the command itself too; until
 * then the ticket's own.
 */
export function subjectOf(state: TicketState, command: TicketCommandToDecide): Subject {
  const customerId =
    customerNamedBy(command) ?? (state.position === null ? null : state.customerId);
  return customerId === null
    ? subject("ticket", command.ticketId)
    : subject("customer", customerId);
}

function customerNamedBy(command: TicketCommandToDecide): string | undefined {
  const names = command.type === "open" || command.type === "identifyCustomer";
  return names ? command.data.customerId : undefined;
}
