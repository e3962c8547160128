import { element, type Markup } from "./markup.ts";
import {
  saying,
  type BarCell,
  type Cell,
  type Column,
  type SparkCell,
  type Table,
} from "./page.ts";
import { box, ornament, path, polyline } from "./svg.ts";

/** More rows than anybody reads; `--csv` has them all. */
const MOST_ROWS = 1_000;

export const htmlTable = (title: string, table: Table): Markup => {
  const { columns, rows, keys } = saying(table);
  const head = element("tr", {}, columns.map(headCell));
  const body = rows.slice(0, MOST_ROWS).map((row) => {
    const cells = row.map((cell, place) =>
      place < keys ? keyCell(cell) : plainCell(cell, columns[place]?.numeric ?? false),
    );
    return element("tr", {}, cells);
  });
  const more = rows.length - MOST_ROWS;
  return element(
    "div",
    { class: "table", role: "region", "aria-label": `Table: ${title}`, tabindex: 0 },
    element("table", {}, element("thead", {}, head), element("tbody", {}, body)),
    more > 0 ? element("p", { class: "notes" }, `${more} more rows are in the CSV.`) : [],
  );
};

const headCell = ({ title, numeric }: Column): Markup =>
  title === ""
    ? element("td", {})
    : element("th", { scope: "col", class: numeric ? "n" : null }, title);

const keyCell = (cell: Cell): Markup =>
  element("th", { scope: "row", class: isShort(cell) ? "whole" : null }, contentOf(cell));

/** What names a row stays in one line, unless that would leave no room for the row. */
const isShort = (cell: Cell): boolean => typeof cell === "string" && cell.length <= 30;

const plainCell = (cell: Cell, isNumeric: boolean): Markup =>
  element("td", { class: classOf(cell, isNumeric) }, contentOf(cell));

const classOf = (cell: Cell, isNumeric: boolean): string | null => {
  if (typeof cell !== "string" && "spark" in cell) return "spark";
  return isNumeric ? "n" : null;
};

const contentOf = (cell: Cell): string | readonly (string | Markup)[] => {
  if (typeof cell === "string") return cell;
  return "bar" in cell ? [smallBar(cell)] : [smallTrend(cell), cell.text];
};

const smallBar = ({ bar }: BarCell): Markup =>
  ornament(100, 12, box("track", 0, 0, 100, 12), box("f0", 0, 0, 100 * (bar ?? 0), 12));

const smallTrend = ({ spark }: SparkCell): Markup => {
  const known = spark.filter((value) => value !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const step = spark.length > 1 ? 96 / (spark.length - 1) : 0;
  const y = (value: number): number =>
    most === least ? 8 : 14 - ((value - least) / (most - least)) * 12;
  const points = spark.map((value, index) =>
    value === null ? null : ([2 + index * step, y(value)] as const),
  );
  return ornament(100, 16, path("s0", polyline(points)));
};
