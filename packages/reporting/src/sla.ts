import {
  attainment,
  seen,
  targetNames,
  type ClockReading,
  type EpochMs,
  type Figure,
  type GroupingAttributes,
  type SeenClock,
  type TargetName,
} from "@docket/service-levels";
import type { Dimension, Group } from "./dimension.ts";
import { createGroups, groupsBy, namedGroup, type Groups } from "./grouping.ts";
import { isIn, type Period } from "./period.ts";
import {
  reportHeader,
  type Accumulator,
  type ReportHeader,
  type ReportQuestion,
} from "./report.ts";

/** Clocks by what became of them: decided ones by the instant of the decision, the others as they stand at `now`. */
export interface SlaCounts {
  readonly met: number;
  readonly breached: number;
  /** Of the breached: not stopped by `now`. */
  readonly breachedOpen: number;
  readonly cancelled: number;
  readonly running: number;
  readonly paused: number;
  readonly unreachable: number;
}

export interface SlaFigures extends SlaCounts {
  /** met / (met + breached) */
  readonly attainment: Figure;
}

export interface SlaReport extends ReportHeader, SlaFigures {
  readonly only: readonly TargetName[];
  /** Tickets received in the period that have no clock of these targets. */
  readonly withoutClock: number;
  /** Under which tickets of this report were judged. */
  readonly policyVersions: readonly string[];
  readonly targets: readonly ({ readonly target: TargetName } & SlaFigures)[];
  /** By target and the dimensions asked for; empty when none were. */
  readonly groups: readonly SlaGroup[];
}

export interface SlaGroup extends SlaFigures {
  readonly target: TargetName;
  readonly group: Group;
}

export interface SlaQuestion extends ReportQuestion {
  /** The targets to report on. */
  readonly only: readonly TargetName[];
}

/** What the report counts: what was decided in the period, and what had started before its end and is undecided. */
export const isCounted = (period: Period, { decidedAt: at, clock }: SeenClock): boolean =>
  at === null ? period.to === null || clock.course.startedAt < period.to : isIn(period, at);

type Sum = { -readonly [Count in keyof SlaCounts]: number };
const nothing = (): Sum => ({
  met: 0,
  breached: 0,
  breachedOpen: 0,
  cancelled: 0,
  running: 0,
  paused: 0,
  unreachable: 0,
});

/** What was counted may all have been taken out again. */
const isNothing = (sum: Sum): boolean => Object.values(sum).every((count) => count === 0);

export const slaReport = (question: SlaQuestion): Accumulator<SlaReport> => {
  const { period } = question;
  const totals = slaTotals(question);
  return {
    add(ticket) {
      const view = seen(ticket, question);
      if (view === null) return;
      const policyVersion = ticket.policy.version;
      if (view.clocks.length === 0 && isIn(period, view.receivedAt)) {
        totals.withoutClock(policyVersion, 1);
      }
      const { attributes } = view;
      for (const one of view.clocks) {
        if (!isCounted(period, one)) continue;
        const { clock, decidedAt: at, reading } = one;
        const isOpen = reading.stoppedAt === null;
        const counted = { target: clock.target, state: reading.state, isOpen, at, attributes };
        totals.count({ ...counted, policyVersion }, 1);
      }
    },
    report: totals.report,
  };
};

/** Clocks that are alike in all that the report looks at. */
export interface CountedClock {
  readonly target: TargetName;
  readonly state: ClockReading["state"];
  /** Not stopped. */
  readonly isOpen: boolean;
  /** When it was decided. */
  readonly at: EpochMs | null;
  readonly attributes: GroupingAttributes;
  readonly policyVersion: string;
}

type Place = Pick<CountedClock, "target" | "at" | "attributes">;

/** The sums over the clocks of a period, each target of which is asked for. */
export const slaTotals = (question: SlaQuestion) => {
  const { period, by, only } = question;
  const all = nothing();
  const targets = new Map(targetNames.map((target) => [target, nothing()]));
  const groups = new Map(targetNames.map((target) => [target, createGroups(nothing)]));
  const groupOf = groupsBy(by, period.zone);
  const versions = new Map<string, number>();
  const judged = (version: string, times: number): void => {
    versions.set(version, (versions.get(version) ?? 0) + times);
  };
  const sumsOf = ({ target, at, attributes }: Place): readonly Sum[] => {
    const group = by.length > 0 ? groups.get(target)?.of(groupOf(attributes, at)) : undefined;
    return [all, targets.get(target), group].filter((sum) => sum !== undefined);
  };
  let withoutClock = 0;
  return {
    /** @param times so many of them; fewer than none are taken out again */
    count(clocks: CountedClock, times: number): void {
      const { state, isOpen, policyVersion } = clocks;
      for (const sum of sumsOf(clocks)) {
        sum[state] += times;
        if (state === "breached" && isOpen) sum.breachedOpen += times;
      }
      judged(policyVersion, times);
    },
    /** Of the breached that were counted as if they had been stopped: this one was not. */
    breachedOpen(clock: Place): void {
      for (const sum of sumsOf(clock)) sum.breachedOpen += 1;
    },
    withoutClock(policyVersion: string, times: number): void {
      withoutClock += times;
      judged(policyVersion, times);
    },
    report: (): SlaReport => ({
      ...reportHeader("sla", question),
      only,
      ...figures(all),
      withoutClock,
      policyVersions: [...versions]
        .filter(([, times]) => times > 0)
        .map(([version]) => version)
        .toSorted(),
      targets: only.map((target) => ({ target, ...figures(targets.get(target) ?? nothing()) })),
      groups: only.flatMap((target) => groupsOf(target, groups.get(target), by)),
    }),
  };
};

const figures = (sum: Sum): SlaFigures => ({
  ...sum,
  attainment: attainment({ ...sum, running: sum.running + sum.paused }),
});

const groupsOf = (
  target: TargetName,
  groups: Groups<Sum> | undefined,
  by: readonly Dimension[],
): SlaGroup[] =>
  (groups?.sorted() ?? [])
    .filter(({ sum }) => !isNothing(sum))
    .map(({ key, sum }) => ({
      target,
      group: namedGroup(by, key),
      ...figures(sum),
    }));
