import type { Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import { attributesAfter, type GroupingAttributes } from "../ticket-attributes.ts";

/** An agent's work on an interaction without a break: talk or work, hold and wrap-up. */
export interface HandlingSession {
  /** Of the ticket; a session that names none is an interaction of its own. */
  readonly interactionId: string;
  readonly agent: string;
  /** That had the ticket when the session began. */
  readonly team: string | null;
  readonly from: EpochMs;
  /** Null while it goes on. */
  readonly to: EpochMs | null;
}

/** The sessions of a ticket, in the order in which they began. */
export const handlingSessions = (facts: readonly Fact[]): readonly HandlingSession[] => {
  const sessions: HandlingSession[] = [];
  const places = new Map<string, number>();
  let attributes: GroupingAttributes | null = null;
  for (const fact of facts) {
    attributes = attributesAfter(attributes, fact);
    if (fact.type === "handlingStarted") {
      const { sessionId, agent, interactionId, at } = fact;
      places.set(sessionId, sessions.length);
      const team = attributes?.team ?? null;
      sessions.push({ interactionId: interactionId ?? sessionId, agent, team, from: at, to: null });
    }
    if (fact.type === "handlingEnded") {
      const place = places.get(fact.sessionId);
      const session = place === undefined ? undefined : sessions[place];
      if (place === undefined || session === undefined) continue;
      places.delete(fact.sessionId);
      sessions[place] = { ...session, to: Math.max(session.from, fact.at) };
    }
  }
  return sessions;
};
