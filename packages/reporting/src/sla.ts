import {
  attainment,
  seen,
  targetNames,
  type ClockReading,
  type Figure,
  type GroupingAttributes,
  type ReportedTicket,
  type SeenClock,
  type TargetName,
} from "@docket/service-levels";
import { createGroups, groupsBy, namedGroup, type Groups } from "./grouping.ts";
import { reportHeader, type Dimension, type DimensionValue, type ReportHeader } from "./header.ts";
import type { ReportQuestion } from "./header.ts";
import { isIn, type Period } from "./period.ts";

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
  readonly group: { readonly [D in Dimension]?: DimensionValue };
}

export interface SlaQuestion extends ReportQuestion {
  /** The targets to report on. */
  readonly only: readonly TargetName[];
}

/** What the report counts: what was decided in the period, and what had started before its end and is undecided. */
export const counts = (period: Period, { decidedAt: at, clock }: SeenClock): boolean =>
  at === null ? period.to === null || clock.course.startedAt < period.to : isIn(period, at);

/** Takes in one ticket after the other; only sums are kept. */
export interface SlaAccumulator {
  readonly add: (ticket: ReportedTicket) => void;
  readonly report: () => SlaReport;
}

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

export const slaReport = (question: SlaQuestion): SlaAccumulator => {
  const { period, by, only } = question;
  const all = nothing();
  const targets = new Map(targetNames.map((target) => [target, nothing()]));
  const groups = new Map(targetNames.map((target) => [target, createGroups(nothing)]));
  const groupOf = groupsBy(by, period.zone);
  const versions = new Set<string>();
  let withoutClock = 0;

  const count = (one: SeenClock, attributes: GroupingAttributes) => {
    const { target } = one.clock;
    const sums = [all, targets.get(target)];
    if (by.length > 0) sums.push(groups.get(target)?.of(groupOf(attributes, one.decidedAt)));
    for (const sum of sums) if (sum !== undefined) addTo(sum, one.reading);
  };

  return {
    add(ticket) {
      const view = seen(ticket, question);
      if (view === null) return;
      if (view.clocks.length === 0) {
        if (!isIn(period, view.receivedAt)) return;
        withoutClock += 1;
        versions.add(ticket.policy.version);
      }
      for (const one of view.clocks) {
        if (!counts(period, one)) continue;
        count(one, view.attributes);
        versions.add(ticket.policy.version);
      }
    },
    report: () => ({
      ...reportHeader("sla", question),
      only,
      ...figures(all),
      withoutClock,
      policyVersions: [...versions].toSorted(),
      targets: only.map((target) => ({ target, ...figures(targets.get(target) ?? nothing()) })),
      groups: only.flatMap((target) => groupsOf(target, groups.get(target), by)),
    }),
  };
};

const addTo = (sum: Sum, { state, stoppedAt }: ClockReading): void => {
  sum[state] += 1;
  if (state === "breached" && stoppedAt === null) sum.breachedOpen += 1;
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
  (groups?.sorted() ?? []).map(({ key, sum }) => ({
    target,
    group: namedGroup(by, key),
    ...figures(sum),
  }));
