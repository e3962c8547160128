import { z } from "zod";
import { promisedInstants, ticketCommands } from "../commands/ticket.ts";
import { complaintFormPart } from "../complaint-form.ts";
import {
  attachments,
  body,
  citations,
  externalId,
  identifier,
  label,
  money,
  remark,
  ulid,
} from "../primitives.ts";
import * as words from "../vocabulary.ts";
import { noEffect } from "./no-effect.ts";

const nothing = z.strictObject({});
const same = ticketCommands;

const intake = {
  opened: z.strictObject({
    kind: words.kind,
    channel: words.channel,
    subject: remark.optional(),
    description: body.optional(),
    customerId: identifier.optional(),
    externalId: externalId.optional(),
    language: z.string().optional(),
    tier: words.tier.optional(),
    impact: words.impact.optional(),
    urgency: words.urgency.optional(),
    priority: words.priority.optional(),
    /** The version in force when the ticket was received; it binds the ticket for good (D19). */
    policy: z.strictObject({ name: identifier, version: z.int().min(1) }),
    follows: ulid.optional(),
    splitFrom: ulid.optional(),
    targets: promisedInstants.optional(),
    /** It was recorded later than its policy calls ordinary: of what its clocks pass nobody is told. */
    history: z.literal(true).optional(),
  }),
  acknowledged: z.strictObject({ automatic: z.boolean(), message: body.optional() }),
  customerIdentified: z.strictObject({
    customerId: identifier,
    previousCustomerId: identifier.optional(),
  }),
  channelChanged: z.strictObject({ from: words.channel, to: words.channel }),
  reclassified: same.reclassify,
  withdrawn: same.withdraw,
};

const conversation = {
  messageReceived: z.strictObject({
    messageId: identifier,
    channel: words.channel,
    body,
    attachments: attachments.optional(),
  }),
  replied: z.strictObject({
    messageId: identifier,
    channel: words.channel,
    body,
    automatic: z.boolean(),
    attachments: attachments.optional(),
  }),
  noReplyNeededMarked: same.markNoReplyNeeded,
  clarificationAsked: z.strictObject({ questionId: identifier, question: body }),
  clarificationAnswered: same.answerClarification,
  noteAdded: same.note,
  completionPromised: same.promiseCompletion,
  delayAnnounced: same.announceDelay,
  progressUpdated: same.updateProgress,
  contactQueued: z.strictObject({ interactionId: identifier, channel: words.channel }),
  contactAnswered: same.answerContact,
  contactAbandoned: same.abandonContact,
};

const routing = {
  categorised: z.strictObject({
    category: label.nullable(),
    subcategory: label.nullable(),
    symptom: label.nullable(),
  }),
  priorityAssessed: z.strictObject({
    impact: words.impact,
    urgency: words.urgency,
    priority: words.priority,
  }),
  priorityRaised: z.strictObject({
    from: words.priority.nullable(),
    to: words.priority,
    reason: remark.optional(),
  }),
  priorityLowered: z.strictObject({
    from: words.priority.nullable(),
    to: words.priority,
    reason: remark.optional(),
  }),
  assigned: z.strictObject({
    team: label.nullable(),
    agent: label.nullable(),
    /** To a team other than the last known one. */
    transfer: z.boolean(),
  }),
  unassigned: nothing,
  escalated: z.strictObject({
    from: words.level,
    to: words.level,
    reason: remark,
    rule: label.optional(),
  }),
  deescalated: z.strictObject({ from: words.level, to: words.level, reason: remark }),
  customerAwaited: same.waitForCustomer,
  thirdPartyAwaited: same.waitForThirdParty,
  resumed: nothing,
  handlingStarted: z.strictObject({
    sessionId: identifier,
    agent: label,
    interactionId: identifier.optional(),
  }),
  handlingHeld: same.holdHandling,
  handlingContinued: same.continueHandling,
  wrapUpStarted: same.wrapUpHandling,
  handlingEnded: same.endHandling,
};

const complaint = {
  complaintRegistered: z.strictObject({ aspect: words.aspect, form: complaintFormPart }),
  complaintFormFilled: same.fillComplaintForm,
  solutionAttempted: same.attemptSolution,
  passedToManagement: same.passToManagement,
  investigationStarted: nothing,
  findingsRecorded: same.recordFindings,
  reviewCompleted: same.completeReview,
  correctiveActionRecorded: same.recordCorrectiveAction,
  correctiveActionVerified: z.strictObject({ evidence: body }),
  correctiveActionFailed: z.strictObject({ evidence: body }),
  retentionSet: same.setRetention,
  legalHoldPlaced: same.placeLegalHold,
  legalHoldReleased: same.releaseLegalHold,
};

const redress = { redressId: identifier, redressType: words.redressType, value: money };
const resolution = {
  diagnosed: same.diagnose,
  solutionProposed: z.strictObject({ text: body, articles: citations }),
  solutionAccepted: same.acceptSolution,
  solutionRejected: same.rejectSolution,
  redressRequested: z.strictObject({ ...redress, reason: remark }),
  redressApproved: same.approveRedress,
  redressDeclined: same.declineRedress,
  redressGranted: z.strictObject({ ...redress, approved: z.boolean() }),
  resolved: z.strictObject({
    code: words.resolutionCode.optional(),
    text: body.optional(),
    articles: citations,
    onFirstContact: z.boolean(),
    /** The resolution cycle that ends: 1 until the first reopening. */
    cycle: z.int().min(1),
  }),
  reopened: z.strictObject({
    /** The resolution cycle that begins. */
    cycle: z.int().min(2),
    cause: z.enum(["requested", "dissatisfied"]),
    reason: remark.optional(),
  }),
  followUpRecorded: same.recordFollowUp,
  surveyInvited: z.strictObject({
    surveyId: identifier,
    channel: words.channel,
    cycle: z.int().min(1),
  }),
  surveyAnswered: z.strictObject({
    surveyId: identifier,
    csat: z.int().min(1).max(5).optional(),
    nps: z.int().min(0).max(10).optional(),
    comment: body.optional(),
    /** By the ticket's policy the customer is dissatisfied. Left out, the score alone says whether they are satisfied. */
    dissatisfied: z.literal(true).optional(),
    /** Who had the ticket when it was resolved: the answer is credited to them. */
    team: label.nullable(),
    agent: label.nullable(),
  }),
  closed: z.strictObject({ outcome: words.closingOutcome, reason: remark.optional() }),
};

const linking = {
  linked: z.strictObject({
    otherTicketId: ulid,
    relation: words.relation,
    recordedFromOther: z.boolean(),
  }),
  unlinked: z.strictObject({ otherTicketId: ulid, recordedFromOther: z.boolean() }),
  splitOff: z.strictObject({
    childTicketId: ulid,
    kind: words.kind,
    subject: remark.optional(),
    description: body.optional(),
    /** What the child takes over from its parent. */
    channel: words.channel,
    customerId: identifier.optional(),
    tier: words.tier.optional(),
    language: z.string().optional(),
    policy: identifier,
  }),
  merged: same.merge,
  unmerged: z.strictObject({ from: ulid, reason: remark }),
  absorbed: same.absorb,
  released: same.release,
  corrected: same.correct,
};

/** A refusal leaves no event, save an import's: so that it takes the same course when it is resumed (D22). */
const importing = {
  commandRefused: z.strictObject({ command: label, code: label }),
};

/** The data of every ticket event, by type. */
export const ticketEvents = {
  ...intake,
  ...conversation,
  ...routing,
  ...complaint,
  ...resolution,
  ...linking,
  ...importing,
  noEffect,
};
export type TicketEventType = keyof typeof ticketEvents;
