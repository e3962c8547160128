import type { TicketCommand } from "@docket/schemas";
import type { TicketState } from "../state.ts";
import { refused, type TicketDecision } from "./decision.ts";

/** The other ticket whose state must be known to decide, if any. */
export function otherTicketOf(command: TicketCommand): string | undefined {
  switch (command.type) {
    case "link":
      return command.data.otherTicketId;
    case "merge":
      return command.data.into;
    case "open":
      return command.data.follows;
    default:
      return undefined;
  }
}

/** Why the other ticket cannot be named, if so. */
export function otherTicketRefusal(
  ticketId: string,
  otherTicketId: string,
  other: TicketState | undefined,
): TicketDecision | undefined {
  if (otherTicketId === ticketId) return refused("SAME_TICKET");
  if (other === undefined || other.position === null) {
    return refused("OTHER_TICKET_NOT_FOUND", `${otherTicketId}.`);
  }
  const { mergedInto } = other;
  return mergedInto === null
    ? undefined
    : refused("OTHER_TICKET_MERGED", undefined, { allowed: [mergedInto] });
}
