import type { TicketCommand } from "@docket/schemas";
import type { Ticket, TicketState } from "../state.ts";
import { refused, type TicketContext, type TicketDecision } from "./decision.ts";

/** The other ticket whose state must be known to decide, if any. */
export function otherTicketOf(command: TicketCommand): string | undefined {
  switch (command.type) {
    case "link":
      return command.data.otherTicketId;
    case "merge":
      return command.data.into;
    case "open":
      return command.data.follows;
    case "split":
      return command.data.newTicketId;
    default:
      return undefined;
  }
}

/** The ticket that a new one says to be a part of, if any. */
export const parentOf = (command: TicketCommand): string | undefined =>
  command.type === "open" ? command.data.splitFrom : undefined;

/** Why a new ticket cannot be a part of that one, if so. What became of the parent since is no objection. */
export function parentRefusal(
  ticketId: string,
  parentId: string,
  parent: TicketState | undefined,
): TicketDecision | undefined {
  const field = "data.splitFrom";
  if (parentId === ticketId) return refused("SAME_TICKET", undefined, { field });
  return exists(parent) ? undefined : refused("OTHER_TICKET_NOT_FOUND", `${parentId}.`, { field });
}

/** Why a part cannot become a ticket of this id, if so. */
export function newTicketRefusal(
  ticketId: string,
  newTicketId: string,
  isTaken: boolean,
): TicketDecision | undefined {
  const where = { field: "data.newTicketId" };
  if (newTicketId === ticketId) return refused("SAME_TICKET", undefined, where);
  return isTaken ? refused("TICKET_EXISTS", undefined, where) : undefined;
}

/** Why the other ticket cannot be named in that field, if so. */
export function otherTicketRefusal(
  ticketId: string,
  otherTicketId: string,
  field: string,
  { other, standing }: Pick<TicketContext, "other" | "standing">,
): TicketDecision | undefined {
  if (otherTicketId === ticketId) return refused("SAME_TICKET", undefined, { field });
  if (!exists(other)) {
    return refused("OTHER_TICKET_NOT_FOUND", `${otherTicketId}.`, { field });
  }
  if (other.mergedInto === null) return undefined;
  const stands = standing ?? other.mergedInto;
  return stands === ticketId
    ? refused("OTHER_TICKET_MERGED", "It was merged into this one.", { field })
    : refused("OTHER_TICKET_MERGED", undefined, { field, allowed: [stands] });
}

export const exists = (ticket: TicketState | undefined): ticket is Ticket =>
  ticket !== undefined && ticket.position !== null;
