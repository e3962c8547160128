import { onCustomer, onTicket, OTHER_TICKET, TICKET, type Sent } from "./commands.ts";

/**
 * What a desk hears from one person: under two names that turn out to be one, on a ticket that was opened before anybody
 * knew whose it was, on a complaint that goes the whole way, and on a third. Every command that can say something personal
 * occurs.
 */

export const ANNA = "customer-anna";
export const BERTA = "customer-berta";
const COMPLAINT = OTHER_TICKET;
const THIRD = "01KJRR0V9E3PAKH5QS7XJ2B8MF";
const SPLIT_OFF = "01KJRR0V9E3PAKH5QS7XJ2B8MG";

export const tickets = [TICKET, COMPLAINT, THIRD, SPLIT_OFF];

const administrator = { actor: { id: "sam", role: "administrator" } };
type Step = readonly [type: string, data?: object];

const about = (ticketId: string, steps: readonly Step[]): Sent[] =>
  steps.map(([type, data]) => onTicket(type, data, { ...administrator, ticketId }));
const of = (customerId: string, steps: readonly Step[]): Sent[] =>
  steps.map(([type, data]) => onCustomer(type, customerId, data, administrator));

const identity = { kind: "email" };
const question = { questionId: "question-1" };
const redress = { redressType: "refund", value: { amount: 4_990, currency: "EUR" } };

const beforeAnybodyKnew: readonly Step[] = [
  ["open", { kind: "inquiry", channel: "email" }],
  ["acknowledge"],
  ["receiveMessage", { channel: "email" }],
  ["markNoReplyNeeded"],
  ["askClarification", question],
  ["answerClarification", question],
  ["note"],
  ["promiseCompletion", { expectedAt: "2036-01-01T00:00:00Z" }],
  ["announceDelay", { expectedAt: "2036-02-01T00:00:00Z" }],
  ["updateProgress"],
  ["raisePriority", { priority: 1 }],
  ["lowerPriority", { priority: 2 }],
  ["escalate", { to: "secondLine" }],
  ["deescalate", { to: "firstLine" }],
  ["waitForCustomer"],
  ["waitForThirdParty"],
  ["resume"],
];

const afterwards: readonly Step[] = [
  ["identifyCustomer", { customerId: ANNA }],
  ["receiveMessage", { channel: "email" }],
  ["reply", { channel: "email" }],
  ["diagnose"],
  ["proposeSolution"],
  ["rejectSolution"],
  ["proposeSolution"],
  ["acceptSolution"],
  ["requestRedress", { redressId: "redress-1", ...redress }],
  ["declineRedress", { redressId: "redress-1" }],
  ["correct", { revision: 0, field: "subject" }],
  ["resolve"],
  ["recordFollowUp", { channel: "phone", outcome: "satisfied" }],
  ["inviteToSurvey", { surveyId: "survey-1", channel: "email" }],
  ["answerSurvey", { surveyId: "survey-1", csat: 5 }],
  ["close", { outcome: "satisfied" }],
  ["reopen"],
];

const complaint: readonly Step[] = [
  ["open", { kind: "inquiry", channel: "phone", customerId: ANNA }],
  ["reclassify", { aspect: "safety" }],
  ["registerComplaint", { aspect: "safety", form: { product: "Aroma 200" } }],
  ["fillComplaintForm", { form: filledLater() }],
  ["attemptSolution", { channel: "phone", outcome: "notSolved" }],
  ["passToManagement"],
  ["startInvestigation"],
  ["recordFindings", { productProblemConfirmed: true, reviewRequired: true }],
  ["completeReview"],
  ["recordCorrectiveAction"],
  ["verifyCorrectiveAction", { effective: true }],
  ["placeLegalHold"],
  ["releaseLegalHold"],
  ["split", { newTicketId: SPLIT_OFF, kind: "inquiry" }],
];

const third: readonly Step[] = [
  ["open", { kind: "inquiry", channel: "chat", customerId: BERTA }],
  ["merge", { into: TICKET }],
  ["unmerge"],
  ["withdraw"],
];

function filledLater(): object {
  return {
    receivedBy: "lena",
    lotOrSerialNumber: "118",
    purchaseDate: "Unknown",
    sampleAvailable: "N/A",
  };
}

export const toldByAnna: readonly Sent[] = [
  ...of(ANNA, [
    ["registerCustomer", { identities: [identity] }],
    ["renameCustomer"],
    ["addIdentity", identity],
    ["removeIdentity", identity],
    ["addIdentity", identity],
  ]),
  ...of(BERTA, [["registerCustomer", { identities: [identity] }]]),
  ...about(TICKET, beforeAnybodyKnew),
  ...about(TICKET, afterwards),
  ...about(COMPLAINT, complaint),
  ...about(THIRD, third),
  ...of(BERTA, [["mergeCustomer", { into: ANNA }]]),
];
