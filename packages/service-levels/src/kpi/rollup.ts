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

/** A rollup as it is read. */
export interface AddedUp {
  /** In the order of {@link rollupCounts}. */
  readonly counts: readonly number[];
  /** In the order of {@link rollupSpreads}, by {@link bucketName}. */
  readonly spreads: readonly ReadonlyMap<string, number>[];
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
  const { figure, counted, hit, valueMs, businessMs } = one;
  to.count("contributions", 1);
  const share = shareColumns.get(figure);
  const time = timeColumns.get(figure);
  const provisional = one.provisional ? provisionalColumns.get(figure) : undefined;
  if (provisional !== undefined) to.count(provisional, 1);
  if (!counted) return;
  if (share !== undefined) {
    to.count(share.n, 1);
    if (hit === true) to.count(share.hits, 1);
  } else if (time !== undefined) {
    if (valueMs !== null) addTime(to, time.calendar, valueMs);
    if (businessMs !== null) addTime(to, time.business, businessMs);
  } else if (figure === "nps") {
    const group = npsGroup(one.score);
    if (group !== null) to.count(group, 1);
  }
};

interface TimeColumns {
  readonly n: RollupCount;
  readonly ms: RollupCount;
  readonly spread: RollupSpread;
}

const addTime = (to: Rollup, { n, ms, spread }: TimeColumns, value: number): void => {
  to.count(n, 1);
  to.count(ms, value);
  to.spread(spread, bucketName(value));
};

// Names are made once: there are some for each of a ticket's contributions.
const shareColumns: ReadonlyMap<KpiName, { readonly n: RollupCount; readonly hits: RollupCount }> =
  new Map(rolledShares.map((share) => [share, { n: `${share}N`, hits: `${share}Hits` }]));
const provisionalColumns: ReadonlyMap<KpiName, RollupCount> = new Map(
  rolledProvisional.map((name) => [name, `${name}Provisional`]),
);
const timeColumns: ReadonlyMap<
  KpiName,
  { readonly calendar: TimeColumns; readonly business: TimeColumns }
> = new Map(
  rolledTimes.map((time) => [
    time,
    {
      calendar: { n: `${time}N`, ms: `${time}Ms`, spread: `${time}Spread` },
      business: {
        n: `${time}BusinessN`,
        ms: `${time}BusinessMs`,
        spread: `${time}BusinessSpread`,
      },
    },
  ]),
);
