import type { Dimension, Group } from "../dimension.ts";
import type { Cell, Column, Section, Sheet, SheetCell, Table } from "./page.ts";
import { readable, type Unit } from "./readable.ts";
import { valueWords } from "./words.ts";

/** A column of a table, with what it says of each line. */
export interface ColumnOf<Line> extends Column {
  readonly cell: (line: Line) => Cell;
}

export const text = <Line>(title: string, cell: (line: Line) => Cell): ColumnOf<Line> => ({
  title,
  numeric: false,
  cell,
});

/** Numbers that are texts already. */
export const numeric = <Line>(title: string, cell: (line: Line) => string): ColumnOf<Line> => ({
  title,
  numeric: true,
  cell,
});

export const number = <Line>(
  title: string,
  unit: Unit,
  valueOf: (line: Line) => number | null,
): ColumnOf<Line> => numeric(title, (line) => readable(unit, valueOf(line)));

/** A share that is marked while time may still change it. */
export const provisionalShare = <Line>(
  title: string,
  figureOf: (line: Line) => { readonly value: number | null; readonly provisional: boolean },
): ColumnOf<Line> =>
  numeric(title, (line) => {
    const { value, provisional } = figureOf(line);
    return `${readable("share", value)}${provisional ? " ~" : ""}`;
  });

/** A share, drawn. */
export const bar = <Line>(shareOf: (line: Line) => number | null): ColumnOf<Line> =>
  text("", (line) => ({ bar: shareOf(line) }));

interface Grouped {
  readonly group: Group;
}

/** A column for each dimension: together they name a line's group. */
export const groupColumns = (by: readonly Dimension[]): readonly ColumnOf<Grouped>[] =>
  by.map((dimension) => text(dimension, ({ group }) => valueWords(dimension, group[dimension])));

/** @param keys the columns that name a line */
export const tableOf = <Line>(
  lines: readonly Line[],
  keys: readonly ColumnOf<Line>[],
  others: readonly ColumnOf<Line>[],
): Table => {
  const columns = [...keys, ...others];
  return {
    keys: keys.length,
    columns,
    rows: lines.map((line) => columns.map(({ cell }) => cell(line))),
  };
};

/** A section that says what the names of a page mean. */
export const definitions = (
  title: string,
  meanings: readonly (readonly [name: string, meaning: string])[],
): Section => ({
  title,
  notes: [],
  charts: [],
  table: tableOf(
    meanings,
    [text("name", ([name]) => name)],
    [text("meaning", ([, meaning]) => meaning)],
  ),
});

/** A column of a sheet, with what it says of each line. */
export type SheetColumn<Line> = readonly [name: string, cell: (line: Line) => SheetCell];

export const groupSheetColumns = (by: readonly Dimension[]): readonly SheetColumn<Grouped>[] =>
  by.map((dimension) => [dimension, ({ group }) => group[dimension] ?? null]);

export const sheetOf = <Line>(
  lines: readonly Line[],
  columns: readonly SheetColumn<Line>[],
): Sheet => ({
  columns: columns.map(([name]) => name),
  rows: lines.map((line) => columns.map(([, cell]) => cell(line))),
});
