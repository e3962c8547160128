import { refuse } from "@docket/event-sourcing";
import { eventOf } from "./decide/commands.ts";
import * as complaint from "./decide/complaint.ts";
import * as conversation from "./decide/conversation.ts";
import {
  happened,
  refused,
  type TicketCommandToDecide,
  type TicketContext,
  type TicketDecision,
} from "./decide/decision.ts";
import * as followUp from "./decide/follow-up.ts";
import * as intake from "./decide/intake.ts";
import * as linking from "./decide/linking.ts";
import { notAllowedNow } from "./decide/not-allowed.ts";
import * as record from "./decide/record.ts";
import * as resolution from "./decide/resolution.ts";
import { checkRights } from "./decide/rights.ts";
import * as routing from "./decide/routing.ts";
import * as work from "./decide/work.ts";
import { allows } from "./life-cycle.ts";
import type { Ticket, TicketState } from "./state.ts";

/** Existence, role, time, the chart, the facts: the first that objects refuses. */
export function decide(
  state: TicketState,
  command: TicketCommandToDecide,
  context: TicketContext,
): TicketDecision {
  const { document } = context.policy;
  if (state.position === null) {
    if (command.type !== "open") return refused("TICKET_NOT_FOUND");
  } else if (command.type === "open") return refused("TICKET_EXISTS");
  const objection = checkRights(command, document, context.now);
  if (objection !== undefined) return refuse(objection);
  if (command.type === "open") return intake.open(command, context);
  if (state.position === null) return refused("TICKET_NOT_FOUND");
  if (!allows(state.kind, state.position, eventOf[command.type])) {
    return refuse(notAllowedNow(state, command, document));
  }
  return decideAllowed(state, command, context);
}

type Following = Exclude<TicketCommandToDecide, { readonly type: "open" }>;

/** The chart allows it: what is left to judge are the facts. */
function decideAllowed(ticket: Ticket, command: Following, context: TicketContext): TicketDecision {
  switch (command.type) {
    case "acknowledge":
      return intake.acknowledge(ticket, command.data);
    case "identifyCustomer":
      return intake.identifyCustomer(ticket, command.data, context);
    case "changeChannel":
      return intake.changeChannel(ticket, command.data);
    case "reclassify":
      return happened({ type: "reclassified", data: command.data });
    case "withdraw":
      return happened({ type: "withdrawn", data: command.data });

    case "receiveMessage":
      return conversation.receiveMessage(ticket, command);
    case "reply":
      return conversation.reply(command);
    case "markNoReplyNeeded":
      return conversation.markNoReplyNeeded(ticket, command.data);
    case "askClarification":
      return conversation.askClarification(ticket, command);
    case "answerClarification":
      return conversation.answerClarification(ticket, command.data);
    case "note":
      return happened({ type: "noteAdded", data: command.data });
    case "promiseCompletion":
      return happened({ type: "completionPromised", data: command.data });
    case "announceDelay":
      return happened({ type: "delayAnnounced", data: command.data });
    case "updateProgress":
      return happened({ type: "progressUpdated", data: command.data });
    case "queueContact":
      return conversation.queueContact(ticket, command);
    case "answerContact":
      return conversation.answerContact(ticket, command.data);
    case "abandonContact":
      return conversation.abandonContact(ticket, command.data);

    case "categorise":
      return routing.categorise(ticket, command.data);
    case "assessPriority":
      return routing.assessPriority(ticket, command.data, context);
    case "raisePriority":
      return routing.raisePriority(ticket, command.data);
    case "lowerPriority":
      return routing.lowerPriority(ticket, command.data);
    case "assign":
      return routing.assign(ticket, command.data);
    case "unassign":
      return routing.unassign(ticket);
    case "escalate":
      return routing.escalate(ticket, command, context);
    case "deescalate":
      return routing.deescalate(ticket, command.data);
    case "waitForCustomer":
      return work.waitForCustomer(ticket, command.data);
    case "waitForThirdParty":
      return work.waitForThirdParty(ticket, command.data);
    case "resume":
      return happened({ type: "resumed", data: {} });
    case "startHandling":
      return work.startHandling(ticket, command);
    case "holdHandling":
      return work.holdHandling(ticket, command.data);
    case "continueHandling":
      return work.continueHandling(ticket, command.data);
    case "wrapUpHandling":
      return work.wrapUpHandling(ticket, command.data);
    case "endHandling":
      return work.endHandling(ticket, command.data);

    case "registerComplaint":
      return complaint.registerComplaint(ticket, command.data);
    case "fillComplaintForm":
      return complaint.fillComplaintForm(ticket, command.data);
    case "attemptSolution":
      return happened({ type: "solutionAttempted", data: command.data });
    case "passToManagement":
      return complaint.passToManagement(ticket, command.data);
    case "startInvestigation":
      return happened({ type: "investigationStarted", data: {} });
    case "recordFindings":
      return happened({ type: "findingsRecorded", data: command.data });
    case "completeReview":
      return happened({ type: "reviewCompleted", data: command.data });
    case "recordCorrectiveAction":
      return complaint.recordCorrectiveAction(ticket, command.data);
    case "verifyCorrectiveAction":
      return complaint.verifyCorrectiveAction(command.data);
    case "setRetention":
      return record.setRetention(ticket, command.data);
    case "placeLegalHold":
      return happened({ type: "legalHoldPlaced", data: command.data });
    case "releaseLegalHold":
      return record.releaseLegalHold(ticket, command.data);

    case "diagnose":
      return happened({ type: "diagnosed", data: command.data });
    case "proposeSolution":
      return resolution.proposeSolution(command.data, context);
    case "acceptSolution":
      return resolution.acceptSolution(ticket, command.data);
    case "rejectSolution":
      return resolution.rejectSolution(ticket, command.data);
    case "requestRedress":
      return resolution.requestRedress(ticket, command);
    case "approveRedress":
      return resolution.approveRedress(ticket, command.data);
    case "declineRedress":
      return resolution.declineRedress(ticket, command.data);
    case "grantRedress":
      return resolution.grantRedress(ticket, command, context);
    case "resolve":
      return resolution.resolve(ticket, command, context);
    case "reopen":
      return followUp.reopen(ticket, command, context);
    case "recordFollowUp":
      return followUp.recordFollowUp(ticket, command, context);
    case "inviteToSurvey":
      return followUp.inviteToSurvey(ticket, command, context);
    case "answerSurvey":
      return followUp.answerSurvey(ticket, command, context);
    case "close":
      return followUp.close(ticket, command.data);

    case "link":
      return linking.link(ticket, command, context);
    case "unlink":
      return linking.unlink(ticket, command.data);
    case "split":
      return linking.split(ticket, command, context);
    case "merge":
      return linking.merge(command, context);
    case "unmerge":
      return linking.unmerge(ticket, command.data);
    case "correct":
      return record.correct(ticket, command.data);
    case "recordLink":
      return linking.recordLink(ticket, command.data);
    case "recordUnlink":
      return linking.recordUnlink(ticket, command.data);
    case "absorb":
      return linking.absorb(ticket, command.data);
    case "release":
      return linking.release(ticket, command.data);
  }
}
