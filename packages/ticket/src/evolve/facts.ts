import type { Occurrence } from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import { phaseOf } from "../position.ts";
import {
  close,
  decideRedress,
  endWait,
  fill,
  linksWithout,
  setInteraction,
  setRedress,
  setSession,
  wait,
  type Fresh,
} from "./parts.ts";

/** Writes what the event tells into the copy. */
export function fold(ticket: Fresh, event: TicketEvent, { occurredAt }: Occurrence): void {
  switch (event.type) {
    case "acknowledged":
      ticket.acknowledgedInCycle = true;
      ticket.acknowledgedAt ??= occurredAt;
      return;
    case "customerIdentified":
      ticket.customerId = event.data.customerId;
      return;
    case "channelChanged":
      ticket.channel = event.data.to;
      return;
    case "reclassified":
      ticket.kind = "complaint";
      ticket.aspect = event.data.aspect;
      ticket.satisfied = false;
      return;
    case "withdrawn":
      close(ticket, "withdrawn", occurredAt);
      return;

    case "messageReceived":
      ticket.inboundContacts += 1;
      ticket.unansweredMessages += 1;
      return;
    case "replied":
      if (event.data.automatic) return;
      ticket.firstRespondedAt ??= occurredAt;
      ticket.unansweredMessages = 0;
      return;
    case "noReplyNeededMarked":
      ticket.unansweredMessages = 0;
      return;
    case "clarificationAsked": {
      const { questionId } = event.data;
      ticket.questions = [...ticket.questions, { questionId, answered: false }];
      return;
    }
    case "clarificationAnswered": {
      const { questionId } = event.data;
      ticket.questions = ticket.questions.map((question) =>
        question.questionId === questionId ? { questionId, answered: true } : question,
      );
      return;
    }
    case "completionPromised":
    case "delayAnnounced":
      ticket.expectedAt = event.data.expectedAt;
      return;
    case "contactQueued": {
      const { interactionId } = event.data;
      ticket.interactions = [...ticket.interactions, { interactionId, status: "queued" }];
      return;
    }
    case "contactAnswered":
      setInteraction(ticket, event.data.interactionId, "answered");
      return;
    case "contactAbandoned":
      setInteraction(ticket, event.data.interactionId, "abandoned");
      return;

    case "categorised":
      ticket.category = event.data.category;
      ticket.subcategory = event.data.subcategory;
      ticket.symptom = event.data.symptom;
      return;
    case "priorityAssessed":
      ticket.impact = event.data.impact;
      ticket.urgency = event.data.urgency;
      ticket.priority = event.data.priority;
      return;
    case "priorityRaised":
    case "priorityLowered":
      ticket.priority = event.data.to;
      return;
    case "assigned":
      ticket.team = event.data.team;
      ticket.agent = event.data.agent;
      ticket.lastTeam = event.data.team ?? ticket.lastTeam;
      ticket.assignmentCount += 1;
      if (event.data.transfer) ticket.transferCount += 1;
      return;
    case "unassigned":
      ticket.team = null;
      ticket.agent = null;
      return;
    case "escalated":
    case "deescalated":
      ticket.level = event.data.to;
      return;
    case "customerAwaited":
      wait(ticket, null, occurredAt);
      return;
    case "thirdPartyAwaited":
      wait(ticket, event.data.party ?? null, occurredAt);
      return;
    case "resumed":
      endWait(ticket);
      return;
    case "handlingStarted": {
      const { sessionId } = event.data;
      ticket.sessions = [...ticket.sessions, { sessionId, status: "active" }];
      return;
    }
    case "handlingHeld":
      setSession(ticket, event.data.sessionId, "held");
      return;
    case "handlingContinued":
      setSession(ticket, event.data.sessionId, "active");
      return;
    case "wrapUpStarted":
      setSession(ticket, event.data.sessionId, "wrapUp");
      return;
    case "handlingEnded":
      setSession(ticket, event.data.sessionId, "ended");
      return;

    case "complaintRegistered":
      ticket.registered = true;
      ticket.aspect = event.data.aspect;
      fill(ticket, event.data.form);
      return;
    case "complaintFormFilled":
      fill(ticket, event.data.form);
      return;
    case "solutionAttempted":
      ticket.attempts += 1;
      return;
    case "passedToManagement":
      ticket.verificationPending = true;
      return;
    case "correctiveActionVerified":
      ticket.verificationPending = false;
      return;
    case "findingsRecorded":
      ticket.reviewPending = event.data.reviewRequired;
      return;
    case "reviewCompleted":
      ticket.reviewPending = false;
      return;
    case "retentionSet":
      ticket.retentionUntil = event.data.until;
      return;
    case "legalHoldPlaced":
      ticket.legalHolds += 1;
      return;
    case "legalHoldReleased":
      ticket.legalHolds -= 1;
      return;

    case "solutionProposed":
      ticket.proposalOpen = true;
      ticket.satisfied = false;
      return;
    case "solutionAccepted":
      ticket.proposalOpen = false;
      ticket.satisfied = true;
      return;
    case "solutionRejected":
      ticket.proposalOpen = false;
      ticket.satisfied = false;
      return;
    case "redressRequested": {
      const { redressId, redressType, value } = event.data;
      setRedress(ticket, { redressId, redressType, value, status: "requested" });
      return;
    }
    case "redressApproved":
      decideRedress(ticket, event.data.redressId, "approved");
      return;
    case "redressDeclined":
      decideRedress(ticket, event.data.redressId, "declined");
      return;
    case "redressGranted": {
      const { redressId, redressType, value } = event.data;
      setRedress(ticket, { redressId, redressType, value, status: "granted" });
      return;
    }
    case "resolved":
      ticket.firstResolvedAt ??= occurredAt;
      ticket.lastResolvedAt = occurredAt;
      ticket.resolvedTeam = ticket.team;
      ticket.resolvedAgent = ticket.agent;
      ticket.unansweredMessages = 0;
      endWait(ticket);
      return;
    case "reopened":
      ticket.cycle = event.data.cycle;
      ticket.reopenCount += 1;
      ticket.acknowledgedInCycle = false;
      ticket.reviewPending = false;
      ticket.proposalOpen = false;
      ticket.satisfied = false;
      ticket.closedAt = null;
      ticket.outcome = null;
      return;
    case "followUpRecorded":
      if (event.data.outcome !== "noAnswer") ticket.satisfied = event.data.outcome === "satisfied";
      return;
    case "surveyInvited": {
      const { surveyId, cycle } = event.data;
      const { resolvedTeam: team, resolvedAgent: agent } = ticket;
      ticket.surveys = [...ticket.surveys, { surveyId, cycle, team, agent }];
      return;
    }
    case "surveyAnswered": {
      const { surveyId, csat, dissatisfied = false } = event.data;
      const survey = ticket.surveys.find((one) => one.surveyId === surveyId);
      if (csat === undefined || survey?.cycle !== ticket.cycle) return;
      ticket.satisfied = csat >= 4 && !dissatisfied;
      return;
    }
    case "closed":
      close(ticket, event.data.outcome, occurredAt);
      return;

    case "linked":
      ticket.links = [...linksWithout(ticket, event.data.otherTicketId), event.data];
      return;
    case "unlinked":
      ticket.links = linksWithout(ticket, event.data.otherTicketId);
      return;
    case "splitOff":
      ticket.children = [...ticket.children, event.data.childTicketId];
      return;
    case "merged":
      ticket.mergedInto = event.data.into;
      ticket.closedAt ??= occurredAt;
      return;
    case "unmerged":
      ticket.mergedInto = null;
      if (phaseOf(ticket.position) !== "closed") ticket.closedAt = null;
      return;
    case "absorbed":
      ticket.absorbed = [...ticket.absorbed, event.data.otherTicketId];
      return;
    case "released":
      ticket.absorbed = ticket.absorbed.filter((id) => id !== event.data.otherTicketId);
      return;
    case "corrected": {
      const { revision, field } = event.data;
      ticket.corrections = [...ticket.corrections, { revision, field }];
      return;
    }

    case "opened":
    case "noteAdded":
    case "progressUpdated":
    case "investigationStarted":
    case "correctiveActionRecorded":
    case "correctiveActionFailed":
    case "diagnosed":
    case "commandRefused":
    case "noEffect":
      return;
    default:
      event satisfies never;
  }
}
