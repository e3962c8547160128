import type { Redress, Session, Ticket } from "../state.ts";

/** A copy that nobody has seen yet. */
export type Fresh = { -readonly [Fact in keyof Ticket]: Ticket[Fact] };

export function close(ticket: Fresh, outcome: Ticket["outcome"], at: Ticket["closedAt"]): void {
  ticket.outcome = outcome;
  ticket.closedAt = at;
  ticket.lastClosedAt = at;
  endWait(ticket);
}

export function wait(ticket: Fresh, party: string | null, since: Ticket["waitingSince"]): void {
  ticket.waitCount += 1;
  ticket.waitingSince = since;
  ticket.awaitedParty = party;
}
export function endWait(ticket: Fresh): void {
  ticket.waitingSince = null;
  ticket.awaitedParty = null;
}

export function fill(ticket: Fresh, form: object): void {
  ticket.formFields = [...new Set([...ticket.formFields, ...Object.keys(form)])].sort();
}

export function setSession(ticket: Fresh, sessionId: string, status: Session["status"]): void {
  ticket.sessions = ticket.sessions.map((session) =>
    session.sessionId === sessionId ? { sessionId, status } : session,
  );
}

export function setInteraction(
  ticket: Fresh,
  interactionId: string,
  status: Ticket["interactions"][number]["status"],
): void {
  ticket.interactions = ticket.interactions.map((interaction) =>
    interaction.interactionId === interactionId ? { interactionId, status } : interaction,
  );
}

export function setRedress(ticket: Fresh, redress: Redress): void {
  const others = ticket.redresses.filter((one) => one.redressId !== redress.redressId);
  ticket.redresses = [...others, redress];
}
export function decideRedress(ticket: Fresh, redressId: string, status: Redress["status"]): void {
  ticket.redresses = ticket.redresses.map((redress) =>
    redress.redressId === redressId ? { ...redress, status } : redress,
  );
}

export const linksWithout = (ticket: Fresh, otherTicketId: string) =>
  ticket.links.filter((link) => link.otherTicketId !== otherTicketId);
