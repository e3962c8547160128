import { complaint as complained } from "../commands/complaint.ts";
import { conversation as said, intake as received } from "../commands/conversation.ts";
import { linking as joined } from "../commands/linking.ts";
import { resolution as solved } from "../commands/resolution.ts";
import { routing as routed } from "../commands/routing.ts";
import type { EventData } from "../sample-data.ts";
import { customerId, otherTicketId, refund } from "../story.ts";

const session = { sessionId: "session-1" };

export const intake = {
  opened: { ...received.open, priority: 3, policy: { name: "desk", version: 1 } },
  acknowledged: received.acknowledge,
  customerIdentified: { customerId, previousCustomerId: "customer-18266" },
  channelChanged: { from: "email", to: "phone" },
  reclassified: received.reclassify,
  withdrawn: received.withdraw,
} satisfies Partial<EventData>;

export const conversation = {
  messageReceived: said.receiveMessage,
  replied: said.reply,
  noReplyNeededMarked: said.markNoReplyNeeded,
  clarificationAsked: said.askClarification,
  clarificationAnswered: said.answerClarification,
  noteAdded: said.note,
  completionPromised: said.promiseCompletion,
  delayAnnounced: said.announceDelay,
  progressUpdated: said.updateProgress,
  contactQueued: said.queueContact,
  contactAnswered: said.answerContact,
  contactAbandoned: said.abandonContact,
} satisfies Partial<EventData>;

export const routing = {
  categorised: routed.categorise,
  priorityAssessed: { ...routed.assessPriority, priority: 3 },
  priorityRaised: { from: 3, to: 2, reason: routed.raisePriority.reason },
  priorityLowered: { from: 2, to: 4, reason: routed.lowerPriority.reason },
  assigned: { ...routed.assign, transfer: true },
  unassigned: {},
  escalated: { from: "firstLine", ...routed.escalate },
  deescalated: { from: "secondLine", ...routed.deescalate },
  customerAwaited: routed.waitForCustomer,
  thirdPartyAwaited: routed.waitForThirdParty,
  resumed: {},
  handlingStarted: routed.startHandling,
  handlingHeld: session,
  handlingContinued: session,
  wrapUpStarted: session,
  handlingEnded: session,
} satisfies Partial<EventData>;

export const complaint = {
  complaintRegistered: complained.registerComplaint,
  complaintFormFilled: complained.fillComplaintForm,
  solutionAttempted: complained.attemptSolution,
  passedToManagement: complained.passToManagement,
  investigationStarted: {},
  findingsRecorded: complained.recordFindings,
  reviewCompleted: complained.completeReview,
  correctiveActionRecorded: complained.recordCorrectiveAction,
  correctiveActionVerified: { evidence: complained.verifyCorrectiveAction.evidence },
  correctiveActionFailed: { evidence: "2 of 40 machines leaked after 6 hours." },
  retentionSet: complained.setRetention,
  legalHoldPlaced: complained.placeLegalHold,
  legalHoldReleased: complained.releaseLegalHold,
} satisfies Partial<EventData>;

export const resolution = {
  diagnosed: solved.diagnose,
  solutionProposed: solved.proposeSolution,
  solutionAccepted: solved.acceptSolution,
  solutionRejected: solved.rejectSolution,
  redressRequested: solved.requestRedress,
  redressApproved: solved.approveRedress,
  redressDeclined: solved.declineRedress,
  redressGranted: { ...refund, approved: true },
  resolved: { ...solved.resolve, cycle: 1 },
  reopened: { cycle: 2, cause: "requested", reason: solved.reopen.reason },
  followUpRecorded: solved.recordFollowUp,
  surveyInvited: { ...solved.inviteToSurvey, cycle: 1 },
  surveyAnswered: { ...solved.answerSurvey, team: "coffee", agent: "tomas.novak" },
  closed: solved.close,
} satisfies Partial<EventData>;

export const linking = {
  linked: { ...joined.link, recordedFromOther: false },
  unlinked: { ...joined.unlink, recordedFromOther: true },
  splitOff: {
    childTicketId: otherTicketId,
    kind: joined.split.kind,
    subject: joined.split.subject,
    description: joined.split.description,
    channel: "email",
    customerId,
    policy: "desk",
  },
  merged: joined.merge,
  unmerged: { from: otherTicketId, ...joined.unmerge },
  absorbed: joined.absorb,
  released: joined.release,
  corrected: joined.correct,
  commandRefused: { command: "categorise", code: "NOT_ALLOWED_NOW" },
  noEffect: { command: "acknowledge", reason: "acknowledged already" },
} satisfies Partial<EventData>;
