import type { Ticket } from "../state.ts";
import { happened, refused, unchanged, type DataOf, type TicketDecision } from "./decision.ts";

/** How long the record is kept, and what it says that was wrong (D6). */

export function setRetention(ticket: Ticket, data: DataOf<"setRetention">): TicketDecision {
  const { retentionUntil } = ticket;
  if (retentionUntil === data.until) return unchanged("setRetention", "same period");
  if (retentionUntil !== null && data.until < retentionUntil) {
    return refused("RETENTION_SHORTENED", `It lasts until ${retentionUntil}.`, {
      field: "data.until",
    });
  }
  return happened({ type: "retentionSet", data });
}

export function releaseLegalHold(ticket: Ticket, data: DataOf<"releaseLegalHold">): TicketDecision {
  if (ticket.legalHolds === 0) return refused("NO_LEGAL_HOLD");
  return happened({ type: "legalHoldReleased", data });
}

export function correct(ticket: Ticket, data: DataOf<"correct">): TicketDecision {
  if (data.revision > ticket.revision) {
    return refused("REVISION_UNKNOWN", `The last is ${ticket.revision}.`, {
      field: "data.revision",
    });
  }
  return happened({ type: "corrected", data });
}
