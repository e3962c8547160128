import type { Ticket } from "../state.ts";
import {
  happened,
  refused,
  unchanged,
  type CommandOf,
  type DataOf,
  type TicketContext,
  type TicketDecision,
} from "./decision.ts";
import { otherTicketRefusal, parentRefusal } from "./other-ticket.ts";
import { isWithin } from "./rights.ts";

/** The contact as it came in (D1, D2, D15, D16). */

export function open(
  { data, ticketId, occurredAt }: CommandOf<"open">,
  context: TicketContext,
): TicketDecision {
  const { policy, parent, now } = context;
  if (data.follows !== undefined) {
    const objection = otherTicketRefusal(ticketId, data.follows, "data.follows", context);
    if (objection !== undefined) return objection;
  }
  if (data.splitFrom !== undefined) {
    const objection = parentRefusal(ticketId, data.splitFrom, parent);
    if (objection !== undefined) return objection;
  }
  const { impact, urgency } = data;
  const assessed =
    impact === undefined || urgency === undefined
      ? {}
      : { priority: policy.document.priorities[impact][urgency] };
  const { name, version, document } = policy;
  const late = !isWithin(document.lateRecording, occurredAt, now);
  // A part of a ticket that is worked on is worked on, however late it is told that it was split off.
  const isHistory = late && (parent === undefined || parent.position === null || parent.isHistory);
  return happened({
    type: "opened",
    data: {
      ...data,
      ...assessed,
      policy: { name, version },
      ...(isHistory ? { history: true as const } : {}),
    },
  });
}

export function acknowledge(ticket: Ticket, data: DataOf<"acknowledge">): TicketDecision {
  // What was written to the customer is kept, be it the second time.
  if (ticket.acknowledgedInCycle && data.message === undefined) {
    return unchanged("acknowledge", "acknowledged already");
  }
  return happened({
    type: "acknowledged",
    data: { ...data, automatic: data.automatic ?? false },
  });
}

export function identifyCustomer(
  ticket: Ticket,
  data: DataOf<"identifyCustomer">,
  { customerErased = false }: TicketContext,
): TicketDecision {
  if (customerErased) return refused("CUSTOMER_ERASED");
  const { customerId } = ticket;
  if (customerId === data.customerId) return unchanged("identifyCustomer", "known already");
  const previous = customerId === null ? {} : { previousCustomerId: customerId };
  return happened({ type: "customerIdentified", data: { ...data, ...previous } });
}

export function changeChannel(ticket: Ticket, data: DataOf<"changeChannel">): TicketDecision {
  const { channel: from } = ticket;
  if (from === data.channel) return unchanged("changeChannel", "same channel");
  return happened({ type: "channelChanged", data: { from, to: data.channel } });
}
