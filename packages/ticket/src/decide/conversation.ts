import type { TicketEvent } from "@docket/schemas";
import { placeOf } from "../position.ts";
import type { Ticket } from "../state.ts";
import {
  happened,
  refused,
  unchanged,
  type CommandOf,
  type DataOf,
  type TicketDecision,
} from "./decision.ts";

/** What is said, inside and outside, and contacts that wait for an agent (D2, D12, D14). */

export function receiveMessage(
  ticket: Ticket,
  { data, commandId }: CommandOf<"receiveMessage">,
): TicketDecision {
  const received = { ...data, messageId: data.messageId ?? commandId };
  return happened({ type: "messageReceived", data: received }, ...endOfWait(ticket));
}

export function reply({ data, commandId }: CommandOf<"reply">): TicketDecision {
  const messageId = data.messageId ?? commandId;
  return happened({
    type: "replied",
    data: { ...data, messageId, automatic: data.automatic ?? false },
  });
}

export function markNoReplyNeeded(
  ticket: Ticket,
  data: DataOf<"markNoReplyNeeded">,
): TicketDecision {
  // Why is kept all the same.
  if (ticket.unansweredMessages === 0 && data.reason === undefined) {
    return unchanged("markNoReplyNeeded", "no message is unanswered");
  }
  return happened({ type: "noReplyNeededMarked", data });
}

export function askClarification(
  ticket: Ticket,
  { data, commandId }: CommandOf<"askClarification">,
): TicketDecision {
  const questionId = data.questionId ?? commandId;
  if (ticket.questions.some((question) => question.questionId === questionId)) {
    return refused("SESSION_EXISTS", `Question ${questionId}.`, { field: "data.questionId" });
  }
  return happened({ type: "clarificationAsked", data: { questionId, question: data.question } });
}

export function answerClarification(
  ticket: Ticket,
  data: DataOf<"answerClarification">,
): TicketDecision {
  const open = ticket.questions.filter(({ answered }) => !answered);
  if (!open.some(({ questionId }) => questionId === data.questionId)) {
    const allowed = open.map(({ questionId }) => questionId);
    return refused("QUESTION_UNKNOWN", undefined, { field: "data.questionId", allowed });
  }
  return happened({ type: "clarificationAnswered", data }, ...endOfWait(ticket));
}

export function queueContact(
  ticket: Ticket,
  { data, commandId }: CommandOf<"queueContact">,
): TicketDecision {
  const interactionId = data.interactionId ?? commandId;
  if (ticket.interactions.some((contact) => contact.interactionId === interactionId)) {
    return refused("SESSION_EXISTS", `Contact ${interactionId}.`, { field: "data.interactionId" });
  }
  return happened({ type: "contactQueued", data: { interactionId, channel: data.channel } });
}

export function answerContact(ticket: Ticket, data: DataOf<"answerContact">): TicketDecision {
  return (
    notQueued(ticket, data.interactionId) ??
    happened({ type: "contactAnswered", data }, ...endOfWait(ticket))
  );
}

export function abandonContact(ticket: Ticket, data: DataOf<"abandonContact">): TicketDecision {
  return notQueued(ticket, data.interactionId) ?? happened({ type: "contactAbandoned", data });
}

function notQueued(ticket: Ticket, interactionId: string): TicketDecision | undefined {
  const queued = ticket.interactions
    .filter(({ status }) => status === "queued")
    .map((contact) => contact.interactionId);
  if (queued.includes(interactionId)) return undefined;
  return refused("INTERACTION_UNKNOWN", undefined, {
    field: "data.interactionId",
    allowed: queued,
  });
}

/** The wait for the customer ends when the customer speaks. */
export function endOfWait(ticket: Ticket): readonly TicketEvent[] {
  return placeOf(ticket.position).state === "waitingForCustomer"
    ? [{ type: "resumed", data: {} }]
    : [];
}
