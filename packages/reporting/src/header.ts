import { formatInstant, type EpochMs } from "@docket/service-levels";
import type { Period } from "./period.ts";

/** What every report is told beside its own options. */
export interface ReportQuestion {
  readonly period: Period;
  /** At which clocks are judged, and after which nothing has occurred. */
  readonly now: EpochMs;
  /** The knowledge: what was recorded by then; null for an empty log. */
  readonly asOf: EpochMs | null;
  readonly by: readonly Dimension[];
  /** The version of the policy that all tickets are judged by; null when each is by the one it is bound to. */
  readonly policy: string | null;
}

/** What tickets and figures can be grouped by: attributes of the ticket at `now`, or the time of what is counted. */
export const attributeDimensions = [
  "kind",
  "channel",
  "category",
  "priority",
  "tier",
  "team",
  "agent",
  "language",
] as const;
export type AttributeDimension = (typeof attributeDimensions)[number];
export const dimensions = [...attributeDimensions, "hour", "day", "week", "month"] as const;
export type Dimension = (typeof dimensions)[number];
/** A value of a dimension; null is not known. */
export type DimensionValue = string | number | null;

/** Says of a report what it was asked: the same header over the same log gives the same bytes. */
export interface ReportHeader {
  readonly report: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
  readonly now: string;
  readonly asOf: string | null;
  readonly by: readonly Dimension[];
  readonly policy: string | null;
}

export const reportHeader = (report: string, question: ReportQuestion): ReportHeader => ({
  report,
  from: instantOrNull(question.period.from),
  to: instantOrNull(question.period.to),
  zone: question.period.zone,
  now: formatInstant(question.now),
  asOf: instantOrNull(question.asOf),
  by: question.by,
  policy: question.policy,
});

/** An instant as reports write it. */
export const instantOrNull = (at: EpochMs | null): string | null =>
  at === null ? null : formatInstant(at);

export type DimensionsResult =
  | { readonly ok: true; readonly by: readonly Dimension[] }
  | { readonly ok: false; readonly problem: string };

const isDimension = (text: string): text is Dimension =>
  dimensions.some((dimension) => dimension === text);

/** Reads `channel,priority`: no dimension twice. */
export const parseDimensions = (text: string): DimensionsResult => {
  const by: Dimension[] = [];
  for (const name of text.split(",").map((part) => part.trim())) {
    if (!isDimension(name)) {
      return { ok: false, problem: `"${name}" is none of ${dimensions.join(", ")}` };
    }
    if (by.includes(name)) return { ok: false, problem: `names "${name}" twice` };
    by.push(name);
  }
  return { ok: true, by };
};
