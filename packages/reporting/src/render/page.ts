import type { Unit } from "./readable.ts";

/** A report for people, before it is known whether it goes to a terminal or into a browser. */
export interface Page {
  readonly title: string;
  /** What was asked, by name: the same facts over the same log give the same page. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly Section[];
  /** In place of the sections where there is room for tables only. */
  readonly brief: readonly Section[];
}

export interface Section {
  readonly title: string;
  /** What the figures mean, and what is to be known about them. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
  /** Holds every number of the charts. */
  readonly table: Table;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** So many columns at the beginning name the row: they are repeated when a table is too wide for one. */
  readonly keys: number;
}

export interface Column {
  readonly title: string;
  readonly numeric: boolean;
}

export type Cell = string | BarCell | SparkCell;

/** A share between 0 and 1, drawn; its number stands in a cell of its own. */
export interface BarCell {
  readonly bar: number | null;
}

/** A trend, drawn, with the value that it stands for as text. */
export interface SparkCell {
  readonly spark: readonly (number | null)[];
  readonly text: string;
}

export type Chart = BarChart | StackChart | LineChart;

export interface BarChart {
  readonly type: "bars";
  readonly title: string;
  readonly unit: Unit;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly n: number;
  readonly interval?: readonly [low: number, high: number] | null;
  /** Time may still change it. */
  readonly provisional?: boolean;
}

/** Counts that add up to a whole, one such whole per row. */
export interface StackChart {
  readonly type: "stack";
  readonly title: string;
  readonly parts: readonly string[];
  readonly rows: readonly { readonly label: string; readonly counts: readonly number[] }[];
}

/** A value per bucket of time; null where there was no case. */
export interface LineChart {
  readonly type: "lines";
  readonly title: string;
  readonly unit: Unit;
  readonly buckets: readonly string[];
  readonly lines: readonly Line[];
}

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** A table without the columns in which there is nothing. */
export const saying = ({ columns, rows, keys }: Table): Table => {
  const says = columns.map(
    (_, place) =>
      place < keys || rows.some((row) => !["", "–", undefined].includes(textOf(row[place]))),
  );
  return {
    keys,
    columns: columns.filter((_, place) => says[place]),
    rows: rows.map((row) => row.filter((_, place) => says[place])),
  };
};

const textOf = (cell: Cell | undefined): string | undefined =>
  typeof cell === "object" ? "drawn" : cell;

/** The figures of a report for spreadsheets and programs: instants, shares and milliseconds as they are. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}
export type SheetCell = string | number | boolean | null;
