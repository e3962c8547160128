import { npsGroup, type NpsCounts } from "./nps.ts";
import { bucketOf } from "./sketch.ts";
import type { Contribution, KpiName } from "./contribution.ts";

/** Figures that are shares of what was counted. */
export const rolledShares = [
  "attainment",
  "answeredInTime",
  "abandonment",
  "csat",
  "surveyResponseRate",
  "firstContactResolution",
  "reopenRate",
] as const satisfies readonly KpiName[];
export type RolledShare = (typeof rolledShares)[number];

/** Figures that are times. */
export const rolledTimes = [
  "firstResponseTime",
  "firstResponseTimeAny",
  "firstResolutionTime",
  "fullResolutionTime",
  "resolutionEffort",
  "speedOfAnswer",
] as const satisfies readonly KpiName[];
export type RolledTime = (typeof rolledTimes)[number];

/** Those of which something is provisional for another reason than the 7 days of a cohort. */
export const rolledProvisional = [
  "answeredInTime",
  "abandonment",
  "fullResolutionTime",
  "resolutionEffort",
] as const satisfies readonly KpiName[];
type RolledProvisional = (typeof rolledProvisional)[number];

/** Each a number of cases or of ms, so that any rollups add up, and one may be taken out of another again. */
export type RollupCount =
  | "contributions"
  | "attainmentOverdue"
  | keyof NpsCounts
  | `${RolledShare}${"N" | "Hits"}`
  | `${RolledTime}${"N" | "Ms" | "BusinessN" | "BusinessMs"}`
  | `${RolledProvisional}Provisional`;
/** Times by the buckets of a sketch: {@link bucketName}. */
export type RollupSpread = `${RolledTime}${"Spread" | "BusinessSpread"}`;

export const rollupCounts: readonly RollupCount[] = [
  "contributions",
  "attainmentOverdue",
  "promoters",
  "passives",
  "detractors",
  ...rolledShares.flatMap((share) => [`${share}N`, `${share}Hits`] as const),
  ...rolledTimes.flatMap(
    (time) => [`${time}N`, `${time}Ms`, `${time}BusinessN`, `${time}BusinessMs`] as const,
  ),
  ...rolledProvisional.map((name) => `${name}Provisional` as const),
];
export const rollupSpreads: readonly RollupSpread[] = rolledTimes.flatMap(
  (time) => [`${time}Spread`, `${time}BusinessSpread`] as const,
);

/** What is added up. */
export interface Rollup {
  readonly count: (column: RollupCount, amount: number) => void;
  readonly spread: (column: RollupSpread, bucket: string) => void;
}

/** A sketch's bucket by its number, or `zero`. */
export const bucketName = (ms: number): string => {
  const bucket = bucketOf(ms);
  return bucket === null ? "zero" : String(bucket);
};

/** Adds what a settled ticket contributed. */
export const rollUp = (
  to: Rollup,
  one: Pick<
    Contribution,
    "figure" | "counted" | "provisional" | "hit" | "score" | "valueMs" | "businessMs"
  >,
): void => {
  const { figure, counted, hit } = one;
  to.count("contributions", 1);
  if (one.provisional && isOf(rolledProvisional, figure)) to.count(`${figure}Provisional`, 1);
  if (!counted) return;
  if (isOf(rolledShares, figure)) {
    to.count(`${figure}N`, 1);
    if (hit === true) to.count(`${figure}Hits`, 1);
  } else if (isOf(rolledTimes, figure)) {
    addTimes(to, figure, one);
  } else if (figure === "nps") {
    const group = npsGroup(one.score);
    if (group !== null) to.count(group, 1);
  }
};

const addTimes = (
  to: Rollup,
  figure: RolledTime,
  { valueMs, businessMs }: Pick<Contribution, "valueMs" | "businessMs">,
): void => {
  if (valueMs !== null) {
    to.count(`${figure}N`, 1);
    to.count(`${figure}Ms`, valueMs);
    to.spread(`${figure}Spread`, bucketName(valueMs));
  }
  if (businessMs !== null) {
    to.count(`${figure}BusinessN`, 1);
    to.count(`${figure}BusinessMs`, businessMs);
    to.spread(`${figure}BusinessSpread`, bucketName(businessMs));
  }
};

const isOf = <Name extends KpiName>(names: readonly Name[], figure: KpiName): figure is Name =>
  names.some((name) => name === figure);
