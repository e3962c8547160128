import { derivedUlid } from "@docket/event-sourcing";
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
import { exists, newTicketRefusal, otherTicketRefusal } from "./other-ticket.ts";

/** Two tickets (D21). Each command writes one side; react.ts says what the other side is told. */

export function link(
  ticket: Ticket,
  { data, ticketId }: CommandOf<"link">,
  context: TicketContext,
): TicketDecision {
  return (
    otherTicketRefusal(ticketId, data.otherTicketId, "data.otherTicketId", context) ??
    linked(ticket, data, "link")
  );
}

export const recordLink = (ticket: Ticket, data: DataOf<"recordLink">): TicketDecision =>
  linked(ticket, data, "recordLink");

function linked(
  ticket: Ticket,
  data: DataOf<"link">,
  command: "link" | "recordLink",
): TicketDecision {
  const recordedFromOther = command === "recordLink";
  const known = linkTo(ticket, data.otherTicketId);
  if (known?.relation === data.relation && known.recordedFromOther === recordedFromOther) {
    return unchanged(command, "linked already");
  }
  return happened({ type: "linked", data: { ...data, recordedFromOther } });
}

export function unlink(ticket: Ticket, data: DataOf<"unlink">): TicketDecision {
  if (linkTo(ticket, data.otherTicketId) === undefined) {
    const allowed = ticket.links.map(({ otherTicketId }) => otherTicketId);
    return refused("NOT_LINKED", undefined, { field: "data.otherTicketId", allowed });
  }
  return happened({ type: "unlinked", data: { ...data, recordedFromOther: false } });
}

export function recordUnlink(ticket: Ticket, data: DataOf<"recordUnlink">): TicketDecision {
  if (linkTo(ticket, data.otherTicketId) === undefined) {
    return unchanged("recordUnlink", "not linked");
  }
  return happened({ type: "unlinked", data: { ...data, recordedFromOther: true } });
}

const linkTo = (ticket: Ticket, otherTicketId: string) =>
  ticket.links.find((known) => known.otherTicketId === otherTicketId);

/** What the child takes over stands in the event, so that opening it needs nothing else. */
export function split(
  ticket: Ticket,
  { data, ticketId, commandId }: CommandOf<"split">,
  { other }: TicketContext,
): TicketDecision {
  const { newTicketId, ...part } = data;
  if (newTicketId !== undefined) {
    const isPromised = ticket.children.includes(newTicketId);
    const objection = newTicketRefusal(ticketId, newTicketId, isPromised || exists(other));
    if (objection !== undefined) return objection;
  }
  const childTicketId = newTicketId ?? derivedUlid("split", ticketId, commandId);
  const { channel, customerId, tier, language, policy } = ticket;
  return happened({
    type: "splitOff",
    data: {
      ...part,
      childTicketId,
      channel,
      policy: policy.name,
      ...(customerId === null ? {} : { customerId }),
      ...(tier === null ? {} : { tier }),
      ...(language === null ? {} : { language }),
    },
  });
}

export function merge(
  { data, ticketId }: CommandOf<"merge">,
  context: TicketContext,
): TicketDecision {
  return (
    otherTicketRefusal(ticketId, data.into, "data.into", context) ??
    happened({ type: "merged", data })
  );
}

export function unmerge(ticket: Ticket, data: DataOf<"unmerge">): TicketDecision {
  const { mergedInto: from } = ticket;
  if (from === null) return unchanged("unmerge", "not merged");
  return happened({ type: "unmerged", data: { from, ...data } });
}

export function absorb(ticket: Ticket, data: DataOf<"absorb">): TicketDecision {
  if (ticket.absorbed.includes(data.otherTicketId)) return unchanged("absorb", "absorbed already");
  return happened({ type: "absorbed", data });
}

export function release(ticket: Ticket, data: DataOf<"release">): TicketDecision {
  if (!ticket.absorbed.includes(data.otherTicketId)) return unchanged("release", "not absorbed");
  return happened({ type: "released", data });
}
