import { barChart, stackChart } from "./bar-charts.ts";
import { lineChart } from "./line-chart.ts";
import { element, type Markup } from "./markup.ts";
import {
  saying,
  type BarCell,
  type Cell,
  type Chart,
  type Page,
  type Section,
  type SparkCell,
  type Table,
} from "./page.ts";
import { box, course, FRAMES, ornament, path, type Frame } from "./svg.ts";
import { STYLE } from "./style.ts";

/** Nothing is fetched and nothing runs: what the page shows is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page in one file: the same page gives the same bytes. */
export const htmlPage = (page: Page): string =>
  `<!doctype html>\n${
    element(
      "html",
      { lang: "en" },
      element(
        "head",
        {},
        element("meta", { charset: "utf-8" }),
        element("meta", { "http-equiv": "Content-Security-Policy", content: POLICY }),
        element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        element("title", {}, `${page.title} – Docket`),
        styleSheet,
      ),
      element("body", {}, element("main", {}, contentOf(page))),
    ).markup
  }\n`;

/** Style is no text: its quotes and brackets stand as they are. */
const styleSheet: Markup = { markup: `<style>${STYLE}</style>` };

const contentOf = ({ title, facts, sections }: Page): readonly Markup[] => [
  element("h1", {}, title),
  element(
    "dl",
    {},
    facts.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  ),
  ...(sections.length > 1 ? [contents(sections)] : []),
  ...sections.map(sectionOf),
];

const contents = (sections: readonly Section[]): Markup =>
  element(
    "nav",
    { "aria-label": "Sections" },
    element(
      "ul",
      {},
      sections.map(({ title }, index) =>
        element("li", {}, element("a", { href: `#s${index + 1}` }, title)),
      ),
    ),
  );

const sectionOf = ({ title, notes, charts, table }: Section, index: number): Markup => {
  const id = `s${index + 1}`;
  return element(
    "section",
    { id, "aria-labelledby": `${id}-heading` },
    element("h2", { id: `${id}-heading` }, title),
    notes.map((note) => element("p", { class: "notes" }, note)),
    charts
      .filter(showsSomething)
      .map((chart, place) => figureOf(`${id}-c${place + 1}`, chart, title)),
    tableOf(title, table),
  );
};

const showsSomething = (chart: Chart): boolean => {
  switch (chart.type) {
    case "bars":
      return chart.bars.length > 0;
    case "stack":
      return chart.rows.length > 0;
    case "lines":
      return chart.lines.length > 0;
    default:
      return chart satisfies never;
  }
};

/** A caption that repeats the heading is left out. */
const figureOf = (id: string, chart: Chart, heading: string): Markup =>
  element(
    "figure",
    {},
    chart.title === heading ? [] : element("figcaption", {}, chart.title),
    keyOf(chart),
    FRAMES.map((frame) => chartOf(`${id}-${frame.name}`, chart, frame)),
  );

const chartOf = (id: string, chart: Chart, frame: Frame): Markup => {
  switch (chart.type) {
    case "bars":
      return barChart(id, chart, frame);
    case "stack":
      return stackChart(id, chart, frame);
    case "lines":
      return lineChart(id, chart, frame);
    default:
      return chart satisfies never;
  }
};

/** Which colour and which kind of line is whose. */
const keyOf = (chart: Chart): readonly Markup[] => {
  if (chart.type === "bars") return [];
  if (chart.type === "lines" && chart.lines.length === 1) return [];
  const items =
    chart.type === "stack"
      ? chart.parts.map((part, index) => keyItem(part, box(`f${index % 6}`, 0, 0, 24, 12)))
      : chart.lines.map((line, index) => keyItem(line.label, path(`s${index % 6}`, "M0 6H24")));
  return [element("ul", { class: "key" }, items)];
};

const keyItem = (name: string, mark: Markup): Markup =>
  element("li", {}, ornament(24, 12, mark), name);

/** More rows than anybody reads; `--csv` has them all. */
const MOST_ROWS = 1_000;

const tableOf = (title: string, table: Table): Markup => {
  const { columns, rows, keys } = saying(table);
  const more = rows.length - MOST_ROWS;
  return element(
    "div",
    { class: "table", role: "region", "aria-label": `Table: ${title}`, tabindex: 0 },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          columns.map((column) =>
            column.title === ""
              ? element("td", {})
              : element("th", { scope: "col", class: column.numeric ? "n" : null }, column.title),
          ),
        ),
      ),
      element(
        "tbody",
        {},
        rows.slice(0, MOST_ROWS).map((row) =>
          element(
            "tr",
            {},
            row.map((cell, place) =>
              place < keys
                ? element(
                    "th",
                    { scope: "row", class: isShort(cell) ? "whole" : null },
                    cellOf(cell),
                  )
                : element("td", { class: classOf(cell, columns[place]?.numeric) }, cellOf(cell)),
            ),
          ),
        ),
      ),
    ),
    more > 0 ? element("p", { class: "notes" }, `${more} more rows are in the CSV.`) : [],
  );
};

/** What names a row stays in one line, unless that would leave no room for the row. */
const isShort = (cell: Cell): boolean => typeof cell === "string" && cell.length <= 30;

const classOf = (cell: Cell, isNumeric: boolean | undefined): string | null => {
  if (typeof cell !== "string" && "spark" in cell) return "spark";
  return isNumeric === true ? "n" : null;
};

const cellOf = (cell: Cell): string | readonly (string | Markup)[] => {
  if (typeof cell === "string") return cell;
  return "bar" in cell ? [smallBar(cell)] : [smallCourse(cell), cell.text];
};

const smallBar = ({ bar }: BarCell): Markup =>
  ornament(100, 12, box("track", 0, 0, 100, 12), box("f0", 0, 0, 100 * (bar ?? 0), 12));

const smallCourse = ({ spark }: SparkCell): Markup => {
  const known = spark.filter((value) => value !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const step = spark.length > 1 ? 96 / (spark.length - 1) : 0;
  const y = (value: number): number =>
    most === least ? 8 : 14 - ((value - least) / (most - least)) * 12;
  const points = spark.map((value, index) =>
    value === null ? null : ([2 + index * step, y(value)] as const),
  );
  return ornament(100, 16, path("s0", course(points)));
};
