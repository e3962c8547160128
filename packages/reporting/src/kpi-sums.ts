import { addedSums, countIn, timesIn, type AddedSums, type RolledAs } from "./kpi-added.ts";
import {
  abandonmentDefinition,
  addedFigure,
  rolledProvisional,
  rolledShares,
  type AddedUp,
  type RolledTime,
  type RollupCount,
  answeredInTimeDefinition,
  attainmentDefinition,
  averageHandlingTime,
  backlogDefinition,
  csat,
  durationFigure,
  firstContactResolutionDefinition,
  firstResolutionTimeDefinition,
  firstResponseTimeAnyDefinition,
  firstResponseTimeDefinition,
  fullResolutionTimeDefinition,
  nps,
  npsGroup,
  reopenRateDefinition,
  resolutionEffortDefinition,
  shareFigure,
  speedOfAnswerDefinition,
  surveyResponseRateDefinition,
  type Csat,
  type DurationSummary,
  type Figure,
  type KpiDefinition,
  type Nps,
  type TimeFigure,
  type Contribution,
  type KpiName,
} from "@docket/service-levels";

type Provisional<Of> = Of & {
  /** Time may still change it: a cohort has not had its 7 days, somebody still waits in a queue. */
  readonly provisional: boolean;
};
export type ShareKpi = Provisional<Figure>;
/** Percentiles are exact, or within 1 % where times came added up. */
export type DurationKpi = Provisional<TimeFigure<DurationSummary>> & {
  readonly percentiles?: "sketch";
};
/** How many there are, and for how long they have been. The value is null in groups of another time than its instant's. */
export interface BacklogFigure extends Figure {
  readonly age: Omit<TimeFigure<DurationSummary>, "definition">;
}

export interface KpiFigures {
  readonly attainment: ShareKpi;
  readonly firstResponseTime: DurationKpi;
  readonly firstResponseTimeAny: DurationKpi;
  readonly firstResolutionTime: DurationKpi;
  readonly fullResolutionTime: DurationKpi;
  readonly resolutionEffort: DurationKpi;
  readonly speedOfAnswer: DurationKpi;
  readonly answeredInTime: ShareKpi;
  readonly abandonment: ShareKpi;
  readonly csat: Provisional<Csat>;
  readonly surveyResponseRate: ShareKpi;
  readonly nps: Provisional<Nps>;
  readonly firstContactResolution: ShareKpi;
  readonly averageHandlingTime: Provisional<ReturnType<typeof averageHandlingTime>>;
  readonly reopenRate: ShareKpi;
  readonly backlog: Provisional<BacklogFigure>;
}

/** What has been added up for one figure. */
interface Sum {
  n: number;
  hits: number;
  provisional: boolean;
  readonly calendar: number[];
  readonly business: number[];
  interactions: number;
  interactionsInBusiness: number;
  lastInteraction: string | null;
  readonly nps: { promoters: number; passives: number; detractors: number };
}

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
  const sums: Record<KpiName, Sum> = {
    attainment: nothing(),
    firstResponseTime: nothing(),
    firstResponseTimeAny: nothing(),
    firstResolutionTime: nothing(),
    fullResolutionTime: nothing(),
    resolutionEffort: nothing(),
    speedOfAnswer: nothing(),
    answeredInTime: nothing(),
    abandonment: nothing(),
    csat: nothing(),
    surveyResponseRate: nothing(),
    nps: nothing(),
    firstContactResolution: nothing(),
    averageHandlingTime: nothing(),
    reopenRate: nothing(),
    backlog: nothing(),
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
  sums: Record<KpiName, Sum>,
  rollup: Pick<AddedUp, "counts">,
  as: RolledAs,
): void => {
  const count = (column: RollupCount): number => countIn(rollup, column);
  for (const name of rolledShares) {
    const isCohort = name === "firstContactResolution" || name === "reopenRate";
    const n = count(`${name}N`);
    if (isCohort && as.withoutCohorts) continue;
    if (isCohort && !as.mature && n > 0) sums[name].provisional = true;
    if (name === "firstContactResolution" && !as.mature) continue;
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

const correct = (sum: Sum, one: Contribution): void => {
  const { figure, score, counted, hit, valueMs, businessMs } = one;
  if (figure === "nps" && !counted) {
    sum.n -= 1;
    const group = npsGroup(score);
    if (group !== null) sum.nps[group] -= 1;
  } else if (figure === "firstContactResolution" && hit === false) {
    sum.hits -= 1;
  } else if (figure === "averageHandlingTime" && !counted) {
    sum.interactions -= 1;
    sum.calendar.push(-(valueMs ?? 0));
    if (businessMs === null) return;
    sum.interactionsInBusiness -= 1;
    sum.business.push(-businessMs);
  }
};

const nothing = (): Sum => ({
  n: 0,
  hits: 0,
  provisional: false,
  calendar: [],
  business: [],
  interactions: 0,
  interactionsInBusiness: 0,
  lastInteraction: null,
  nps: { promoters: 0, passives: 0, detractors: 0 },
});

const addTo = (sum: Sum, one: Contribution): void => {
  if (one.provisional) sum.provisional = true;
  if (!one.counted) return;
  sum.n += 1;
  if (one.hit === true) sum.hits += 1;
  if (one.valueMs !== null) sum.calendar.push(one.valueMs);
  if (one.businessMs !== null) sum.business.push(one.businessMs);
  if (one.figure === "nps") {
    const group = npsGroup(one.score);
    if (group !== null) sum.nps[group] += 1;
  }
  if (one.figure === "averageHandlingTime") countInteraction(sum, one);
};

const countInteraction = (sum: Sum, { ticketId, subject, businessMs }: Contribution): void => {
  const interaction = `${ticketId} ${subject}`;
  if (interaction === sum.lastInteraction) return;
  sum.lastInteraction = interaction;
  sum.interactions += 1;
  if (businessMs !== null) sum.interactionsInBusiness += 1;
};

const figuresOf = (sums: Record<KpiName, Sum>, added: AddedSums): KpiFigures => {
  const share = (name: KpiName, definition: KpiDefinition): ShareKpi => {
    const { hits, n, provisional } = sums[name];
    return { ...shareFigure(definition, hits, n), provisional };
  };
  const isAdded = added.sums().length > 0;
  const timesOf = timesIn(added);
  const duration = (name: RolledTime, definition: KpiDefinition): DurationKpi => {
    const { calendar, business, provisional } = sums[name];
    if (!isAdded) return { ...durationFigure(definition, calendar, business), provisional };
    const times = timesOf(name);
    const figure = addedFigure(definition, times.calendar, times.business);
    return { ...figure, percentiles: "sketch", provisional };
  };
  return {
    attainment: share("attainment", attainmentDefinition),
    firstResponseTime: duration("firstResponseTime", firstResponseTimeDefinition),
    firstResponseTimeAny: duration("firstResponseTimeAny", firstResponseTimeAnyDefinition),
    firstResolutionTime: duration("firstResolutionTime", firstResolutionTimeDefinition),
    fullResolutionTime: duration("fullResolutionTime", fullResolutionTimeDefinition),
    resolutionEffort: duration("resolutionEffort", resolutionEffortDefinition),
    speedOfAnswer: duration("speedOfAnswer", speedOfAnswerDefinition),
    answeredInTime: share("answeredInTime", answeredInTimeDefinition),
    abandonment: share("abandonment", abandonmentDefinition),
    csat: { ...csat(sums.csat.hits, sums.csat.n), provisional: sums.csat.provisional },
    surveyResponseRate: share("surveyResponseRate", surveyResponseRateDefinition),
    nps: { ...nps(sums.nps.nps), provisional: sums.nps.provisional },
    firstContactResolution: share("firstContactResolution", firstContactResolutionDefinition),
    averageHandlingTime: handling(sums.averageHandlingTime),
    reopenRate: share("reopenRate", reopenRateDefinition),
    backlog: backlogOf(sums.backlog),
  };
};

const handling = (sum: Sum): KpiFigures["averageHandlingTime"] => {
  const total = (times: readonly number[]) => times.reduce((all, ms) => all + ms, 0);
  const figure = averageHandlingTime(
    { ms: total(sum.calendar), interactions: sum.interactions },
    { ms: total(sum.business), interactions: sum.interactionsInBusiness },
  );
  return { ...figure, provisional: sum.provisional };
};

const backlogOf = ({ n, calendar, business, provisional }: Sum): KpiFigures["backlog"] => {
  const { definition: _, ...age } = durationFigure(backlogDefinition, calendar, business);
  return { definition: backlogDefinition, n, value: n, age, provisional };
};
