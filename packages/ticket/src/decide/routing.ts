import { level as levels, type Level } from "@docket/schemas";
import { phaseOf } from "../position.ts";
import type { Ticket } from "../state.ts";
import {
  happened,
  refused,
  unchanged,
  type CommandOf,
  type DataOf,
  type TicketContext,
  type TicketDecision,
} from "./decision.ts";
import { issuedBy } from "./rights.ts";

/** Nature and urgency, who works on it, and on which level (D9, D10). */

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

export function escalate(
  ticket: Ticket,
  { data, actor }: CommandOf<"escalate">,
  { policy }: TicketContext,
): TicketDecision {
  const { level: from } = ticket;
  // What a clock led to may be carried out hours later, when nobody works on the ticket any more.
  if (data.rule !== undefined && phaseOf(ticket.position) === "closed") {
    const detail = "A rule escalates no ticket that is closed.";
    const allowed = issuedBy(actor.role, policy.document, ["reopen"]);
    return refused("NOT_ALLOWED_NOW", detail, { field: "data.rule", allowed });
  }
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
