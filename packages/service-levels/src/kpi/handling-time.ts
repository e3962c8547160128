import { openBetween, type Calendar } from "../calendar.ts";
import type { EpochMs } from "../instant.ts";

export const averageHandlingTimeDefinition = {
  name: "averageHandlingTime",
  version: 1,
};

/** A stretch in which an agent handled an interaction: talk or work, hold, wrap-up. */
export interface Handling {
  /** Of the whole desk. */
  readonly interactionId: string;
  readonly agent: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Of business time; null when there is none. */
  readonly calendar: Calendar | null;
}

/** What an agent spent on an interaction, in whole ms. */
export interface HandlingShare {
  readonly interactionId: string;
  readonly agent: string;
  readonly ms: number;
  readonly businessMs: number | null;
}

/**
 * The handling time of each interaction by each agent (D14). While an agent handles k at once, each accrues 1/k of the
 * time; the same interaction twice at once counts once. All of an agent's stretches must be given, whatever the period.
 */
export const handlingShares = (handlings: readonly Handling[]): HandlingShare[] =>
  [...Map.groupBy(handlings, ({ agent }) => agent).values()].flatMap(sharesOfOneAgent);

interface Edge {
  readonly at: EpochMs;
  readonly work: Work;
  readonly change: 1 | -1;
}
/** An interaction on the agent's desk, and in how many stretches at once. */
interface Work {
  readonly of: Handling;
  depth: number;
  ms: number;
  businessMs: number;
}

const sharesOfOneAgent = (handlings: readonly Handling[]): HandlingShare[] => {
  const works = new Map<string, Work>();
  const edges: Edge[] = [];
  for (const handling of handlings) {
    const { interactionId, from, to } = handling;
    const work = works.get(interactionId) ?? { of: handling, depth: 0, ms: 0, businessMs: 0 };
    works.set(interactionId, work);
    if (to > from) edges.push({ at: from, work, change: 1 }, { at: to, work, change: -1 });
  }
  accrue(edges.toSorted((a, b) => a.at - b.at));
  return [...works.values()].map(({ of, ms, businessMs }) => ({
    interactionId: of.interactionId,
    agent: of.agent,
    ms: Math.round(ms),
    businessMs: of.calendar === null ? null : Math.round(businessMs),
  }));
};

const accrue = (edges: readonly Edge[]): void => {
  const open = new Set<Work>();
  let since = edges[0]?.at ?? 0;
  for (const { at, work, change } of edges) {
    for (const each of open) {
      each.ms += (at - since) / open.size;
      const { calendar } = each.of;
      if (calendar !== null) each.businessMs += openBetween(calendar, since, at) / open.size;
    }
    since = at;
    work.depth += change;
    if (work.depth === 0) open.delete(work);
    else open.add(work);
  }
};

/** Handling time and the interactions that it was spent on. */
export interface HandlingTotal {
  readonly ms: number;
  readonly interactions: number;
}

export interface MeanHandling {
  readonly n: number;
  /** In ms. */
  readonly value: number | null;
  readonly totalMs: number;
}

/** The mean in ms over handled interactions; null, never the resolution time, when there are no handling events. */
export const averageHandlingTime = (calendar: HandlingTotal, business: HandlingTotal) => ({
  definition: averageHandlingTimeDefinition,
  ...mean(calendar),
  business: mean(business),
});

const mean = ({ ms, interactions }: HandlingTotal): MeanHandling => ({
  n: interactions,
  value: interactions === 0 ? null : ms / interactions,
  totalMs: ms,
});
