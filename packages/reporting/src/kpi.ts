import { NO_ATTRIBUTES, type AddedUp, type Contribution } from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import type { Group } from "./dimension.ts";
import { createGroups, namedGroup } from "./grouping.ts";
import type { RolledAs } from "./kpi-added.ts";
import { kpiGroups, type KpiQuestion } from "./kpi-rows.ts";
import { backlogAt } from "./kpi-backlog.ts";
import { kpiScan } from "./kpi-scan.ts";
import type { KpiFigures } from "./kpi-figures.ts";
import { contributionsIn, kpiSums } from "./kpi-sums.ts";
import {
  instantOrNull,
  policiesJudging,
  reportHeader,
  type Accumulator,
  type ReportHeader,
} from "./report.ts";

export interface KpiGroup {
  readonly group: Group;
  readonly figures: KpiFigures;
}

export interface KpiReport extends ReportHeader {
  /** The name of the calendar of business time. */
  readonly calendar: string;
  /** The instant whose backlog it is. */
  readonly backlogAt: string | null;
  /** Under which tickets were judged. */
  readonly policyVersions: readonly string[];
  readonly figures: KpiFigures;
  /** By the dimensions asked for; empty when none were. */
  readonly groups: readonly KpiGroup[];
}

export const kpiReport = (question: KpiQuestion): Accumulator<KpiReport> => {
  const scan = kpiScan(question);
  const totals = kpiTotals(question);
  const policies = policiesJudging(question.now);
  return {
    add(ticket) {
      policies.add(ticket);
      for (const one of scan.add(ticket)) totals.count(one);
    },
    report() {
      for (const one of scan.finish()) totals.count(one);
      return totals.report(policies.versions);
    },
  };
};

/** The sums over contributions that a scan for this question found. */
export const kpiTotals = (question: KpiQuestion) => {
  const { by } = question;
  const all = kpiSums();
  const groups = createGroups(kpiSums);
  const groupOf = kpiGroups(question);
  const end = { figure: "backlog", at: backlogAt(question), attributes: NO_ATTRIBUTES } as const;
  const atTheEnd = namedGroup(by, groupOf(end));
  // Of other times nothing is known of the backlog: it is not zero.
  const isAtItsEnd = (group: Group): boolean =>
    by.every((dimension) => !isBucketUnit(dimension) || group[dimension] === atTheEnd[dimension]);
  return {
    count(one: Contribution): void {
      all.add(one);
      if (by.length > 0) groups.of(groupOf(one)).add(inGroup(one));
    },
    /** What was added up over a time that lies in one group; `attributes` are those that the groups go by. */
    addUp(
      rollup: AddedUp,
      at: Pick<Contribution, "at" | "attributes">,
      as: RolledAs,
      times: 1 | -1,
    ): void {
      if (contributionsIn(rollup, as) === 0) return;
      const group = by.length === 0 ? all : groups.of(groupOf({ figure: "attainment", ...at }));
      group.added.add(rollup, as, times);
    },
    correct(one: Contribution): void {
      all.correct(one);
      if (by.length > 0) groups.of(groupOf(one)).correct(inGroup(one));
    },
    /** To be called once, at the end. */
    report: (versions: ReadonlySet<string>): KpiReport => {
      const filled = groups.sorted().filter(({ sum }) => !sum.isEmpty());
      for (const { sum } of filled) all.added.addAll(sum.added);
      return {
        ...reportHeader("kpi", question),
        calendar: question.calendar,
        backlogAt: instantOrNull(backlogAt(question)),
        policyVersions: [...versions].toSorted(),
        figures: all.figures(),
        groups: filled.map(({ key, sum }) => {
          const group = namedGroup(by, key);
          const figures = sum.figures();
          const { backlog } = figures;
          return isAtItsEnd(group)
            ? { group, figures }
            : { group, figures: { ...figures, backlog: { ...backlog, value: null } } };
        }),
      };
    },
  };
};

/** As it counts in its group. */
const inGroup = (one: Contribution): Contribution =>
  one.counted === one.countedInGroup ? one : { ...one, counted: one.countedInGroup };
