import { openBetween, type Calendar } from "../calendar.ts";
import type { EpochMs } from "../instant.ts";

export const averageHandlingTimeDefinition = {
  name: "averageHandlingTime",
  version: 2,
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
    ms: wholeMs(ms),
    businessMs: of.calendar === null ? null : wholeMs(businessMs),
  }));
};

/** A machine has hundreds of interactions at once: each piece of time is looked at once, and not for each of them. */
const accrue = (edges: readonly Edge[]): void => {
  // What an interaction has got that lies on the desk since it was last empty; in business time by calendar.
  let perWork = 0;
  const perWorkIn = new Map(edges.flatMap(({ work: { of } }) => of.calendar ?? []).map(atZero));
  let onDesk = 0;
  let since = 0;
  for (const { at, work, change } of edges) {
    if (onDesk === 0) {
      perWork = 0;
      for (const calendar of perWorkIn.keys()) perWorkIn.set(calendar, 0);
    } else if (at > since) {
      perWork += (at - since) / onDesk;
      for (const [calendar, before] of perWorkIn) {
        perWorkIn.set(calendar, before + openBetween(calendar, since, at) / onDesk);
      }
    }
    since = at;
    work.depth += change;
    // The first of its stretches puts it on the desk, the end of the last takes it off.
    if (work.depth !== (change === 1 ? 1 : 0)) continue;
    onDesk += change;
    work.ms -= change * perWork;
    const { calendar } = work.of;
    if (calendar !== null) work.businessMs -= change * (perWorkIn.get(calendar) ?? 0);
  }
};

const atZero = (calendar: Calendar): [Calendar, number] => [calendar, 0];

/** Half a ms goes up, also where fractions that were added up miss it by a hair. */
const wholeMs = (ms: number): number => Math.round(ms + 1e-6);

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
