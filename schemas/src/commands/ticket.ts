import { z } from "zod";
import { complaintFormPart } from "../complaint-form.ts";
import {
  attachments,
  body,
  citations,
  externalId,
  identifier,
  instant,
  label,
  language,
  money,
  remark,
  ulid,
} from "../primitives.ts";
import * as words from "../vocabulary.ts";

/** The promised instants by the name of their target (D11, D12). */
export const promisedInstants = z.partialRecord(words.targetName, instant);

const nothing = z.strictObject({});

/** The contact as it came in (D1, D2, D15, D21). */
const intake = {
  open: z.strictObject({
    kind: words.kind,
    channel: words.channel,
    subject: remark.optional(),
    description: body.optional(),
    customerId: identifier.optional(),
    externalId: externalId.optional(),
    language: language.optional(),
    tier: words.tier.optional(),
    /** Given together they yield the priority by the policy's table; `priority` alone states it. */
    impact: words.impact.optional(),
    urgency: words.urgency.optional(),
    priority: words.priority.optional(),
    /** The desk policy by name. Default: `desk`. Its version is the one effective when the ticket was received. */
    policy: identifier.optional(),
    /** An earlier ticket that this one continues, its reopening window being over (D1). */
    follows: ulid.optional(),
    splitFrom: ulid.optional(),
    /** Instants promised from outside: each takes the place of what the policy's rules say of its target. */
    targets: promisedInstants.optional(),
  }),
  acknowledge: z.strictObject({ automatic: z.boolean().optional(), message: body.optional() }),
  identifyCustomer: z.strictObject({ customerId: identifier }),
  changeChannel: z.strictObject({ channel: words.channel }),
  reclassify: z.strictObject({ aspect: words.aspect, reason: remark }),
  withdraw: z.strictObject({ reason: remark }),
};

/** What is said, inside and outside (D2, D12). Ids of messages, questions and interactions default to the command's. */
const conversation = {
  receiveMessage: z.strictObject({
    messageId: identifier.optional(),
    channel: words.channel,
    body,
    attachments: attachments.optional(),
  }),
  reply: z.strictObject({
    messageId: identifier.optional(),
    channel: words.channel,
    body,
    /** Sent by a machine: counts as an answer, never as one by a person. */
    automatic: z.boolean().optional(),
    attachments: attachments.optional(),
  }),
  markNoReplyNeeded: z.strictObject({ reason: remark.optional() }),
  askClarification: z.strictObject({ questionId: identifier.optional(), question: body }),
  answerClarification: z.strictObject({ questionId: identifier, answer: body }),
  note: z.strictObject({ text: body.optional() }),
  promiseCompletion: z.strictObject({ expectedAt: instant, text: remark.optional() }),
  announceDelay: z.strictObject({ expectedAt: instant, reason: remark }),
  updateProgress: z.strictObject({ text: body }),
  queueContact: z.strictObject({ interactionId: identifier.optional(), channel: words.channel }),
  answerContact: z.strictObject({ interactionId: identifier }),
  abandonContact: z.strictObject({ interactionId: identifier }),
};

/** Nature, urgency, who works on it, and who is waited for (D9, D10, D11, D14). */
const routing = {
  categorise: z.strictObject({
    category: label.nullable(),
    subcategory: label.nullable().optional(),
    symptom: label.nullable().optional(),
  }),
  assessPriority: z.strictObject({ impact: words.impact, urgency: words.urgency }),
  raisePriority: z.strictObject({ priority: words.priority, reason: remark.optional() }),
  lowerPriority: z.strictObject({ priority: words.priority, reason: remark.optional() }),
  assign: z
    .strictObject({ team: label.optional(), agent: label.optional() })
    .refine((to) => to.team !== undefined || to.agent !== undefined, "must name a team or an agent")
    .meta({ minProperties: 1 }),
  unassign: nothing,
  escalate: z.strictObject({ to: words.level, reason: remark, rule: label.optional() }),
  deescalate: z.strictObject({ to: words.level, reason: remark }),
  waitForCustomer: z.strictObject({ reason: remark.optional() }),
  waitForThirdParty: z.strictObject({ party: label.optional(), reason: remark.optional() }),
  resume: nothing,
  startHandling: z.strictObject({
    sessionId: identifier.optional(),
    agent: label.optional(),
    interactionId: identifier.optional(),
  }),
  holdHandling: z.strictObject({ sessionId: identifier }),
  continueHandling: z.strictObject({ sessionId: identifier }),
  wrapUpHandling: z.strictObject({ sessionId: identifier }),
  endHandling: z.strictObject({ sessionId: identifier }),
};

/** The complaint procedure (D3–D6). */
const complaint = {
  registerComplaint: z.strictObject({ aspect: words.aspect, form: complaintFormPart }),
  fillComplaintForm: z.strictObject({ form: complaintFormPart }),
  attemptSolution: z.strictObject({
    channel: z.enum(["email", "chat", "phone"]),
    outcome: z.enum(["solved", "notSolved"]),
    text: body,
  }),
  passToManagement: z.strictObject({ reason: remark }),
  startInvestigation: nothing,
  recordFindings: z.strictObject({
    findings: body,
    productProblemConfirmed: z.boolean(),
    reviewRequired: z.boolean(),
  }),
  completeReview: z.strictObject({ decision: body }),
  recordCorrectiveAction: z.strictObject({ action: body }),
  verifyCorrectiveAction: z.strictObject({ effective: z.boolean(), evidence: body }),
  setRetention: z.strictObject({ until: instant }),
  placeLegalHold: z.strictObject({ matter: remark }),
  releaseLegalHold: z.strictObject({ reason: remark }),
};

/** From the diagnosis to the end and back (D1, D3, D8, D13, D17). */
const resolution = {
  diagnose: z.strictObject({ cause: body }),
  proposeSolution: z.strictObject({ text: body, articles: citations.optional() }),
  acceptSolution: z.strictObject({ comment: remark.optional() }),
  rejectSolution: z.strictObject({ reason: remark }),
  requestRedress: z.strictObject({
    redressId: identifier.optional(),
    redressType: words.redressType,
    value: money,
    reason: remark,
  }),
  approveRedress: z.strictObject({ redressId: identifier }),
  declineRedress: z.strictObject({ redressId: identifier, reason: remark }),
  grantRedress: z.strictObject({
    redressId: identifier.optional(),
    redressType: words.redressType,
    value: money,
  }),
  resolve: z.strictObject({
    code: words.resolutionCode.optional(),
    text: body.optional(),
    articles: citations.optional(),
    /** Solved while the customer was still there (D1). */
    onFirstContact: z.boolean().optional(),
  }),
  reopen: z.strictObject({ reason: remark.optional() }),
  recordFollowUp: z.strictObject({
    channel: words.channel,
    outcome: words.satisfaction,
    comment: remark.optional(),
  }),
  inviteToSurvey: z.strictObject({ surveyId: identifier.optional(), channel: words.channel }),
  answerSurvey: z
    .strictObject({
      surveyId: identifier.optional(),
      csat: z.int().min(1).max(5).optional(),
      nps: z.int().min(0).max(10).optional(),
      comment: body.optional(),
    })
    .refine(
      (answer) =>
        answer.csat !== undefined || answer.nps !== undefined || answer.comment !== undefined,
      "must answer at least one question",
    )
    .meta({ anyOf: [{ required: ["csat"] }, { required: ["nps"] }, { required: ["comment"] }] }),
  close: z.strictObject({ outcome: words.closingOutcome.optional(), reason: remark.optional() }),
};

/**
 * Two tickets (D21). The sender names one side; the other follows by the commands of the second group, which Docket
 * itself sends.
 */
const linking = {
  link: z.strictObject({ otherTicketId: ulid, relation: words.relation }),
  unlink: z.strictObject({ otherTicketId: ulid }),
  split: z.strictObject({
    newTicketId: ulid.optional(),
    kind: words.kind,
    subject: remark.optional(),
    description: body.optional(),
  }),
  merge: z.strictObject({ into: ulid, reason: remark.optional() }),
  unmerge: z.strictObject({ reason: remark }),
  correct: z.strictObject({
    revision: z.int().min(0),
    field: label,
    value: body,
    reason: remark,
  }),
};
const following = {
  recordLink: z.strictObject({ otherTicketId: ulid, relation: words.relation }),
  recordUnlink: z.strictObject({ otherTicketId: ulid }),
  absorb: z.strictObject({ otherTicketId: ulid }),
  release: z.strictObject({ otherTicketId: ulid }),
};

/** The data of every ticket command, by type. */
export const ticketCommands = {
  ...intake,
  ...conversation,
  ...routing,
  ...complaint,
  ...resolution,
  ...linking,
  ...following,
};
export type TicketCommandType = keyof typeof ticketCommands;
