import type { Contribution } from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import { attributeDimensions, type DimensionValue } from "./dimension.ts";
import { groupsBy, namedGroup } from "./grouping.ts";
import { instantOrNull, type ReportQuestion } from "./report.ts";

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

/** A row as `--tickets` prints it: a contribution, or what another report counts. */
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

/** The columns of a row, in the order in which tables and CSV have them. */
export const kpiColumns = ({ by }: KpiQuestion): readonly string[] => [
  ...columns,
  ...attributeDimensions,
  ...by.filter(isBucketUnit),
];

export const kpiRows = (question: KpiQuestion): ((one: Contribution) => KpiRow) => {
  const groupOf = kpiGroups(question);
  const names = kpiColumns(question);
  return (one) => {
    const { attributes, at, ...rest } = one;
    const group = namedGroup(question.by, groupOf(one));
    const cells: KpiRow = { ...group, ...attributes, ...rest, at: instantOrNull(at) };
    return Object.fromEntries(names.map((name) => [name, cells[name] ?? null]));
  };
};
