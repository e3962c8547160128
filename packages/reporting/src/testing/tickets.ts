import {
  compilePolicy,
  defaultPolicy,
  type Fact,
  type FactOf,
  type Policy,
  type PolicyInput,
  type ReportedTicket,
} from "@docket/service-levels";
import type { KpiQuestion } from "../kpi-rows.ts";
import type { Accumulator } from "../report.ts";

/** Tickets for tests: facts with little said. */
export const opened = (at: number, given: Partial<FactOf<"opened">> = {}): Fact => ({
  type: "opened",
  at,
  kind: "inquiry",
  channel: "email",
  externalId: null,
  customerId: null,
  language: null,
  tier: null,
  priority: null,
  policy: { name: "default", version: 1 },
  targets: {},
  ...given,
});
export const resolved = (at: number, articles: readonly string[] = []): Fact => ({
  type: "resolved",
  at,
  articles,
});
export const reopened = (at: number): Fact => ({ type: "reopened", at });
export const closed = (at: number): Fact => ({ type: "closed", at, outcome: "satisfied" });
export const merged = (at: number): Fact => ({ type: "merged", at, into: "other" });
export const replied = (at: number, automatic = false): Fact => ({
  type: "replied",
  at,
  automatic,
});
export const categorised = (at: number, category: string): Fact => ({
  type: "categorised",
  at,
  category,
});
export const assigned = (at: number, team: string, agent: string, transfer = false): Fact => ({
  type: "assigned",
  at,
  team,
  agent,
  transfer,
});
export const message = (at: number): Fact => ({ type: "messageReceived", at });
export const invited = (at: number): Fact => ({ type: "surveyInvited", at, surveyId: "survey" });
export const answered = (at: number, csat: number | null, nps: number | null = null): Fact => ({
  type: "surveyAnswered",
  at,
  surveyId: "survey",
  csat,
  nps,
  team: "billing",
  agent: "kim",
});
export const queued = (at: number, channel = "phone", interactionId = "call"): Fact => ({
  type: "contactQueued",
  at,
  interactionId,
  channel,
});
export const handled = (from: number, to: number, agent = "kim", interaction = "i"): Fact[] => [
  { type: "handlingStarted", at: from, sessionId: interaction, agent, interactionId: interaction },
  { type: "handlingEnded", at: to, sessionId: interaction },
];

/** A policy that has to compile. */
export const policyOf = (input: PolicyInput): Policy => {
  const compiled = compilePolicy(input);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
};
const policy = policyOf(defaultPolicy);

/** Tickets t0, t1, … of these facts. */
export const tickets = (...all: readonly (readonly Fact[])[]): ReportedTicket[] =>
  ticketsUnder(policy, ...all);
/** The same, under a policy of the test's own. */
export const ticketsUnder = (
  judgedBy: Policy,
  ...all: readonly (readonly Fact[])[]
): ReportedTicket[] =>
  all.map((facts, place) => ({ ticketId: `t${place}`, facts, policy: judgedBy }));

/** A report on all of them. */
export const reportOn = <Report>(
  all: readonly ReportedTicket[],
  { add, report }: Accumulator<Report>,
): Report => {
  for (const ticket of all) add(ticket);
  return report();
};

export const question = (given: Partial<KpiQuestion> = {}): KpiQuestion => ({
  period: { from: null, to: null, zone: "UTC" },
  now: Date.parse("2026-04-01T00:00:00Z"),
  asOf: Date.parse("2026-04-01T00:00:00Z"),
  by: [],
  policy: null,
  calendar: "business",
  ...given,
});

/** A Monday, 09:00 in Berlin: office hours begin. */
export const MONDAY = Date.parse("2026-03-02T08:00:00Z");
