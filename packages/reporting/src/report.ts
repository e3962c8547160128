import { formatInstant, type EpochMs, type ReportedTicket } from "@docket/service-levels";
import type { Dimension } from "./dimension.ts";
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

/** The versions of policies by which tickets are judged, of those received by `now`: later ones are not there yet. */
export const policiesJudging = (now: EpochMs) => {
  const versions = new Set<string>();
  return {
    versions,
    add({ facts, policy }: ReportedTicket): void {
      if (facts.some(({ type, at }) => type === "opened" && at <= now))
        versions.add(policy.version);
    },
  };
};

/** A report in the making: takes in one ticket after the other, in the order of their ids, and keeps only what it needs of them. */
export interface Accumulator<Report> {
  readonly add: (ticket: ReportedTicket) => void;
  /** To be called once, at the end. */
  readonly report: () => Report;
}
