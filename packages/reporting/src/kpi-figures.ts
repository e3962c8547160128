import {
  abandonmentDefinition,
  addedFigure,
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
  reopenRateDefinition,
  resolutionEffortDefinition,
  shareFigure,
  speedOfAnswerDefinition,
  surveyResponseRateDefinition,
  type Csat,
  type DurationSummary,
  type Figure,
  type KpiDefinition,
  type KpiName,
  type Nps,
  type RolledTime,
  type TimeFigure,
} from "@docket/service-levels";
import { timesIn, type AddedSums } from "./kpi-added.ts";
import type { KpiSum } from "./kpi-sum.ts";

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

/** @param added what came added up before: its times are not in the sums */
export const figuresOf = (sums: Record<KpiName, KpiSum>, added: AddedSums): KpiFigures => {
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

const handling = (sum: KpiSum): KpiFigures["averageHandlingTime"] => {
  const total = (times: readonly number[]) => times.reduce((all, ms) => all + ms, 0);
  const figure = averageHandlingTime(
    { ms: total(sum.calendar), interactions: sum.interactions },
    { ms: total(sum.business), interactions: sum.interactionsInBusiness },
  );
  return { ...figure, provisional: sum.provisional };
};

const backlogOf = ({ n, calendar, business, provisional }: KpiSum): KpiFigures["backlog"] => {
  const { definition: _, ...age } = durationFigure(backlogDefinition, calendar, business);
  return { definition: backlogDefinition, n, value: n, age, provisional };
};
