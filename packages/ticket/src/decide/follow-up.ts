import { closingOutcome, type TicketEvent } from "@docket/schemas";
import { allows } from "../life-cycle.ts";
import { isUnresolved } from "../position.ts";
import type { Survey, Ticket } from "../state.ts";
import {
  happened,
  refused,
  type CommandOf,
  type DataOf,
  type TicketContext,
  type TicketDecision,
} from "./decision.ts";
import { isWithin } from "./rights.ts";
import { rank } from "./routing.ts";

/** After the resolution: the customer's word on it, the closing, and the way back (D1, D3, D13). */

export function reopen(
  ticket: Ticket,
  { data, occurredAt }: CommandOf<"reopen">,
  context: TicketContext,
): TicketDecision {
  if (!isReopenable(ticket, occurredAt, context)) {
    const detail = `The window is ${context.policy.document.reopeningWindow}.`;
    return refused("REOPENING_WINDOW_PASSED", detail);
  }
  return happened(...reopened(ticket, { cause: "requested", ...data }, context));
}

type Reopened = Extract<TicketEvent, { type: "reopened" }>["data"];

/** The next cycle begins; a ticket that comes back too often goes up by the policy (D10). */
function reopened(
  { cycle, reopenCount, level: from }: Ticket,
  data: Omit<Reopened, "cycle">,
  { policy }: TicketContext,
): readonly [TicketEvent, ...TicketEvent[]] {
  const again: TicketEvent = { type: "reopened", data: { cycle: cycle + 1, ...data } };
  const rule = policy.document.repeatedReopening;
  const count = reopenCount + 1;
  if (rule === undefined || count < rule.from || rank(rule.to) <= rank(from)) return [again];
  const reason = `The ticket was reopened ${count === 1 ? "once" : `${count} times`}.`;
  return [
    again,
    { type: "escalated", data: { from, to: rule.to, reason, rule: "repeated reopening" } },
  ];
}

function isReopenable(ticket: Ticket, at: string, { policy }: TicketContext): boolean {
  const { lastResolvedAt, lastClosedAt } = ticket;
  const latest = [lastResolvedAt, lastClosedAt]
    .filter((end) => end !== null)
    .toSorted()
    .at(-1);
  return latest === undefined || isWithin(policy.document.reopeningWindow, latest, at);
}

export function recordFollowUp(
  ticket: Ticket,
  { data, occurredAt }: CommandOf<"recordFollowUp">,
  context: TicketContext,
): TicketDecision {
  const dissatisfied = data.outcome === "dissatisfied";
  return happened(
    { type: "followUpRecorded", data },
    ...(dissatisfied ? onDissatisfaction(ticket, occurredAt, context) : []),
  );
}

export function inviteToSurvey(
  ticket: Ticket,
  { data, commandId }: CommandOf<"inviteToSurvey">,
  { surveysWanted = true }: TicketContext,
): TicketDecision {
  const { cycle, surveys } = ticket;
  const surveyId = data.surveyId ?? commandId;
  const invited = surveys.some((survey) => survey.cycle === cycle || survey.surveyId === surveyId);
  if (invited) return refused("SURVEY_INVITED");
  if (!surveysWanted) return refused("SURVEY_UNWANTED");
  return happened({ type: "surveyInvited", data: { surveyId, channel: data.channel, cycle } });
}

/**
 * A second answer is kept too: the measures decide which of them counts. One about an earlier cycle does nothing to the
 * present one (D13).
 */
export function answerSurvey(
  ticket: Ticket,
  { data, occurredAt }: CommandOf<"answerSurvey">,
  context: TicketContext,
): TicketDecision {
  const survey = answeredSurvey(ticket.surveys, data.surveyId);
  if (survey === undefined) {
    const allowed = ticket.surveys.map(({ surveyId }) => surveyId);
    return refused("SURVEY_UNKNOWN", undefined, { field: "data.surveyId", allowed });
  }
  const { surveyId, team, agent, cycle } = survey;
  const { dissatisfiedUpTo } = context.policy.document.followUp;
  const dissatisfied = data.csat !== undefined && data.csat <= dissatisfiedUpTo;
  const acts = dissatisfied && cycle === ticket.cycle;
  return happened(
    {
      type: "surveyAnswered",
      data: { ...data, surveyId, ...(dissatisfied ? { dissatisfied } : {}), team, agent },
    },
    ...(acts ? onDissatisfaction(ticket, occurredAt, context) : []),
  );
}

const answeredSurvey = (surveys: readonly Survey[], surveyId: string | undefined) =>
  surveyId === undefined ? surveys.at(-1) : surveys.find((survey) => survey.surveyId === surveyId);

/** What the policy makes of a dissatisfied customer, as far as the ticket's state still allows it (D13). */
function onDissatisfaction(
  ticket: Ticket,
  at: string,
  context: TicketContext,
): readonly TicketEvent[] {
  const { kind, position, level: from } = ticket;
  switch (context.policy.document.followUp.onDissatisfaction) {
    case "reopen":
      return allows(kind, position, "reopened") && isReopenable(ticket, at, context)
        ? reopened(ticket, { cause: "dissatisfied" }, context)
        : [];
    case "escalate":
      return allows(kind, position, "escalated") && from !== "management"
        ? [
            {
              type: "escalated",
              data: { from, to: "management", reason: "The customer is dissatisfied." },
            },
          ]
        : [];
    case "record":
      return [];
  }
}

/**
 * A complaint closes with the customer's satisfaction, or with an outcome and a reason (D3). Closing must not stand in for a
 * resolution that waits for verification (D5).
 */
export function close(ticket: Ticket, data: DataOf<"close">): TicketDecision {
  const { outcome, reason } = data;
  if (isUnresolved(ticket.position)) {
    const isSolved = outcome === "satisfied" || outcome === "resolved";
    if (isSolved && ticket.verificationPending) return unverified;
    if (reason === undefined) return refused("CLOSING_REASON_MISSING");
    return happened({ type: "closed", data: { ...data, outcome: outcome ?? "unresolved" } });
  }
  if (ticket.satisfied) {
    return happened({ type: "closed", data: { ...data, outcome: outcome ?? "satisfied" } });
  }
  const explained = outcome !== undefined && reason !== undefined;
  if (ticket.kind === "complaint" && !explained) return refused("CLOSING_REASON_MISSING");
  return happened({ type: "closed", data: { ...data, outcome: outcome ?? "resolved" } });
}

const unverified = refused("VERIFICATION_PENDING", undefined, {
  field: "data.outcome",
  allowed: closingOutcome.exclude(["satisfied", "resolved"]).options,
});
