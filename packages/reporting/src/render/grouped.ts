import { bucketsBetween, compareNames, isBucketUnit, type BucketUnit } from "../buckets.ts";
import type { Dimension, DimensionValue, Group } from "../dimension.ts";
import type { ReportHeader } from "../report.ts";
import type { Bar, Chart, Line } from "./page.ts";
import type { Unit } from "./readable.ts";
import { valueWords } from "./words.ts";

/** A figure of a group, as charts show it. */
export interface Measured extends Omit<Bar, "label"> {
  readonly group: Group;
}

/** More than this many tell nobody anything; the table has them all. */
const MOST_BARS = 40;
const MOST_LINES = 6;
const MOST_BUCKETS = 10_000;

/** The dimension that runs along a chart, and those that tell its lines apart. */
export const axesOf = (by: readonly Dimension[]) => {
  const time = by.find(isBucketUnit);
  return { time, others: by.filter((dimension) => dimension !== time) };
};

export const labelOf = (by: readonly Dimension[], group: Group): string =>
  by.map((dimension) => valueWords(dimension, group[dimension])).join(", ") || "all";

/**
 * What runs along all charts of a report: its groups, or the buckets of time from the first to the last of any. Of very many
 * buckets it has the latest: hours of decades would have nothing to show but how many there are.
 */
export interface Axis {
  readonly by: readonly Dimension[];
  readonly buckets: readonly string[];
}

export const axisOf = (
  { by, zone }: Pick<ReportHeader, "by" | "zone">,
  groups: readonly { readonly group: Group }[],
): Axis => {
  const { time } = axesOf(by);
  return { by, buckets: time === undefined ? [] : bucketsIn(time, zone, groups, MOST_BUCKETS) };
};

/** Bars by group, or lines over time when that is one of the dimensions. */
export const groupedChart = (
  title: string,
  unit: Unit,
  { by, buckets }: Axis,
  measured: readonly Measured[],
): readonly Chart[] => {
  const { time, others } = axesOf(by);
  const cases = measured.filter(({ n }) => n > 0);
  if (cases.length === 0) return [];
  if (time === undefined) {
    const bars = cases.map(({ group, ...bar }) => ({ label: labelOf(by, group), ...bar }));
    return [{ type: "bars", title: some(title, bars, MOST_BARS), unit, bars: first(bars) }];
  }
  const lines = linesOf(time, others, cases);
  const shown = lines.slice(0, MOST_LINES).map((line) => along(buckets, line));
  const cut = buckets.length < MOST_BUCKETS ? "" : `, since ${buckets[0] ?? ""}`;
  const named = some(title, lines, MOST_LINES) + cut;
  return [{ type: "lines", title: named, unit, buckets, lines: shown }];
};

const first = (bars: readonly Bar[]): readonly Bar[] => bars.slice(0, MOST_BARS);

const some = (title: string, all: readonly unknown[], most: number): string =>
  all.length > most ? `${title} (${most} of ${all.length})` : title;

/** From the first to the last, at most so many of the latest: also those in which nothing happened have their place. */
export const bucketsIn = (
  time: BucketUnit,
  zone: string,
  groups: readonly { readonly group: Group }[],
  most: number,
): readonly string[] => {
  const names = new Set(groups.flatMap(({ group }) => textOrNone(group[time])));
  const known = [...names].toSorted(compareNames);
  const [from, to] = [known[0], known.at(-1)];
  return from === undefined || to === undefined
    ? []
    : bucketsBetween(time, zone, { first: from, last: to, most });
};

const textOrNone = (value: DimensionValue | undefined): readonly string[] =>
  value === null || value === undefined ? [] : [String(value)];

/** What a group measured, by bucket. */
interface Trend {
  readonly label: string;
  readonly byBucket: ReadonlyMap<string, number | null>;
}

/** A line for each group, those with the most cases first. */
export const linesOf = (
  time: BucketUnit,
  others: readonly Dimension[],
  measured: readonly Measured[],
): readonly Trend[] => {
  const lines = new Map<string, { n: number; readonly byBucket: Map<string, number | null> }>();
  for (const { group, n, value } of measured) {
    const label = labelOf(others, group);
    const line = lines.get(label) ?? { n: 0, byBucket: new Map() };
    lines.set(label, line);
    line.n += n;
    line.byBucket.set(String(group[time]), n === 0 ? null : value);
  }
  return [...lines]
    .toSorted(([, one], [, other]) => other.n - one.n)
    .map(([label, { byBucket }]) => ({ label, byBucket }));
};

/** The line of a group over buckets: where it has no case, it has no value, as no figure in a chart is a count of cases. */
export const along = (buckets: readonly string[], { label, byBucket }: Trend): Line => ({
  label,
  values: buckets.map((bucket) => byBucket.get(bucket) ?? null),
});
