import type { EpochMs, GroupingAttributes, Policy } from "@docket/service-levels";
import { groupsBy, namedGroup } from "./grouping.ts";
import {
  attributeDimensions,
  instantOrNull,
  type Dimension,
  type DimensionValue,
  type ReportQuestion,
} from "./header.ts";
import { bucketUnits } from "./period.ts";

/** The KPIs, in the order in which reports have them. */
export const kpiNames = [
  "attainment",
  "firstResponseTime",
  "firstResponseTimeAny",
  "firstResolutionTime",
  "fullResolutionTime",
  "resolutionEffort",
  "speedOfAnswer",
  "answeredInTime",
  "abandonment",
  "csat",
  "surveyResponseRate",
  "nps",
  "firstContactResolution",
  "averageHandlingTime",
  "reopenRate",
  "backlog",
] as const;
export type KpiName = (typeof kpiNames)[number];

export interface KpiQuestion extends ReportQuestion {
  /** The name of the calendar of business time in each ticket's policy. */
  readonly calendar: string;
}

export const businessCalendar = ({ calendars }: Policy, { calendar }: KpiQuestion) =>
  calendars.get(calendar)?.calendar ?? null;

/** One thing that a KPI counts, measures or asks about: the figures follow from these rows alone. */
export interface Contribution {
  readonly figure: KpiName;
  readonly ticketId: string;
  readonly externalId: string | null;
  readonly customerId: string | null;
  /** In whose period it is counted. */
  readonly at: EpochMs;
  /** The target, interaction or survey, where a ticket has several. */
  readonly subject: string | null;
  /** Calendar time, of what is measured. */
  readonly valueMs: number | null;
  readonly businessMs: number | null;
  /** Of a survey. */
  readonly score: number | null;
  /** It is one of the n of the report's figure. */
  readonly counted: boolean;
  /** It is one of the n of its group's figure: only an NPS answer may be that without the other. */
  readonly countedInGroup: boolean;
  /** Of a share: it is in the upper part. */
  readonly hit: boolean | null;
  /** Time may still change it. */
  readonly provisional: boolean;
  readonly attributes: GroupingAttributes;
}

type Plain = "subject" | "valueMs" | "businessMs" | "score" | "hit" | "provisional";
export type Given = Omit<Contribution, Plain | "counted" | "countedInGroup"> &
  Partial<Pick<Contribution, Plain | "counted">>;

/** A contribution that counts, unless said otherwise, and has nothing that was not given. */
export const contribution = (given: Given): Contribution => ({
  subject: null,
  valueMs: null,
  businessMs: null,
  score: null,
  hit: null,
  provisional: false,
  counted: true,
  ...given,
  countedInGroup: given.counted ?? true,
});

/**
 * The group that a contribution belongs to. The backlog is that of an instant, and stands in the bucket which that instant
 * ends.
 */
export const kpiGroups = ({ by, period }: KpiQuestion) => {
  const groupOf = groupsBy(by, period.zone);
  return ({ figure, at, attributes }: Contribution) =>
    groupOf(attributes, figure === "backlog" ? at - 1 : at);
};

/** A contribution as `--tickets` prints it. */
export type KpiRow = { readonly [column: string]: DimensionValue | boolean };

const columns = [
  "figure",
  "externalId",
  "ticketId",
  "customerId",
  "at",
  "subject",
  "valueMs",
  "businessMs",
  "score",
  "counted",
  "countedInGroup",
  "hit",
  "provisional",
] as const satisfies readonly (keyof Contribution)[];

const isTime = (dimension: Dimension): boolean => bucketUnits.some((unit) => unit === dimension);

/** The columns of a row, in the order in which tables and CSV have them. */
export const kpiColumns = ({ by }: KpiQuestion): readonly string[] => [
  ...columns,
  ...attributeDimensions,
  ...by.filter(isTime),
];

export const kpiRows = (question: KpiQuestion): ((one: Contribution) => KpiRow) => {
  const groupOf = kpiGroups(question);
  const times = question.by.filter(isTime);
  return (one) => {
    const { attributes, at, ...rest } = one;
    const group = namedGroup(question.by, groupOf(one));
    const cells = { ...rest, ...attributes, at: instantOrNull(at) };
    const buckets = Object.fromEntries(times.map((time) => [time, group[time] ?? null]));
    const row: KpiRow = { ...cells, ...buckets };
    return Object.fromEntries(kpiColumns(question).map((column) => [column, row[column] ?? null]));
  };
};
