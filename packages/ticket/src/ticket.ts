import {
  streamName,
  subject,
  type Decider,
  type StreamName,
  type Subject,
} from "@docket/event-sourcing";
import type { Refusal, TicketCommandType, TicketEvent } from "@docket/schemas";
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
 * then the ticket's own. What Docket tells the other ticket is nobody's.
 */
export function subjectOf(state: TicketState, command: TicketCommandToDecide): Subject {
  if (FOLLOWING.has(command.type)) return followingSubject;
  const customerId =
    customerNamedBy(command) ?? (state.position === null ? null : state.customerId);
  return customerId === null
    ? subject("ticket", command.ticketId)
    : subject("customer", customerId);
}

/** What Docket tells the other ticket (D21). */
const FOLLOWING: ReadonlySet<TicketCommandType> = new Set<TicketCommandType>([
  "recordLink",
  "recordUnlink",
  "absorb",
  "release",
]);
/** Nothing in it is personal, and an erasure must not reach it: all tickets share one key, for their digests. */
const followingSubject: Subject = subject("following", "desk");

function customerNamedBy(command: TicketCommandToDecide): string | undefined {
  const names = command.type === "open" || command.type === "identifyCustomer";
  return names ? command.data.customerId : undefined;
}
