import { type DurationSummary, kpiNames, type KpiName } from "@docket/service-levels";
import type { Group } from "../dimension.ts";
import type { KpiGroup } from "../kpi.ts";
import type { DurationKpi, KpiFigures } from "../kpi-figures.ts";
import { readable, type Unit } from "./readable.ts";

/** A KPI in one shape, whatever it measures. */
export interface FigureView {
  readonly name: KpiName;
  readonly version: number;
  readonly unit: Unit;
  /** What stands for the figure: of times the median, but of handling the mean. */
  readonly value: number | null;
  readonly n: number;
  readonly provisional: boolean;
  readonly interval: readonly [low: number, high: number] | null;
  /** What is measured, and the same in business time. */
  readonly times: Times;
  readonly business: Times & { readonly n: number | null };
}

export interface Times {
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p95Ms: number | null;
}

const NO_TIMES: Times = { meanMs: null, p50Ms: null, p90Ms: null, p95Ms: null };
const NO_BUSINESS = { ...NO_TIMES, n: null };

const timesOf = (summary: DurationSummary | null): Times => summary ?? NO_TIMES;

/** All of a group's figures, in the order of reports. */
export const figureViews = (figures: KpiFigures): readonly FigureView[] =>
  kpiNames.map((name) => figureView(figures, name));

/** A figure of one group among several. */
export interface GroupFigure extends FigureView {
  readonly group: Group;
}

export const groupFigures = ({ group, figures }: KpiGroup): readonly GroupFigure[] =>
  figureViews(figures).map((figure) => ({ ...figure, group }));

const figureView = (figures: KpiFigures, name: KpiName): FigureView => {
  switch (name) {
    case "attainment":
    case "answeredInTime":
    case "abandonment":
    case "surveyResponseRate":
    case "firstContactResolution":
    case "reopenRate":
    case "csat":
      return view(name, "share", figures[name]);
    case "nps":
      return view(name, "points", figures[name]);
    case "firstResponseTime":
    case "firstResponseTimeAny":
    case "firstResolutionTime":
    case "fullResolutionTime":
    case "resolutionEffort":
    case "speedOfAnswer":
      return timesView(name, figures[name]);
    case "averageHandlingTime":
      return handlingView(figures[name]);
    case "backlog":
      return backlogView(figures[name]);
    default:
      return name satisfies never;
  }
};

type Plain = Pick<FigureView, "n" | "value" | "provisional"> & {
  readonly definition: { readonly version: number };
  readonly interval?: FigureView["interval"];
};

const view = (name: KpiName, unit: Unit, figure: Plain): FigureView => ({
  name,
  unit,
  n: figure.n,
  value: figure.value,
  provisional: figure.provisional,
  version: figure.definition.version,
  interval: figure.interval ?? null,
  times: NO_TIMES,
  business: NO_BUSINESS,
});

const timesView = (name: KpiName, figure: DurationKpi): FigureView => ({
  ...view(name, "ms", { ...figure, value: figure.value?.p50Ms ?? null }),
  times: timesOf(figure.value),
  business: { n: figure.business.n, ...timesOf(figure.business.value) },
});

const handlingView = (figure: KpiFigures["averageHandlingTime"]): FigureView => ({
  ...view("averageHandlingTime", "ms", figure),
  times: { ...NO_TIMES, meanMs: figure.value },
  business: { ...NO_TIMES, n: figure.business.n, meanMs: figure.business.value },
});

const backlogView = (figure: KpiFigures["backlog"]): FigureView => ({
  ...view("backlog", "count", figure),
  times: timesOf(figure.age.value),
  business: { n: figure.age.business.n, ...timesOf(figure.age.business.value) },
});

export const shownValue = ({ unit, value }: FigureView): string => readable(unit, value);

/** The value, with its cases and whether it is provisional. */
export const valueText = (figure: FigureView | undefined): string =>
  figure === undefined || figure.n === 0
    ? "–"
    : `${figure.provisional ? "~" : ""}${shownValue(figure)} (${readable("count", figure.n)})`;

/** What is to be known before anybody relies on the value. */
export const remarksOn = ({ interval, provisional, unit }: FigureView): string =>
  [
    ...(interval === null ? [] : [interval.map((bound) => readable(unit, bound)).join(" to ")]),
    ...(provisional ? ["provisional"] : []),
  ].join(", ");
