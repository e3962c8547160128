import type { KpiName } from "@docket/service-levels";
import type { KpiGroup, KpiReport } from "../kpi.ts";
import {
  definitions,
  groupColumns,
  groupSheetColumns,
  number,
  numeric,
  sheetOf,
  tableOf,
  text,
  type ColumnOf,
  type SheetColumn,
} from "./columns.ts";
import { factsOf } from "./facts.ts";
import {
  groupFigures,
  figureViews,
  remarksOn,
  shownValue,
  type FigureView,
  type GroupFigure,
} from "./figures.ts";
import { trend, glance } from "./glance.ts";
import { axesOf, axisOf, groupedChart, type Axis } from "./grouped.ts";
import type { Page, Section, Sheet } from "./page.ts";
import { figureWords } from "./words.ts";

/** A line per figure and group; times in milliseconds. */
export const kpiSheet = (report: KpiReport): Sheet =>
  sheetOf(groupsOf(report).flatMap(groupFigures), [...groupSheetColumns(report.by), ...SHEET]);

const SHEET: readonly SheetColumn<FigureView>[] = [
  ["figure", ({ name }) => name],
  ["definitionVersion", ({ version }) => version],
  ["n", ({ n }) => n],
  // Of measured times, the mean and the percentiles are the value.
  ["value", ({ unit, value }) => (unit === "ms" ? null : value)],
  ["low", ({ interval }) => interval?.[0] ?? null],
  ["high", ({ interval }) => interval?.[1] ?? null],
  ["meanMs", ({ times }) => times.meanMs],
  ["p50Ms", ({ times }) => times.p50Ms],
  ["p90Ms", ({ times }) => times.p90Ms],
  ["p95Ms", ({ times }) => times.p95Ms],
  ["businessN", ({ business }) => business.n],
  ["businessMeanMs", ({ business }) => business.meanMs],
  ["businessP50Ms", ({ business }) => business.p50Ms],
  ["businessP90Ms", ({ business }) => business.p90Ms],
  ["businessP95Ms", ({ business }) => business.p95Ms],
  ["provisional", ({ provisional }) => provisional],
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
  return [axesOf(report.by).time === undefined ? glance(report) : trend(report)];
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
  table: tableOf(
    figures,
    [text("figure", ({ name }) => figureWords[name][0])],
    [text("", ({ unit, value }) => (unit === "share" ? { bar: value } : "")), ...COLUMNS, ...TIMES],
  ),
});

const COLUMNS: readonly ColumnOf<FigureView>[] = [
  numeric("value", shownValue),
  number("n", "count", ({ n }) => n),
  text("remarks", remarksOn),
];
const TIMES: readonly ColumnOf<FigureView>[] = [
  number("mean", "ms", ({ times }) => times.meanMs),
  number("90 %", "ms", ({ times }) => times.p90Ms),
  number("business mean", "openMs", ({ business }) => business.meanMs),
  number("business 90 %", "openMs", ({ business }) => business.p90Ms),
];

/** A section per figure that has a case, with a line per group. */
const byFigure = (report: KpiReport): readonly Section[] => {
  if (report.by.length === 0) return [];
  const axis = axisOf(report, report.groups);
  const cases = report.groups.flatMap(groupFigures).filter(({ n }) => n > 0);
  const byName = Map.groupBy(cases, ({ name }) => name);
  return figureViews(report.figures)
    .filter(({ n }) => n > 0)
    .map((all) => figureSection(axis, all, byName.get(all.name) ?? []));
};

const figureSection = (axis: Axis, all: FigureView, lines: readonly GroupFigure[]): Section => {
  const [title, meaning] = figureWords[all.name];
  const isTimed = all.times.meanMs !== null;
  return {
    title,
    notes: [meaning, ...noteOn(all.name)],
    charts: groupedChart(
      `${title}${all.unit === "ms" && all.times.p50Ms !== null ? ", median" : ""}`,
      all.unit,
      axis,
      lines,
    ),
    table: tableOf(lines, groupColumns(axis.by), [...COLUMNS, ...(isTimed ? TIMES : [])]),
  };
};

const noteOn = (name: KpiName): readonly string[] =>
  name === "backlog"
    ? [
        "It is that of one instant; the times are ages. `docket report backlog` follows it over time.",
      ]
    : [];
