import { type DurationSummary, kpiNames, type KpiName } from "@docket/service-levels";
import type { KpiFigures } from "../kpi-sums.ts";
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

/** All of a group's figures that were asked for, in the order of reports. */
export const figureViews = (figures: Partial<KpiFigures>): readonly FigureView[] =>
  kpiNames.flatMap((name) => figureView(figures, name) ?? []);

const figureView = (figures: Partial<KpiFigures>, name: KpiName): FigureView | undefined => {
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

const view = (name: KpiName, unit: Unit, figure: Plain | undefined): FigureView | undefined =>
  figure && {
    name,
    unit,
    n: figure.n,
    value: figure.value,
    provisional: figure.provisional,
    version: figure.definition.version,
    interval: figure.interval ?? null,
    times: NO_TIMES,
    business: NO_BUSINESS,
  };

const timesView = (
  name: KpiName,
  figure: KpiFigures["firstResponseTime"] | undefined,
): FigureView | undefined => {
  if (figure === undefined) return undefined;
  const plain = view(name, "ms", { ...figure, value: figure.value?.p50Ms ?? null });
  const { n, value } = figure.business;
  return plain && { ...plain, times: timesOf(figure.value), business: { n, ...timesOf(value) } };
};

const handlingView = (
  figure: KpiFigures["averageHandlingTime"] | undefined,
): FigureView | undefined => {
  const plain = view("averageHandlingTime", "ms", figure);
  if (figure === undefined || plain === undefined) return undefined;
  const { n, value } = figure.business;
  const times = { ...NO_TIMES, meanMs: figure.value };
  return { ...plain, times, business: { ...NO_TIMES, n, meanMs: value } };
};

const backlogView = (figure: KpiFigures["backlog"] | undefined): FigureView | undefined => {
  const plain = view("backlog", "count", figure);
  if (figure === undefined || plain === undefined) return undefined;
  const { value, business } = figure.age;
  return {
    ...plain,
    times: timesOf(value),
    business: { n: business.n, ...timesOf(business.value) },
  };
};

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
