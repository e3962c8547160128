import { placeOf } from "../position.ts";
import type { Session, Ticket } from "../state.ts";
import {
  happened,
  refused,
  unchanged,
  type CommandOf,
  type DataOf,
  type TicketDecision,
} from "./decision.ts";

/** Who is waited for, and the sessions in which the ticket is worked on (D11, D14). */

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
