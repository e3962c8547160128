import { complaintFormFields } from "@docket/schemas";
import type { Ticket } from "../state.ts";
import { happened, refused, type DataOf, type TicketDecision } from "./decision.ts";

/** The complaint procedure (D3–D5). Its order is the chart's. */

export function registerComplaint(
  ticket: Ticket,
  data: DataOf<"registerComplaint">,
): TicketDecision {
  if (ticket.registered) return refused("COMPLAINT_REGISTERED");
  return happened({ type: "complaintRegistered", data });
}

export function fillComplaintForm(
  ticket: Ticket,
  data: DataOf<"fillComplaintForm">,
): TicketDecision {
  if (!ticket.registered) return refused("COMPLAINT_NOT_REGISTERED");
  return happened({ type: "complaintFormFilled", data });
}

export function passToManagement(ticket: Ticket, data: DataOf<"passToManagement">): TicketDecision {
  if (!ticket.registered) return refused("COMPLAINT_NOT_REGISTERED");
  const missing = complaintFormFields.filter((field) => !ticket.formFields.includes(field));
  if (missing.length > 0) return refused("FORM_INCOMPLETE", undefined, { allowed: missing });
  if (ticket.attempts === 0) return refused("FIRST_ATTEMPT_MISSING");
  return happened({ type: "passedToManagement", data });
}

export function recordCorrectiveAction(
  ticket: Ticket,
  data: DataOf<"recordCorrectiveAction">,
): TicketDecision {
  if (ticket.reviewPending) return refused("REVIEW_PENDING");
  return happened({ type: "correctiveActionRecorded", data });
}

export function verifyCorrectiveAction({
  effective,
  evidence,
}: DataOf<"verifyCorrectiveAction">): TicketDecision {
  const type = effective ? "correctiveActionVerified" : "correctiveActionFailed";
  return happened({ type, data: { evidence } });
}
