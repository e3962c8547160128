import type { Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";

/** A call or chat in the queue. While it is neither answered nor abandoned, it waits. */
export interface QueueWait {
  readonly interactionId: string;
  /** The interaction's own, whatever the ticket's is. */
  readonly channel: string;
  /** From 1, in the order of the ticket's history: that of its speed-of-answer clock too. */
  readonly instance: number;
  readonly queuedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly abandonedAt: EpochMs | null;
}

/** The channels whose customers hold the line while they wait (D11). */
const LIVE: ReadonlySet<string> = new Set(["phone", "chat"]);

/**
 * Every wait in the queue of phone and chat; an interaction that is queued again waits anew. Who waits with a ticket that is
 * merged waits elsewhere, unless the merge is undone.
 */
export const queueWaits = (facts: readonly Fact[]): readonly QueueWait[] => {
  const waits: QueueWait[] = [];
  let isMerged = false;
  for (const fact of facts) {
    if (fact.type === "merged" || fact.type === "unmerged") isMerged = fact.type === "merged";
    if (fact.type === "contactQueued") {
      const { interactionId, channel, at } = fact;
      const instance = waits.length + 1;
      const undecided = { answeredAt: null, abandonedAt: null };
      waits.push({ interactionId, channel, instance, queuedAt: at, ...undecided });
    }
    if (fact.type === "contactAnswered" || fact.type === "contactAbandoned") {
      const place = waits.findIndex((wait) => isWaiting(wait, fact.interactionId));
      const wait = waits[place];
      if (wait === undefined) continue;
      const end = fact.type === "contactAnswered" ? "answeredAt" : "abandonedAt";
      waits[place] = { ...wait, [end]: fact.at };
    }
  }
  return waits.filter((wait) => LIVE.has(wait.channel) && !(isMerged && isUndecided(wait)));
};

const isWaiting = (wait: QueueWait, interactionId: string): boolean =>
  wait.interactionId === interactionId && isUndecided(wait);

const isUndecided = ({ answeredAt, abandonedAt }: QueueWait): boolean =>
  answeredAt === null && abandonedAt === null;
