import type {
  ArticleEvent,
  CustomerEvent,
  LevelsEvent,
  PolicyEvent,
  TicketEvent,
} from "@docket/schemas";
import { defaultDeskPolicy } from "@docket/schemas";

export const ticketA = "01J00000000000000000000001";
export const ticketB = "01J00000000000000000000002";
const other = "01J00000000000000000000003";
const later = "2026-03-09T12:00:00.000Z";
const body = "Dear desk, …";
const article = { articleId: "a-1", version: 1 };
const redress = {
  redressId: "redress-1",
  redressType: "refund",
  value: { amount: 4_900, currency: "EUR" },
} as const;

/** Every type of ticket event, those twice that rows tell apart. */
export const ticketSamples: readonly TicketEvent[] = [
  {
    type: "opened",
    data: {
      kind: "inquiry",
      channel: "email",
      subject: "The lamp flickers",
      description: body,
      customerId: "c-1",
      externalId: "INC-1",
      language: "de",
      tier: "premium",
      priority: 3,
      policy: { name: "desk", version: 2 },
    },
  },
  { type: "acknowledged", data: { automatic: true, message: body } },
  { type: "acknowledged", data: { automatic: false } },
  { type: "customerIdentified", data: { customerId: "c-1" } },
  { type: "customerIdentified", data: { customerId: "c-2", previousCustomerId: "c-1" } },
  { type: "channelChanged", data: { from: "email", to: "phone" } },
  { type: "reclassified", data: { aspect: "safety", reason: body } },
  { type: "withdrawn", data: { reason: body } },

  { type: "messageReceived", data: { messageId: "m-1", channel: "chat", body } },
  {
    type: "replied",
    data: { messageId: "m-2", channel: "email", body, automatic: true, attachments: [] },
  },
  { type: "replied", data: { messageId: "m-3", channel: "phone", body, automatic: false } },
  { type: "noReplyNeededMarked", data: { reason: body } },
  { type: "clarificationAsked", data: { questionId: "q-1", question: body } },
  { type: "clarificationAnswered", data: { questionId: "q-1", answer: body } },
  { type: "noteAdded", data: { text: body } },
  { type: "completionPromised", data: { expectedAt: later, text: body } },
  { type: "delayAnnounced", data: { expectedAt: later, reason: body } },
  { type: "progressUpdated", data: { text: body } },
  { type: "contactQueued", data: { interactionId: "i-1", channel: "phone" } },
  { type: "contactAnswered", data: { interactionId: "i-1" } },
  { type: "contactAbandoned", data: { interactionId: "i-1" } },

  { type: "categorised", data: { category: "hardware", subcategory: "lamp", symptom: null } },
  { type: "categorised", data: { category: null, subcategory: null, symptom: null } },
  { type: "priorityAssessed", data: { impact: "high", urgency: "low", priority: 3 } },
  { type: "priorityRaised", data: { from: 3, to: 2, reason: body } },
  { type: "priorityLowered", data: { from: null, to: 4 } },
  { type: "assigned", data: { team: "lighting", agent: "agent-1", transfer: false } },
  { type: "assigned", data: { team: "returns", agent: null, transfer: true } },
  { type: "assigned", data: { team: null, agent: "agent-2", transfer: false } },
  { type: "unassigned", data: {} },
  {
    type: "escalated",
    data: { from: "firstLine", to: "management", reason: body, rule: "breach" },
  },
  { type: "deescalated", data: { from: "management", to: "secondLine", reason: body } },
  { type: "customerAwaited", data: { reason: body } },
  { type: "thirdPartyAwaited", data: { party: "the maker", reason: body } },
  { type: "resumed", data: {} },
  { type: "handlingStarted", data: { sessionId: "s-1", agent: "agent-1", interactionId: "i-1" } },
  { type: "handlingHeld", data: { sessionId: "s-1" } },
  { type: "handlingContinued", data: { sessionId: "s-1" } },
  { type: "wrapUpStarted", data: { sessionId: "s-1" } },
  { type: "handlingEnded", data: { sessionId: "s-1" } },

  { type: "complaintRegistered", data: { aspect: "safety", form: { complainantName: body } } },
  { type: "complaintFormFilled", data: { form: { occurrence: body, product: "LX-2" } } },
  { type: "solutionAttempted", data: { channel: "phone", outcome: "notSolved", text: body } },
  { type: "passedToManagement", data: { reason: body } },
  { type: "investigationStarted", data: {} },
  {
    type: "findingsRecorded",
    data: { findings: body, productProblemConfirmed: true, reviewRequired: false },
  },
  { type: "reviewCompleted", data: { decision: body } },
  { type: "correctiveActionRecorded", data: { action: body } },
  { type: "correctiveActionVerified", data: { evidence: body } },
  { type: "correctiveActionFailed", data: { evidence: body } },
  { type: "retentionSet", data: { until: later } },
  { type: "legalHoldPlaced", data: { matter: body } },
  { type: "legalHoldReleased", data: { reason: body } },

  { type: "diagnosed", data: { cause: body } },
  { type: "solutionProposed", data: { text: body, articles: [article] } },
  { type: "solutionAccepted", data: { comment: body } },
  { type: "solutionRejected", data: { reason: body } },
  { type: "redressRequested", data: { ...redress, reason: body } },
  { type: "redressApproved", data: { redressId: "redress-1" } },
  { type: "redressDeclined", data: { redressId: "redress-1", reason: body } },
  { type: "redressGranted", data: { ...redress, approved: true } },
  {
    type: "resolved",
    data: {
      code: "solved",
      text: body,
      articles: [article, { articleId: "a-2", version: 3 }],
      onFirstContact: true,
      cycle: 1,
    },
  },
  { type: "resolved", data: { articles: [], onFirstContact: false, cycle: 2 } },
  { type: "reopened", data: { cycle: 2, cause: "requested", reason: body } },
  { type: "reopened", data: { cycle: 3, cause: "dissatisfied" } },
  { type: "followUpRecorded", data: { channel: "phone", outcome: "satisfied", comment: body } },
  { type: "surveyInvited", data: { surveyId: "v-1", channel: "web", cycle: 1 } },
  {
    type: "surveyAnswered",
    data: { surveyId: "v-1", csat: 2, nps: 4, comment: body, team: "lighting", agent: null },
  },
  { type: "closed", data: { outcome: "satisfied", reason: body } },

  {
    type: "linked",
    data: { otherTicketId: other, relation: "causedBy", recordedFromOther: false },
  },
  { type: "unlinked", data: { otherTicketId: other, recordedFromOther: false } },
  {
    type: "splitOff",
    data: {
      childTicketId: other,
      kind: "complaint",
      subject: body,
      description: body,
      channel: "email",
      customerId: "c-1",
      policy: "desk",
    },
  },
  { type: "merged", data: { into: other, reason: body } },
  { type: "unmerged", data: { from: other, reason: body } },
  { type: "absorbed", data: { otherTicketId: other } },
  { type: "released", data: { otherTicketId: other } },
  { type: "corrected", data: { revision: 0, field: "subject", value: body, reason: body } },
  { type: "commandRefused", data: { command: "categorise", code: "NOT_ALLOWED_NOW" } },
  { type: "noEffect", data: { command: "acknowledge", reason: "acknowledged already" } },
];

export const customerSamples: readonly CustomerEvent[] = [
  {
    type: "customerRegistered",
    data: {
      name: "Ada",
      identities: [
        { kind: "email", value: "ada@example.org" },
        { kind: "phone", value: "+49 30 1234" },
      ],
      tier: "standard",
      preferences: { language: "de", surveys: true },
    },
  },
  { type: "customerRenamed", data: { name: "Ada L." } },
  { type: "identityAdded", data: { kind: "account", value: "+49 30 1234" } },
  { type: "identityRemoved", data: { kind: "phone", value: "+49 30 1234" } },
  { type: "preferencesChanged", data: { channel: "chat", surveys: false } },
  { type: "tierChanged", data: { from: "standard", to: "enterprise" } },
  { type: "customerMerged", data: { into: "c-9" } },
  { type: "customerUnmerged", data: { from: "c-9" } },
  { type: "noEffect", data: { command: "changeTier", reason: "the tier is the same" } },
];
export const customerErased: CustomerEvent = {
  type: "customerErased",
  data: { ground: "request" },
};
export const erasureCompleted: CustomerEvent = { type: "erasureCompleted", data: {} };

const text = { kind: "solution", title: "Reset", content: "Hold the button." } as const;
export const articleSamples: readonly ArticleEvent[] = [
  { type: "articlePublished", data: { ...text, version: 1 } },
  { type: "articleRevised", data: { ...text, category: "hardware", version: 2 } },
  { type: "articleRetired", data: { reason: "obsolete" } },
  { type: "deflectionRecorded", data: { channel: "web", customerId: "c-1", version: 2 } },
  { type: "noEffect", data: { command: "reviseArticle", reason: "the text is the same" } },
];
export const policySamples: readonly PolicyEvent[] = [
  {
    type: "policyPublished",
    data: { effectiveFrom: later, document: defaultDeskPolicy, version: 1 },
  },
  { type: "noEffect", data: { command: "publishPolicy", reason: "in force by then" } },
];

const terms = { policyVersion: "desk@1", rule: "anything resolved", dueAt: later };
const clock = { target: "firstResolution", instance: 1 } as const;
const breach = { ...terms, breachesAt: later, cause: "time passed" } as const;
export const levelsSamples: readonly LevelsEvent[] = [
  { type: "clockWarned", data: { ...clock, ...terms, threshold: 80, breachesAt: null } },
  { type: "clockBreached", data: { ...clock, ...breach, escalateTo: "management" } },
  { type: "clockBreached", data: { target: "nextResponse", instance: 2, ...breach } },
  { type: "noEffect", data: { command: "recordBreach", reason: "it has been told" } },
];
