import type { Contribution } from "@docket/service-levels";
import { groupsBy, namedGroup } from "./grouping.ts";
import {
  attributeDimensions,
  instantOrNull,
  type Dimension,
  type DimensionValue,
  type ReportQuestion,
} from "./header.ts";
import { bucketUnits } from "./period.ts";

export interface KpiQuestion extends ReportQuestion {
  /** The name of the calendar of business time in each ticket's policy. */
  readonly calendar: string;
}

/**
 * The group that a contribution belongs to. The backlog is that of an instant, and stands in the bucket which that instant
 * ends.
 */
export const kpiGroups = ({ by, period }: KpiQuestion) => {
  const groupOf = groupsBy(by, period.zone);
  return ({ figure, at, attributes }: Pick<Contribution, "figure" | "at" | "attributes">) =>
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

export const isTime = (dimension: Dimension): boolean =>
  bucketUnits.some((unit) => unit === dimension);

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
