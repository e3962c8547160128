import type { Occurrence } from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import { openingPosition } from "../position.ts";
import type { Ticket } from "../state.ts";

/** A ticket as its opening leaves it. */
export function opened(
  data: Extract<TicketEvent, { type: "opened" }>["data"],
  { occurredAt, revision }: Occurrence,
): Ticket {
  const { follows = null } = data;
  return {
    position: openingPosition,
    revision,
    lastOccurredAt: occurredAt,
    kind: data.kind,
    channel: data.channel,
    customerId: data.customerId ?? null,
    externalId: data.externalId ?? null,
    language: data.language ?? null,
    tier: data.tier ?? null,
    policy: data.policy,
    openedAt: occurredAt,
    impact: data.impact ?? null,
    urgency: data.urgency ?? null,
    priority: data.priority ?? null,
    category: null,
    subcategory: null,
    symptom: null,
    team: null,
    agent: null,
    lastTeam: null,
    level: "firstLine",
    assignmentCount: 0,
    transferCount: 0,
    cycle: 1,
    reopenCount: 0,
    waitCount: 0,
    waitingSince: null,
    awaitedParty: null,
    acknowledgedInCycle: false,
    acknowledgedAt: null,
    firstRespondedAt: null,
    firstResolvedAt: null,
    lastResolvedAt: null,
    closedAt: null,
    lastClosedAt: null,
    inboundContacts: 1,
    unansweredMessages: 1,
    questions: [],
    interactions: [],
    sessions: [],
    expectedAt: null,
    aspect: null,
    registered: false,
    formFields: [],
    attempts: 0,
    reviewPending: false,
    retentionUntil: null,
    legalHolds: 0,
    proposalOpen: false,
    satisfied: false,
    redresses: [],
    resolvedTeam: null,
    resolvedAgent: null,
    surveys: [],
    outcome: null,
    follows,
    splitFrom: data.splitFrom ?? null,
    links:
      follows === null
        ? []
        : [{ otherTicketId: follows, relation: "follows", recordedFromOther: false }],
    children: [],
    mergedInto: null,
    absorbed: [],
    corrections: [],
  };
}
