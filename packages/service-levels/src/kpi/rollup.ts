import type { SeenClock } from "../seen-ticket.ts";
import type { TargetName } from "../policy-document.ts";
import type { KpiName } from "./contribution.ts";
import type { NpsCounts } from "./nps.ts";
import { bucketOf, emptySketch, type Sketch } from "./sketch.ts";

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

/** Figures that are times, and have percentiles. */
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

const sums = ["N", "Ms", "BusinessN", "BusinessMs"] as const;
type Summed = RolledTime | "averageHandlingTime";

/** Each a number of cases or of ms, so that any rollups add up, and one may be taken out of another again. */
export type RollupCount =
  | "contributions"
  | "attainmentOverdue"
  | keyof NpsCounts
  | `${RolledShare}${"N" | "Hits"}`
  | `${Summed}${(typeof sums)[number]}`
  | `${RolledProvisional}Provisional`;
/** Times by {@link spreadBucket}; clocks by {@link clockTally}, and received tickets by {@link receiptTally}. */
export type RollupBag = "spreads" | RollupTally;
export const rollupTallies = ["clocks", "receipts"] as const;
export type RollupTally = (typeof rollupTallies)[number];

export const rollupCounts: readonly RollupCount[] = [
  "contributions",
  "attainmentOverdue",
  "promoters",
  "passives",
  "detractors",
  ...rolledShares.flatMap((share) => [`${share}N`, `${share}Hits`] as const),
  ...([...rolledTimes, "averageHandlingTime"] as const).flatMap((time) =>
    sums.map((sum) => `${time}${sum}` as const),
  ),
  ...rolledProvisional.map((name) => `${name}Provisional` as const),
];
export const rollupBags: readonly RollupBag[] = ["spreads", ...rollupTallies];

/** The figures in calendar time and then in business time: the place of each, from 1, tells its buckets from those of others. */
export const rollupSpreads = rolledTimes.flatMap((time) => [time, `${time}Business`] as const);
export type RollupSpread = (typeof rollupSpreads)[number];

/** A rollup as it is read. */
export interface AddedUp {
  /** In the order of {@link rollupCounts}. */
  readonly counts: readonly number[];
  /** Adds its times, `times` over, to counts by {@link spreadBucket}. */
  readonly spread: (into: Map<number, number>, times: number) => void;
  readonly tally: (column: RollupTally) => ReadonlyMap<string, number>;
}

/** More than there are buckets for any time. */
const BUCKETS = 10_000;

/** What stands before the buckets of a figure's times. */
const spreadsAt: ReadonlyMap<RollupSpread, number> = new Map(
  rollupSpreads.map((spread, place) => [spread, (place + 1) * BUCKETS]),
);
const spreadAt = (spread: RollupSpread): number => spreadsAt.get(spread) ?? 0;

/** The number under which a figure's time is counted: its place × 10,000, and for more than no time 1 + that of its bucket. */
export const spreadBucket = (spread: RollupSpread, ms: number): number => {
  const bucket = bucketOf(ms);
  return spreadAt(spread) + (bucket === null ? 0 : bucket + 1);
};

/** Which figure's times a number counts, by its place among {@link rollupSpreads}; null for one below all of them. */
export const spreadOf = (number: number): number | null =>
  number < BUCKETS ? null : Math.floor(number / BUCKETS) - 1;

/** The sketches of all figures' times. */
export const sketchesIn = (
  spreads: ReadonlyMap<number, number>,
): ((spread: RollupSpread) => Sketch) => {
  const sketches = new Map<number, { zeros: number; readonly buckets: Map<number, number> }>();
  for (const [number, count] of spreads) {
    const bucket = number % BUCKETS;
    const at = number - bucket;
    const sketch = sketches.get(at) ?? { zeros: 0, buckets: new Map<number, number>() };
    sketches.set(at, sketch);
    if (bucket === 0) sketch.zeros += count;
    else sketch.buckets.set(bucket - 1, count);
  }
  return (spread) => sketches.get(spreadAt(spread)) ?? emptySketch;
};

/** What became of a clock in the time of a rollup; `overdue`: it will be breached then unless something happens before. */
const clockOutcomes = ["met", "breached", "cancelled", "overdue"] as const;
export type ClockOutcome = (typeof clockOutcomes)[number];

/** The name under which a clock is counted. */
export const clockTally = (
  target: TargetName,
  outcome: ClockOutcome,
  policyVersion: string,
): string => `${target} ${outcome} ${policyVersion}`;

/** What {@link clockTally} made a name of. */
export const clockTallied = (name: string) => {
  const [target = "", outcome = "", ...version] = name.split(" ");
  return { target, outcome: outcomeIn(outcome), policyVersion: version.join(" ") };
};

/** Only a ticket's own tally ever wrote it. */
const outcomeIn = (text: string): ClockOutcome =>
  clockOutcomes.find((outcome) => outcome === text) ?? "cancelled";

/** The name under which a received ticket is counted: all targets that it has a clock of. */
export const receiptTally = (clocks: readonly SeenClock[], policyVersion: string): string => {
  const targets = new Set(clocks.map(({ clock }) => clock.target));
  return `${[...targets].toSorted().join("+")} ${policyVersion}`;
};

/** What {@link receiptTally} made a name of. */
export const receiptTallied = (name: string) => {
  const [targets = "", ...version] = name.split(" ");
  return { targets: targets.split("+"), policyVersion: version.join(" ") };
};
