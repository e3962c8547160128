import type { RecordedEvent } from "@docket/event-sourcing";
import { ERASED, type TicketEvent } from "@docket/schemas";
import { openingPosition, placeOf, referenceOf, step } from "@docket/ticket";
import {
  erasedIn,
  idOfStream,
  isErasure,
  isTicketEvent,
  NO_ROWS,
  readModel,
  type Fresh,
} from "./model.ts";
import { ticketsTable, type TicketRow } from "./ticket-row.ts";

/** One row per ticket. */
export const tickets = readModel<TicketRow>({
  table: ticketsTable,
  affects(event) {
    if (isTicketEvent(event)) return [[idOfStream(event)]];
    if (!isErasure(event)) return NO_ROWS;
    return { where: [{ column: "subjectOf", in: erasedIn(event) }] };
  },
  apply(row, event) {
    if (isTicketEvent(event) && event.type === "opened") return opened(event);
    if (row === undefined) return undefined;
    if (!isTicketEvent(event)) return row.subject === null ? row : { ...row, subject: ERASED };
    const position = step(row.kind, row.position, event.type);
    const { phase, state } = placeOf(position);
    const { revision, metadata } = event;
    const next = { ...row, position, phase, state, revision, updatedAt: metadata.occurredAt };
    fold(next, event);
    return next;
  },
});

function opened(event: Extract<RecordedEvent<TicketEvent>, { type: "opened" }>): TicketRow {
  const { data, metadata, revision } = event;
  const ticketId = idOfStream(event);
  return {
    ticketId,
    reference: referenceOf(ticketId),
    externalId: data.externalId ?? null,
    customerId: data.customerId ?? null,
    kind: data.kind,
    channel: data.channel,
    subject: data.subject ?? null,
    subjectOf: data.customerId ?? null,
    language: data.language ?? null,
    tier: data.tier ?? null,
    ...placeOfOpening,
    priority: data.priority ?? null,
    category: null,
    subcategory: null,
    symptom: null,
    team: null,
    agent: null,
    lastTeam: null,
    level: "firstLine",
    openedAt: metadata.occurredAt,
    acknowledgedAt: null,
    firstRespondedAt: null,
    firstResolvedAt: null,
    lastResolvedAt: null,
    closedAt: null,
    reopenCount: 0,
    transferCount: 0,
    assignmentCount: 0,
    waitCount: 0,
    cycle: 1,
    inboundContacts: 1,
    outcome: null,
    policyName: data.policy.name,
    policyVersion: data.policy.version,
    mergedInto: null,
    splitFrom: data.splitFrom ?? null,
    waitingSince: null,
    revision,
    updatedAt: metadata.occurredAt,
  };
}
const { phase, state } = placeOf(openingPosition);
const placeOfOpening = { phase, state, position: openingPosition };

/** The columns that this event changes, beside the place in the chart. */
function fold(row: Fresh<TicketRow>, event: RecordedEvent<TicketEvent>): void {
  const { occurredAt } = event.metadata;
  switch (event.type) {
    case "acknowledged":
      row.acknowledgedAt ??= occurredAt;
      return;
    case "customerIdentified":
      row.customerId = event.data.customerId;
      row.subjectOf ??= event.data.customerId;
      return;
    case "channelChanged":
      row.channel = event.data.to;
      return;
    case "reclassified":
      row.kind = "complaint";
      return;
    case "messageReceived":
      row.inboundContacts += 1;
      return;
    case "replied":
      if (!event.data.automatic) row.firstRespondedAt ??= occurredAt;
      return;

    case "categorised":
      row.category = event.data.category;
      row.subcategory = event.data.subcategory;
      row.symptom = event.data.symptom;
      return;
    case "priorityAssessed":
      row.priority = event.data.priority;
      return;
    case "priorityRaised":
    case "priorityLowered":
      row.priority = event.data.to;
      return;
    case "assigned":
      row.team = event.data.team;
      row.agent = event.data.agent;
      row.lastTeam = event.data.team ?? row.lastTeam;
      row.assignmentCount += 1;
      if (event.data.transfer) row.transferCount += 1;
      return;
    case "unassigned":
      row.team = null;
      row.agent = null;
      return;
    case "escalated":
    case "deescalated":
      row.level = event.data.to;
      return;
    case "customerAwaited":
    case "thirdPartyAwaited":
      row.waitCount += 1;
      row.waitingSince = occurredAt;
      return;
    case "resumed":
      row.waitingSince = null;
      return;

    case "resolved":
      row.firstResolvedAt ??= occurredAt;
      row.lastResolvedAt = occurredAt;
      row.waitingSince = null;
      return;
    case "reopened":
      row.cycle = event.data.cycle;
      row.reopenCount += 1;
      row.closedAt = null;
      row.outcome = null;
      return;
    case "closed":
      close(row, event.data.outcome, occurredAt);
      return;
    case "withdrawn":
      close(row, "withdrawn", occurredAt);
      return;
    case "merged":
      row.mergedInto = event.data.into;
      row.closedAt ??= occurredAt;
      return;
    case "unmerged":
      row.mergedInto = null;
      if (row.phase !== "closed") row.closedAt = null;
      return;

    case "opened":
    case "noReplyNeededMarked":
    case "clarificationAsked":
    case "clarificationAnswered":
    case "noteAdded":
    case "completionPromised":
    case "delayAnnounced":
    case "progressUpdated":
    case "contactQueued":
    case "contactAnswered":
    case "contactAbandoned":
    case "handlingStarted":
    case "handlingHeld":
    case "handlingContinued":
    case "wrapUpStarted":
    case "handlingEnded":
    case "complaintRegistered":
    case "complaintFormFilled":
    case "solutionAttempted":
    case "passedToManagement":
    case "investigationStarted":
    case "findingsRecorded":
    case "reviewCompleted":
    case "correctiveActionRecorded":
    case "correctiveActionVerified":
    case "correctiveActionFailed":
    case "retentionSet":
    case "legalHoldPlaced":
    case "legalHoldReleased":
    case "diagnosed":
    case "solutionProposed":
    case "solutionAccepted":
    case "solutionRejected":
    case "redressRequested":
    case "redressApproved":
    case "redressDeclined":
    case "redressGranted":
    case "followUpRecorded":
    case "surveyInvited":
    case "surveyAnswered":
    case "linked":
    case "unlinked":
    case "splitOff":
    case "absorbed":
    case "released":
    case "corrected":
    case "commandRefused":
    case "noEffect":
      return;
    default:
      event satisfies never;
  }
}

function close(row: Fresh<TicketRow>, outcome: string, at: string): void {
  row.outcome = outcome;
  row.closedAt = at;
  row.waitingSince = null;
}
