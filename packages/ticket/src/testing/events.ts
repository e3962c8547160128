import type { TicketCommandType, TicketEvent } from "@docket/schemas";
import { OTHER, type Past } from "./given.ts";

/** Events that tests begin with. */

export const opened = {
  type: "opened",
  data: { kind: "inquiry", channel: "email", policy: { name: "desk", version: 1 } },
} as const satisfies TicketEvent;
export const complaint = {
  type: "opened",
  data: { kind: "complaint", channel: "email", policy: { name: "desk", version: 1 } },
} as const satisfies TicketEvent;

export const acknowledged = {
  type: "acknowledged",
  data: { automatic: false },
} as const satisfies TicketEvent;
export const customerAwaited = { type: "customerAwaited", data: {} } as const satisfies TicketEvent;
export const resumed = { type: "resumed", data: {} } as const satisfies TicketEvent;

/** Resolved in its first cycle. */
export const resolved = {
  type: "resolved",
  data: { articles: [], onFirstContact: false, cycle: 1 },
} as const satisfies TicketEvent;
export const reopened = {
  type: "reopened",
  data: { cycle: 2, cause: "requested" },
} as const satisfies TicketEvent;
/** In the cycle that {@link reopened} begins. */
export const resolvedAgain = {
  type: "resolved",
  data: { ...resolved.data, cycle: 2 },
} as const satisfies TicketEvent;
export const closed = {
  type: "closed",
  data: { outcome: "resolved" },
} as const satisfies TicketEvent;
export const withdrawn = {
  type: "withdrawn",
  data: { reason: "Found it." },
} as const satisfies TicketEvent;
export const merged = { type: "merged", data: { into: OTHER } } as const satisfies TicketEvent;
export const identified = {
  type: "customerIdentified",
  data: { customerId: "c-1" },
} as const satisfies TicketEvent;
/** To the survey `v-1` about the first cycle. */
export const invited = {
  type: "surveyInvited",
  data: { surveyId: "v-1", channel: "email", cycle: 1 },
} as const satisfies TicketEvent;
export const noEffect = (command: TicketCommandType, reason: string) =>
  ({ type: "noEffect", data: { command, reason } }) as const satisfies TicketEvent;

export const completeForm = {
  complainantName: "Ada Example",
  complainantContact: "Unknown",
  receivedBy: "agent-1",
  product: "kettle",
  lotOrSerialNumber: "N/A",
  purchaseDate: "Unknown",
  occurrence: "It leaks.",
  expectation: "A kettle that does not leak.",
  immediateAction: "N/A",
  injuryOrSafetyRisk: "N/A",
  sampleAvailable: "Unknown",
};
export const registered = {
  type: "complaintRegistered",
  data: { aspect: "quality", form: completeForm },
} as const satisfies TicketEvent;
export const attempted = {
  type: "solutionAttempted",
  data: { channel: "phone", outcome: "notSolved", text: "Advised to descale it." },
} as const satisfies TicketEvent;
export const passed = {
  type: "passedToManagement",
  data: { reason: "Not solved." },
} as const satisfies TicketEvent;
export const investigationStarted = {
  type: "investigationStarted",
  data: {},
} as const satisfies TicketEvent;
export const findings = (reviewRequired: boolean) =>
  ({
    type: "findingsRecorded",
    data: { findings: "A worn seal.", productProblemConfirmed: true, reviewRequired },
  }) as const satisfies TicketEvent;

export const at = (occurredAt: string, event: TicketEvent): Past => ({ ...event, occurredAt });
