import {
  rolledProvisional,
  rolledShares,
  type AddedUp,
  type Contribution,
  type KpiName,
  type RollupCount,
} from "@docket/service-levels";
import { addedSums, countIn, type AddedSums, type RolledAs } from "./kpi-added.ts";
import { figuresOf, type KpiFigures } from "./kpi-figures.ts";
import { addTo, correct, emptySum, type KpiSum } from "./kpi-sum.ts";

/** The sums of all figures of one group; contributions of one interaction must come together. */
export interface KpiSums {
  readonly add: (one: Contribution) => void;
  /** What came added up before. */
  readonly added: AddedSums;
  /** Takes out the effect of a contribution that came added up, and is not to be counted, or is no hit. */
  readonly correct: (one: Contribution) => void;
  /** Whether anything is left: all that came added up may have been taken out again. */
  readonly isEmpty: () => boolean;
  /** To be called once, at the end. */
  readonly figures: () => KpiFigures;
}

export const kpiSums = (): KpiSums => {
  const sums: Record<KpiName, KpiSum> = {
    attainment: emptySum(),
    firstResponseTime: emptySum(),
    firstResponseTimeAny: emptySum(),
    firstResolutionTime: emptySum(),
    fullResolutionTime: emptySum(),
    resolutionEffort: emptySum(),
    speedOfAnswer: emptySum(),
    answeredInTime: emptySum(),
    abandonment: emptySum(),
    csat: emptySum(),
    surveyResponseRate: emptySum(),
    nps: emptySum(),
    firstContactResolution: emptySum(),
    averageHandlingTime: emptySum(),
    reopenRate: emptySum(),
    backlog: emptySum(),
  };
  const added = addedSums();
  let singly = 0;
  return {
    add(one) {
      singly += 1;
      addTo(sums[one.figure], one);
    },
    added,
    isEmpty: () => singly === 0 && added.sums().every((sum) => contributionsIn(sum, sum.as) === 0),
    correct: (one) => correct(sums[one.figure], one),
    figures() {
      for (const rollup of added.sums()) addCounts(sums, rollup, rollup.as);
      return figuresOf(sums, added);
    },
  };
};

/** How many contributions a rollup stands for. */
export const contributionsIn = (
  rollup: Pick<AddedUp, "counts">,
  { overdue }: Pick<RolledAs, "overdue">,
): number =>
  countIn(rollup, "contributions") + (overdue ? countIn(rollup, "attainmentOverdue") : 0);

const addCounts = (
  sums: Record<KpiName, KpiSum>,
  rollup: Pick<AddedUp, "counts">,
  as: RolledAs,
): void => {
  const count = (column: RollupCount): number => countIn(rollup, column);
  for (const name of rolledShares) {
    const isCohort = name === "firstContactResolution" || name === "reopenRate";
    const n = count(`${name}N`);
    if (isCohort && as.mature === "some") continue;
    if (isCohort && as.mature === "none" && n > 0) sums[name].provisional = true;
    if (name === "firstContactResolution" && as.mature === "none") continue;
    sums[name].n += n;
    sums[name].hits += count(`${name}Hits`);
  }
  if (as.overdue) sums.attainment.n += count("attainmentOverdue");
  for (const name of rolledProvisional) {
    if (count(`${name}Provisional`) > 0) sums[name].provisional = true;
  }
  for (const group of ["promoters", "passives", "detractors"] as const) {
    sums.nps.n += count(group);
    sums.nps.nps[group] += count(group);
  }
  const handled = sums.averageHandlingTime;
  handled.interactions += count("averageHandlingTimeN");
  handled.interactionsInBusiness += count("averageHandlingTimeBusinessN");
  handled.calendar.push(count("averageHandlingTimeMs"));
  handled.business.push(count("averageHandlingTimeBusinessMs"));
};
