import { barChart, stackChart } from "./bar-charts.ts";
import { lineChart } from "./line-chart.ts";
import { element, type Markup } from "./markup.ts";
import { htmlTable } from "./html-table.ts";
import type { Chart, Page, Section } from "./page.ts";
import { box, FRAMES, ornament, path, type Frame } from "./svg.ts";
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
    htmlTable(title, table),
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
