import type { KpiName } from "@docket/service-levels";
import type { Group } from "../dimension.ts";
import type { KpiGroup, KpiReport } from "../kpi.ts";
import { factsOf } from "./facts.ts";
import { figureViews, remarksOn, shownValue, type FigureView } from "./figures.ts";
import { course, glance } from "./glance.ts";
import { axesOf, axisOf, groupedChart, type Axis } from "./grouped.ts";
import {
  definitions,
  number,
  text,
  type Cell,
  type Page,
  type Section,
  type Sheet,
} from "./page.ts";
import { readable } from "./readable.ts";
import { figureWords, valueWords } from "./words.ts";

/** A line per figure and group; times in milliseconds. */
export const kpiSheet = (report: KpiReport): Sheet => ({
  columns: [...report.by, "figure", ...SHEET],
  rows: groupsOf(report).flatMap(({ group, figures }) =>
    figureViews(figures).map((figure) => [
      ...report.by.map((dimension) => group[dimension] ?? null),
      figure.name,
      ...sheetCells(figure),
    ]),
  ),
});

const SHEET = [
  "definitionVersion",
  "n",
  "value",
  "low",
  "high",
  "meanMs",
  "p50Ms",
  "p90Ms",
  "p95Ms",
  "businessN",
  "businessMeanMs",
  "businessP50Ms",
  "businessP90Ms",
  "businessP95Ms",
  "provisional",
];

/** Of measured times, the mean and the percentiles are the value. */
const sheetCells = ({
  unit,
  version,
  n,
  value,
  interval,
  times,
  business,
  ...rest
}: FigureView) => [
  version,
  n,
  unit === "ms" ? null : value,
  interval?.[0] ?? null,
  interval?.[1] ?? null,
  times.meanMs,
  times.p50Ms,
  times.p90Ms,
  times.p95Ms,
  business.n,
  business.meanMs,
  business.p50Ms,
  business.p90Ms,
  business.p95Ms,
  rest.provisional,
];

const groupsOf = ({ by, groups, figures }: KpiReport): readonly KpiGroup[] =>
  by.length > 0 ? groups : [{ group: {}, figures }];

export const kpiPage = (report: KpiReport): Page => {
  const figures = figureViews(report.figures);
  const all = keyFigures(figures);
  return {
    title: "Key figures",
    facts: [...factsOf(report), ["backlog at", report.backlogAt ?? "–"]],
    sections: [all, ...byFigure(report), meaningOfFigures(figures)],
    brief: [all, ...glances(report)],
  };
};

const glances = (report: KpiReport): readonly Section[] => {
  if (report.by.length === 0) return [];
  return [axesOf(report.by).time === undefined ? glance(report) : course(report)];
};

const meaningOfFigures = (figures: readonly FigureView[]): Section =>
  definitions(
    "What the figures mean",
    figures.map(({ name, version }) => {
      const [title, meaning] = figureWords[name];
      return [title, `${meaning} Definition ${version}.`];
    }),
  );

/** A line per figure, whatever it measures; those without a case say so. */
const keyFigures = (figures: readonly FigureView[]): Section => ({
  title: "All tickets",
  notes: [
    "Times are medians, handling time a mean; business time is what lies in opening hours. The 90 % column is the time that 90 % of cases do not exceed.",
  ],
  charts: [
    {
      type: "bars",
      title: "Shares of all tickets",
      unit: "share",
      bars: figures
        .filter(({ unit, n }) => unit === "share" && n > 0)
        .map((figure) => ({ ...figure, label: figureWords[figure.name][0] })),
    },
  ],
  table: {
    keys: 1,
    columns: [text("figure"), text(""), ...COLUMNS, ...TIMES],
    rows: figures.map((figure) => [
      figureWords[figure.name][0],
      figure.unit === "share" ? { bar: figure.value } : "",
      ...cellsOf(figure),
      ...timesOf(figure),
    ]),
  },
});

const COLUMNS = [number("value"), number("n"), text("remarks")];
const TIMES = ["mean", "90 %", "business mean", "business 90 %"].map(number);

const cellsOf = (figure: FigureView): readonly string[] => [
  shownValue(figure),
  readable("count", figure.n),
  remarksOn(figure),
];

const timesOf = ({ times, business }: FigureView): readonly string[] => [
  readable("ms", times.meanMs),
  readable("ms", times.p90Ms),
  readable("openMs", business.meanMs),
  readable("openMs", business.p90Ms),
];

/** A section per figure that has a case, with a line per group. */
const byFigure = (report: KpiReport): readonly Section[] => {
  if (report.by.length === 0) return [];
  const axis = axisOf(report, report.groups);
  const groups = groupsOf(report).map(({ group, figures }) => ({
    group,
    views: new Map(figureViews(figures).map((figure) => [figure.name, figure])),
  }));
  return figureViews(report.figures)
    .filter(({ n }) => n > 0)
    .map((all) =>
      figureSection(
        axis,
        all,
        groups.flatMap(({ group, views }) => {
          const figure = views.get(all.name);
          return figure === undefined || figure.n === 0 ? [] : [{ group, figure }];
        }),
      ),
    );
};

interface Line {
  readonly group: Group;
  readonly figure: FigureView;
}

const figureSection = (axis: Axis, all: FigureView, lines: readonly Line[]): Section => {
  const { by } = axis;
  const [title, meaning] = figureWords[all.name];
  const isTimed = all.times.meanMs !== null;
  return {
    title,
    notes: [meaning, ...noteOn(all.name)],
    charts: groupedChart(
      `${title}${all.unit === "ms" && all.times.p50Ms !== null ? ", median" : ""}`,
      all.unit,
      axis,
      lines.map(({ group, figure }) => ({ ...figure, group })),
    ),
    table: {
      keys: by.length,
      columns: [...by.map((dimension) => text(dimension)), ...COLUMNS, ...(isTimed ? TIMES : [])],
      rows: lines.map(({ group, figure }): readonly Cell[] => [
        ...by.map((dimension) => valueWords(dimension, group[dimension])),
        ...cellsOf(figure),
        ...(isTimed ? timesOf(figure) : []),
      ]),
    },
  };
};

const noteOn = (name: KpiName): readonly string[] =>
  name === "backlog"
    ? [
        "It is that of one instant; the times are ages. `docket report backlog` follows it over time.",
      ]
    : [];
