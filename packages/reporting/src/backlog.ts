import {
  backlogDefinition,
  DAY,
  durationFigure,
  type DurationSummary,
  type EpochMs,
  type Figure,
  type TimeFigure,
  measuredTicket,
  type Contribution,
  type ReportedTicket,
} from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import type { Group } from "./dimension.ts";
import { createGroups, groupsBy, namedGroup } from "./grouping.ts";
import { inBacklog } from "./kpi-backlog.ts";
import { kpiColumns, kpiRows, type KpiQuestion, type KpiRow } from "./kpi-rows.ts";
import {
  instantOrNull,
  policiesJudging,
  reportHeader,
  type Accumulator,
  type ReportHeader,
} from "./report.ts";

export interface BacklogQuestion extends KpiQuestion {
  /** The instants asked about, ascending and none after `now`. */
  readonly instants: readonly EpochMs[];
}

/** Ages in calendar time, each below the next one's beginning. */
export const ageBands = ["under1d", "1dTo3d", "3dTo7d", "7dTo30d", "30dAndOlder"] as const;
export type AgeBand = (typeof ageBands)[number];

export const ageBandOf = (ageMs: number): AgeBand => {
  if (ageMs < DAY) return "under1d";
  if (ageMs < 3 * DAY) return "1dTo3d";
  if (ageMs < 7 * DAY) return "3dTo7d";
  return ageMs < 30 * DAY ? "7dTo30d" : "30dAndOlder";
};

/** The tickets that are not closed, and how long ago they were received. */
export interface BacklogFigures extends Figure {
  readonly age: Omit<TimeFigure<DurationSummary>, "definition">;
  readonly bands: { readonly [Band in AgeBand]: number };
}

export interface BacklogReport extends ReportHeader {
  readonly calendar: string;
  readonly policyVersions: readonly string[];
  readonly instants: readonly ({ readonly at: string | null } & BacklogFigures)[];
  /** By instant and the attributes asked for; empty when none were. */
  readonly groups: readonly BacklogGroup[];
}

export interface BacklogGroup extends BacklogFigures {
  readonly at: string | null;
  readonly group: Group;
}

/** The tickets in the backlog of each instant, which give the report when they are counted. */
export const backlogOf = (ticket: ReportedTicket, question: BacklogQuestion): Contribution[] => {
  const measured = measuredTicket(ticket, question);
  return measured === null ? [] : [...inBacklog(measured, question.instants)];
};

/** The columns of a row, in the order in which tables and CSV have them. */
export const backlogColumns = (question: BacklogQuestion): readonly string[] => [
  ...kpiColumns({ ...question, by: [] }),
  "band",
];

export const backlogRows = (question: BacklogQuestion): ((one: Contribution) => KpiRow) => {
  const rowOf = kpiRows({ ...question, by: [] });
  return (one) => ({ ...rowOf(one), band: ageBandOf(one.valueMs ?? 0) });
};

interface Ages {
  readonly calendar: number[];
  readonly business: number[];
  readonly bands: Record<AgeBand, number>;
}

const nothing = (): Ages => ({
  calendar: [],
  business: [],
  bands: { under1d: 0, "1dTo3d": 0, "3dTo7d": 0, "7dTo30d": 0, "30dAndOlder": 0 },
});

export const backlogReport = (question: BacklogQuestion): Accumulator<BacklogReport> => {
  const totals = backlogTotals(question);
  const policies = policiesJudging(question.now);
  return {
    add(ticket) {
      policies.add(ticket);
      for (const one of backlogOf(ticket, question)) totals.count(one);
    },
    report: () => totals.report(policies.versions),
  };
};

/** The sums over tickets in the backlog of the question's instants. */
export const backlogTotals = (question: BacklogQuestion) => {
  const { instants, period } = question;
  const by = question.by.filter((dimension) => !isBucketUnit(dimension));
  const all = new Map(instants.map((at) => [at, nothing()]));
  const groups = new Map(instants.map((at) => [at, createGroups(nothing)]));
  const groupOf = groupsBy(by, period.zone);
  return {
    count(one: Contribution): void {
      count(all.get(one.at), one);
      if (by.length === 0) return;
      count(groups.get(one.at)?.of(groupOf(one.attributes, one.at)), one);
    },
    report: (versions: ReadonlySet<string>): BacklogReport => ({
      ...reportHeader("backlog", { ...question, by }),
      calendar: question.calendar,
      policyVersions: [...versions].toSorted(),
      instants: [...all].map(([at, ages]) => ({ at: instantOrNull(at), ...figures(ages) })),
      groups: [...groups].flatMap(([at, ofInstant]) =>
        ofInstant.sorted().map(({ key, sum }) => ({
          at: instantOrNull(at),
          group: namedGroup(by, key),
          ...figures(sum),
        })),
      ),
    }),
  };
};

const count = (ages: Ages | undefined, { valueMs, businessMs }: Contribution): void => {
  if (ages === undefined || valueMs === null) return;
  ages.calendar.push(valueMs);
  if (businessMs !== null) ages.business.push(businessMs);
  ages.bands[ageBandOf(valueMs)] += 1;
};

const figures = ({ calendar, business, bands }: Ages): BacklogFigures => {
  const { definition, n, ...age } = durationFigure(backlogDefinition, calendar, business);
  return { definition, n, value: n, age: { n, ...age }, bands };
};
