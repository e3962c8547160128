import type { EpochMs } from "../instant.ts";
import type { Figure } from "./definition.ts";

export const handlingTimeDefinition = { name: "averageHandlingTime", version: 1 };

/** A stretch in which an agent handled an interaction: talk or work, hold, wrap-up. */
export interface Handling {
  readonly interactionId: string;
  readonly agentId: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

interface Edge {
  readonly at: EpochMs;
  readonly interactionId: string;
  readonly change: 1 | -1;
}

/**
 * Handling ms by interaction (D14). While an agent handles k at once, each accrues 1/k of the time; the same interaction
 * twice at once counts once. Rounded to whole ms per interaction and agent.
 */
export const handlingTimes = (handlings: readonly Handling[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const ofAgent of Map.groupBy(handlings, ({ agentId }) => agentId).values()) {
    for (const [interactionId, ms] of sharesOfOneAgent(ofAgent)) {
      times.set(interactionId, (times.get(interactionId) ?? 0) + Math.round(ms));
    }
  }
  return times;
};

const sharesOfOneAgent = (handlings: readonly Handling[]): Map<string, number> => {
  const edges = handlings
    .filter(({ from, to }) => to > from)
    .flatMap(({ interactionId, from, to }): Edge[] => [
      { at: from, interactionId, change: 1 },
      { at: to, interactionId, change: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const shares = new Map(handlings.map(({ interactionId }) => [interactionId, 0]));
  const open = new Map<string, number>();
  let since = edges[0]?.at ?? 0;
  for (const { at, interactionId, change } of edges) {
    for (const id of open.keys()) shares.set(id, (shares.get(id) ?? 0) + (at - since) / open.size);
    since = at;
    const depth = (open.get(interactionId) ?? 0) + change;
    if (depth === 0) open.delete(interactionId);
    else open.set(interactionId, depth);
  }
  return shares;
};

/** The mean in ms over handled interactions; null, never the resolution time, when there are no handling events. */
export const averageHandlingTime = (totalMs: number, interactions: number): Figure => ({
  definition: handlingTimeDefinition,
  n: interactions,
  value: interactions === 0 ? null : totalMs / interactions,
});
