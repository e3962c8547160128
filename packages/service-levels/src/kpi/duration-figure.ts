import type { Figure, KpiDefinition } from "./definition.ts";
import { percentile } from "./percentile.ts";
import { sketchPercentiles, type Sketch } from "./sketch.ts";

export const firstResponseTimeDefinition = { name: "firstResponseTime", version: 3 };
export const firstResponseTimeAnyDefinition = { name: "firstResponseTimeAny", version: 3 };
export const firstResolutionTimeDefinition = { name: "firstResolutionTime", version: 3 };
export const fullResolutionTimeDefinition = { name: "fullResolutionTime", version: 3 };
export const resolutionEffortDefinition = { name: "resolutionEffort", version: 5 };
export const speedOfAnswerDefinition = { name: "speedOfAnswer", version: 1 };

/** Times that were added up, in ms, with their spread over the buckets of a sketch. */
export interface AddedTimes {
  readonly n: number;
  readonly ms: number;
  readonly spread: Sketch;
}

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

/** The mean is exact, percentiles are within 1 %. */
const sketchedSummary = ({ n, ms, spread }: AddedTimes): DurationSummary | null => {
  if (n === 0) return null;
  const percentileAt = sketchPercentiles(spread);
  const at = (share: number): number => Math.round(percentileAt(share) ?? 0);
  return { meanMs: ms / n, p50Ms: at(50), p90Ms: at(90), p95Ms: at(95) };
};

/** The same of times that were added up before. */
export const addedFigure = (
  definition: KpiDefinition,
  calendar: AddedTimes,
  business: AddedTimes,
): TimeFigure<DurationSummary> => ({
  definition,
  n: calendar.n,
  value: sketchedSummary(calendar),
  business: { n: business.n, value: sketchedSummary(business) },
});
