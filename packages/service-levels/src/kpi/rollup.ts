import type { SeenClock } from "../seen-ticket.ts";
import type { TargetName } from "../policy-document.ts";
import type { KpiName } from "./contribution.ts";
import type { NpsCounts } from "./nps.ts";
import { rolledTimes, type RolledTime, type Spreads } from "./spreads.ts";

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
/** Times by `spreadBucket`; clocks by {@link clockTally}, and received tickets by {@link receiptTally}. */
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

/** A rollup as it is read. */
export interface AddedUp {
  /** In the order of {@link rollupCounts}. */
  readonly counts: readonly number[];
  /** Adds its times, `times` over. */
  readonly spread: (into: Spreads, times: number) => void;
  readonly tally: (column: RollupTally) => ReadonlyMap<string, number>;
}

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
