import {
  handlingShares,
  type Contribution,
  type EpochMs,
  type HandledSession,
  type Handling,
  type MeasuredTicket,
} from "@docket/service-levels";
import { compareTexts } from "./compare-texts.ts";

/** An interaction as one agent's sessions made it, with what a row about it says but for the time spent. */
interface Draft {
  readonly contribution: Contribution;
  /** Of its last session by anybody. */
  readonly interaction: { endedAt: EpochMs; isOver: boolean };
}

/**
 * Handling time is shared between all that an agent handles at once, on whatever ticket, so that it is known only when all
 * tickets are: their sessions are kept. A session that goes on takes its share, and is not counted yet.
 */
export const handledInteractions = (now: EpochMs, isWanted: (at: EpochMs) => boolean) => {
  const handlings: Handling[] = [];
  const drafts = new Map<string, Draft>();
  const interactions = new Map<string, Draft["interaction"]>();
  return {
    add(
      { ticketId, calendar }: Pick<MeasuredTicket, "ticketId" | "calendar">,
      handled: readonly HandledSession[],
    ): void {
      for (const { session, contribution } of handled) {
        const { interactionId: subject, agent, from, to } = session;
        const interactionId = JSON.stringify([ticketId, subject]);
        handlings.push({ interactionId, agent, from, to: to ?? now, calendar });
        const interaction = interactions.get(interactionId) ?? { endedAt: from, isOver: true };
        interactions.set(interactionId, interaction);
        interaction.endedAt = Math.max(interaction.endedAt, to ?? now);
        interaction.isOver &&= to !== null;
        const key = keyOf(interactionId, agent);
        if (!drafts.has(key)) drafts.set(key, { contribution, interaction });
      }
    },
    /** An agent's share of an interaction each; those of one interaction stand together. */
    *finish(): Generator<Contribution> {
      const shares = handlingShares(handlings);
      shares.sort(
        (a, b) => compareTexts(a.interactionId, b.interactionId) || compareTexts(a.agent, b.agent),
      );
      for (const { interactionId, agent, ms: valueMs, businessMs } of shares) {
        const draft = drafts.get(keyOf(interactionId, agent));
        if (draft === undefined || !draft.interaction.isOver) continue;
        const { endedAt: at } = draft.interaction;
        if (isWanted(at)) yield { ...draft.contribution, at, valueMs, businessMs };
      }
    },
  };
};

const keyOf = (interactionId: string, agent: string): string => `${interactionId}\n${agent}`;
