import { level as levels, type Level } from "@docket/schemas";
import { placeOf } from "../position.ts";
import type { Session, Ticket } from "../state.ts";
import {
  happened,
  refused,
  unchanged,
  type CommandOf,
  type DataOf,
  type TicketContext,
  type TicketDecision,
} from "./decision.ts";

/** Nature and urgency, who works on it, and who is waited for (D9, D10, D11, D14). */

export function categorise(ticket: Ticket, data: DataOf<"categorise">): TicketDecision {
  const { category, subcategory = null, symptom = null } = data;
  if (
    category === ticket.category &&
    subcategory === ticket.subcategory &&
    symptom === ticket.symptom
  ) {
    return unchanged("categorise", "same category");
  }
  return happened({ type: "categorised", data: { category, subcategory, symptom } });
}

export function assessPriority(
  ticket: Ticket,
  { impact, urgency }: DataOf<"assessPriority">,
  { policy }: TicketContext,
): TicketDecision {
  const priority = policy.document.priorities[impact][urgency];
  if (impact === ticket.impact && urgency === ticket.urgency && priority === ticket.priority) {
    return unchanged("assessPriority", "same assessment");
  }
  return happened({ type: "priorityAssessed", data: { impact, urgency, priority } });
}

export function raisePriority(ticket: Ticket, data: DataOf<"raisePriority">): TicketDecision {
  const { priority: to, ...reason } = data;
  const { priority: from } = ticket;
  if (from !== null && to >= from) {
    return refused("PRIORITY_NOT_HIGHER", `It is ${from}.`, { field: "data.priority" });
  }
  return happened({ type: "priorityRaised", data: { from, to, ...reason } });
}

export function lowerPriority(ticket: Ticket, data: DataOf<"lowerPriority">): TicketDecision {
  const { priority: to, ...reason } = data;
  const { priority: from } = ticket;
  if (from !== null && to <= from) {
    return refused("PRIORITY_NOT_LOWER", `It is ${from}.`, { field: "data.priority" });
  }
  return happened({ type: "priorityLowered", data: { from, to, ...reason } });
}

/** The pair is what was said: a team without an agent takes the ticket from the agent. */
export function assign(ticket: Ticket, data: DataOf<"assign">): TicketDecision {
  const { team = null, agent = null } = data;
  if (team === ticket.team && agent === ticket.agent) return unchanged("assign", "same assignee");
  const { lastTeam } = ticket;
  const transfer = team !== null && lastTeam !== null && team !== lastTeam;
  return happened({ type: "assigned", data: { team, agent, transfer } });
}

export function unassign(ticket: Ticket): TicketDecision {
  if (ticket.team === null && ticket.agent === null) return unchanged("unassign", "not assigned");
  return happened({ type: "unassigned", data: {} });
}

export function escalate(ticket: Ticket, data: DataOf<"escalate">): TicketDecision {
  const { level: from } = ticket;
  const higher = levels.options.slice(rank(from) + 1);
  if (!higher.includes(data.to)) {
    return refused("LEVEL_NOT_HIGHER", `It is at ${from}.`, { field: "data.to", allowed: higher });
  }
  return happened({ type: "escalated", data: { from, ...data } });
}

export function deescalate(ticket: Ticket, data: DataOf<"deescalate">): TicketDecision {
  const { level: from } = ticket;
  const lower = levels.options.slice(0, rank(from));
  if (!lower.includes(data.to)) {
    return refused("LEVEL_NOT_LOWER", `It is at ${from}.`, { field: "data.to", allowed: lower });
  }
  return happened({ type: "deescalated", data: { from, ...data } });
}

/** Lowest first. */
export const rank = (level: Level) => levels.options.indexOf(level);

export function waitForCustomer(ticket: Ticket, data: DataOf<"waitForCustomer">): TicketDecision {
  if (placeOf(ticket.position).state === "waitingForCustomer") {
    return stillWaiting("waitForCustomer", data.reason);
  }
  return happened({ type: "customerAwaited", data });
}

export function waitForThirdParty(
  ticket: Ticket,
  data: DataOf<"waitForThirdParty">,
): TicketDecision {
  const waiting = placeOf(ticket.position).state === "waitingForThirdParty";
  if (waiting && ticket.awaitedParty === (data.party ?? null)) {
    return stillWaiting("waitForThirdParty", data.reason);
  }
  return happened({ type: "thirdPartyAwaited", data });
}

/** The wait goes on and is none more; what is said of it is kept. */
const stillWaiting = (
  command: "waitForCustomer" | "waitForThirdParty",
  reason: string | undefined,
): TicketDecision =>
  reason === undefined
    ? unchanged(command, "waiting already")
    : happened({ type: "noteAdded", data: { text: reason } });

export function startHandling(
  ticket: Ticket,
  { data, commandId, actor }: CommandOf<"startHandling">,
): TicketDecision {
  const { sessionId = commandId, agent = actor.id, ...interaction } = data;
  if (ticket.sessions.some((session) => session.sessionId === sessionId)) {
    return refused("SESSION_EXISTS", `Session ${sessionId}.`, { field: "data.sessionId" });
  }
  return happened({ type: "handlingStarted", data: { sessionId, agent, ...interaction } });
}

export const holdHandling = (ticket: Ticket, data: DataOf<"holdHandling">): TicketDecision =>
  notIn(ticket, data.sessionId, "active") ?? happened({ type: "handlingHeld", data });

export const continueHandling = (
  ticket: Ticket,
  data: DataOf<"continueHandling">,
): TicketDecision =>
  notIn(ticket, data.sessionId, "held") ?? happened({ type: "handlingContinued", data });

export const wrapUpHandling = (ticket: Ticket, data: DataOf<"wrapUpHandling">): TicketDecision =>
  notIn(ticket, data.sessionId, "active", "held") ?? happened({ type: "wrapUpStarted", data });

export const endHandling = (ticket: Ticket, data: DataOf<"endHandling">): TicketDecision =>
  notIn(ticket, data.sessionId, "active", "held", "wrapUp") ??
  happened({ type: "handlingEnded", data });

function notIn(
  ticket: Ticket,
  sessionId: string,
  ...statuses: readonly Session["status"][]
): TicketDecision | undefined {
  const allowed = ticket.sessions
    .filter(({ status }) => statuses.includes(status))
    .map((session) => session.sessionId);
  if (allowed.includes(sessionId)) return undefined;
  return refused("SESSION_UNKNOWN", undefined, { field: "data.sessionId", allowed });
}
