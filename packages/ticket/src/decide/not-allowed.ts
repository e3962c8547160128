import { refusal, type DeskPolicy, type Refusal, type TicketCommandType } from "@docket/schemas";
import { placeOf } from "../position.ts";
import type { Ticket } from "../state.ts";
import { allowedCommands } from "./commands.ts";
import type { TicketCommandToDecide } from "./decision.ts";

const OF_COMPLAINTS: ReadonlySet<TicketCommandType> = new Set<TicketCommandType>([
  "registerComplaint",
  "fillComplaintForm",
  "attemptSolution",
  "passToManagement",
  "startInvestigation",
  "recordFindings",
  "completeReview",
  "recordCorrectiveAction",
  "verifyCorrectiveAction",
]);

/** Why the chart does not allow a command, in the most particular words there are. */
export function notAllowedNow(
  ticket: Ticket,
  { type, actor }: TicketCommandToDecide,
  policy: DeskPolicy,
): Refusal {
  const allowed = allowedCommands(ticket, actor.role, policy);
  if (ticket.kind === "inquiry" && OF_COMPLAINTS.has(type)) {
    return refusal("NOT_A_COMPLAINT", undefined, { allowed });
  }
  const { phase, state, course } = placeOf(ticket.position);
  if (type === "resolve" && course !== null) {
    return refusal(ticket.reviewPending ? "REVIEW_PENDING" : "VERIFICATION_PENDING", undefined, {
      allowed,
    });
  }
  if (ticket.mergedInto !== null) {
    return refusal("NOT_ALLOWED_NOW", `It was merged into ${ticket.mergedInto}.`, { allowed });
  }
  const where = [...new Set([phase, state, course])].filter((part) => part !== null).join(", ");
  return refusal("NOT_ALLOWED_NOW", `It is in ${where}.`, { allowed });
}
