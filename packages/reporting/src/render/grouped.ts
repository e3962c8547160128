import type { Dimension, DimensionValue } from "../header.ts";
import { bucketUnits, compareNames } from "../period.ts";
import type { Bar, Chart, Line } from "./page.ts";
import type { Unit } from "./readable.ts";
import { valueWords } from "./words.ts";

export type Group = { readonly [D in Dimension]?: DimensionValue };

/** A figure of a group, as charts show it. */
export interface Measured extends Omit<Bar, "label"> {
  readonly group: Group;
}

/** More than this many tell nobody anything; the table has them all. */
const MOST_BARS = 40;
const MOST_LINES = 6;

/** The dimension that runs along a chart, and those that tell its lines apart. */
export const axesOf = (by: readonly Dimension[]) => {
  const time = by.find((dimension) => bucketUnits.some((unit) => unit === dimension));
  return { time, others: by.filter((dimension) => dimension !== time) };
};

export const labelOf = (by: readonly Dimension[], group: Group): string =>
  by.map((dimension) => valueWords(dimension, group[dimension])).join(", ") || "all";

/** Bars by group, or lines over time when that is one of the dimensions. */
export const groupedChart = (
  title: string,
  unit: Unit,
  by: readonly Dimension[],
  measured: readonly Measured[],
): readonly Chart[] => {
  const { time, others } = axesOf(by);
  const cases = measured.filter(({ n }) => n > 0);
  if (cases.length === 0) return [];
  if (time === undefined) {
    const bars = cases.map(({ group, ...bar }) => ({ label: labelOf(by, group), ...bar }));
    return [{ type: "bars", title: some(title, bars, MOST_BARS), unit, bars: first(bars) }];
  }
  const buckets = bucketsIn(time, measured);
  const lines = linesOf(time, others, buckets, cases);
  const shown = lines.slice(0, MOST_LINES);
  return [{ type: "lines", title: some(title, lines, MOST_LINES), unit, buckets, lines: shown }];
};

const first = (bars: readonly Bar[]): readonly Bar[] => bars.slice(0, MOST_BARS);

const some = (title: string, all: readonly unknown[], most: number): string =>
  all.length > most ? `${title} (${most} of ${all.length})` : title;

/** In the order of time. */
export const bucketsIn = (time: Dimension, measured: readonly Measured[]): readonly string[] =>
  [...new Set(measured.flatMap(({ group }) => textOrNone(group[time])))].toSorted(compareNames);

const textOrNone = (value: DimensionValue | undefined): readonly string[] =>
  value === null || value === undefined ? [] : [String(value)];

/** A line for each group, those with the most cases first. */
export const linesOf = (
  time: Dimension,
  others: readonly Dimension[],
  buckets: readonly string[],
  measured: readonly Measured[],
): readonly Line[] => {
  const lines = new Map<string, { n: number; readonly values: Map<string, number | null> }>();
  for (const { group, n, value } of measured) {
    const label = labelOf(others, group);
    const line = lines.get(label) ?? { n: 0, values: new Map() };
    lines.set(label, line);
    line.n += n;
    line.values.set(String(group[time]), n === 0 ? null : value);
  }
  return [...lines]
    .toSorted(([, one], [, other]) => other.n - one.n)
    .map(([label, { values }]) => ({
      label,
      values: buckets.map((bucket) => values.get(bucket) ?? null),
    }));
};
