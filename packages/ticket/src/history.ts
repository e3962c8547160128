import { commandId, instant, revision } from "@docket/event-sourcing";
import {
  instant as instantSchema,
  ticketEvents,
  type TicketEvent,
  type TicketEventType,
} from "@docket/schemas";
import { isTicketEventType } from "./event-types.ts";
import { evolve } from "./evolve.ts";
import { allows } from "./life-cycle.ts";
import { absent, type Ticket, type TicketState } from "./state.ts";

/** An event as a history keeps it: readable by anyone, independent of any store. */
export interface HistoricEvent {
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt: string;
  readonly commandId: string;
  readonly actor: { readonly id: string; readonly role: string };
}

export type Replayed =
  | { readonly ok: true; readonly state: TicketState }
  | { readonly ok: false; readonly revision: number; readonly why: string };

/**
 * Replays a ticket's history from nothing and names the first event that cannot have happened: of an unknown type, not
 * as its schema says, not allowed by the chart, or at odds with what the events before it made of the ticket.
 */
export function replayHistory(events: readonly HistoricEvent[]): Replayed {
  let state: TicketState = absent;
  for (const [index, historic] of events.entries()) {
    const event = parsed(historic);
    if (typeof event === "string") return { ok: false, revision: index, why: event };
    const why = objection(state, event);
    if (why !== undefined) return { ok: false, revision: index, why };
    state = evolve(state, event, {
      revision: revision(index),
      commandId: commandId(historic.commandId),
      occurredAt: instant(Date.parse(historic.occurredAt)),
      actor: historic.actor,
    });
  }
  return { ok: true, state };
}

/** The event, or what is wrong with its form. */
function parsed({ type, data, occurredAt }: HistoricEvent): TicketEvent | string {
  if (!isTicketEventType(type)) return `unknown event type ${type}`;
  if (!instantSchema.safeParse(occurredAt).success)
    return `occurredAt is no instant: ${occurredAt}`;
  const event = { type, data };
  return isTicketEvent(event) ? event : `${type} is not as its schema says`;
}

const isTicketEvent = (event: { type: TicketEventType; data: unknown }): event is TicketEvent =>
  ticketEvents[event.type].safeParse(event.data).success;

function objection(state: TicketState, event: TicketEvent): string | undefined {
  const { type } = event;
  if (state.position === null) {
    const first = type === "opened" || type === "commandRefused";
    return first ? undefined : `${type} before the ticket was opened`;
  }
  if (!allows(state.kind, state.position, type))
    return `${type} is not allowed in ${state.position}`;
  return contradicts(state, event) ? `${type} does not fit what was before it` : undefined;
}

/** Whether an event says of the past what the past does not say of itself. */
function contradicts(ticket: Ticket, event: TicketEvent): boolean {
  switch (event.type) {
    case "resolved":
    case "surveyInvited":
      return event.data.cycle !== ticket.cycle;
    case "reopened":
      return event.data.cycle !== ticket.cycle + 1;
    case "priorityRaised":
    case "priorityLowered":
      return event.data.from !== ticket.priority;
    case "escalated":
    case "deescalated":
      return event.data.from !== ticket.level;
    case "channelChanged":
      return event.data.from !== ticket.channel;
    case "customerIdentified":
      return (event.data.previousCustomerId ?? null) !== ticket.customerId;
    case "unmerged":
      return event.data.from !== ticket.mergedInto;
    case "corrected":
      return event.data.revision > ticket.revision;
    default:
      return false;
  }
}
