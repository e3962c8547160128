import type { Figure, KpiDefinition } from "./definition.ts";
import { percentile } from "./percentile.ts";

export const firstResponseTimeDefinition = { name: "firstResponseTime", version: 1 };
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

/** Mean and exact percentiles of measured times (D14). What was not measured is not in the list: never a zero for it. */
export const durationFigure = (
  definition: KpiDefinition,
  durations: readonly number[],
): Figure<DurationSummary> => {
  const ascending = Float64Array.from(durations).sort();
  const n = ascending.length;
  const at = (share: number): number => percentile(ascending, share) ?? 0;
  const sum = ascending.reduce((total, ms) => total + ms, 0);
  const value = { meanMs: sum / n, p50Ms: at(50), p90Ms: at(90), p95Ms: at(95) };
  return { definition, n, value: n === 0 ? null : value };
};
