import type { TicketEvent } from "@docket/schemas";
import type { Past } from "./given.ts";

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
export const closed = {
  type: "closed",
  data: { outcome: "resolved" },
} as const satisfies TicketEvent;

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
