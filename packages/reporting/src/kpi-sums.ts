import {
  abandonmentDefinition,
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
export type DurationKpi = Provisional<TimeFigure<DurationSummary>>;
/** How many there are, and for how long they have been. */
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
  return {
    add: (one) => addTo(sums[one.figure], one),
    figures: () => figuresOf(sums),
  };
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

const figuresOf = (sums: Record<KpiName, Sum>): KpiFigures => {
  const share = (name: KpiName, definition: KpiDefinition): ShareKpi => {
    const { hits, n, provisional } = sums[name];
    return { ...shareFigure(definition, hits, n), provisional };
  };
  const duration = (name: KpiName, definition: KpiDefinition): DurationKpi => {
    const { calendar, business, provisional } = sums[name];
    return { ...durationFigure(definition, calendar, business), provisional };
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
