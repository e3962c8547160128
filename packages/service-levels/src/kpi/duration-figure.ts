import type { Figure, KpiDefinition } from "./definition.ts";
import { percentile } from "./percentile.ts";

export const firstResponseTimeDefinition = { name: "firstResponseTime", version: 1 };
export const firstResponseTimeAnyDefinition = { name: "firstResponseTimeAny", version: 1 };
export const firstResolutionTimeDefinition = { name: "firstResolutionTime", version: 1 };
export const fullResolutionTimeDefinition = { name: "fullResolutionTime", version: 1 };
export const resolutionEffortDefinition = { name: "resolutionEffort", version: 1 };
export const speedOfAnswerDefinition = { name: "speedOfAnswer", version: 1 };

export interface DurationSummary {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
}

/** A figure in calendar time with the same in business time: what lies in the opening hours, of whoever has some. */
export interface TimeFigure<Value> extends Figure<Value> {
  readonly business: Omit<Figure<Value>, "definition">;
}

/** Mean and exact percentiles of measured times in ms; null when nothing was measured: never a zero for it. */
export const summaryOf = (durations: Iterable<number>): DurationSummary | null => {
  const ascending = Float64Array.from(durations).sort();
  const n = ascending.length;
  if (n === 0) return null;
  const at = (share: number): number => percentile(ascending, share) ?? 0;
  // Summed in ascending order, so that the order in which they came changes no digit.
  const sum = ascending.reduce((total, ms) => total + ms, 0);
  return { meanMs: sum / n, p50Ms: at(50), p90Ms: at(90), p95Ms: at(95) };
};

/** Of calendar and of business times (D14); what was not measured is in neither list. */
export const durationFigure = (
  definition: KpiDefinition,
  calendar: readonly number[],
  business: readonly number[],
): TimeFigure<DurationSummary> => ({
  definition,
  n: calendar.length,
  value: summaryOf(calendar),
  business: { n: business.length, value: summaryOf(business) },
});
