import type { KpiGroup } from "../kpi.ts";
import { kpiNames, type KpiName } from "../kpi-rows.ts";
import type { Dimension } from "../header.ts";
import { figureViews, shownValue, type FigureView } from "./figures.ts";
import { axesOf, bucketsIn, labelOf, linesOf, type Group } from "./grouped.ts";
import { number, text, type Cell, type Section } from "./page.ts";
import { readable, type Unit } from "./readable.ts";
import { figureWords, valueWords } from "./words.ts";

/** So many of the latest buckets a small chart shows. */
const MOST_BUCKETS = 26;

/** Groups below each other and figures beside each other: over time each figure is a small chart with its latest value. */
export const glance = (
  { by }: { readonly by: readonly Dimension[] },
  groups: readonly KpiGroup[],
): Section => {
  const views = groups.map(({ group, figures }) => ({ group, figures: figureViews(figures) }));
  const { time, others } = axesOf(by);
  const shown = kpiNames.filter(
    (name) =>
      // The backlog is that of one instant: it has no course.
      (time === undefined || name !== "backlog") &&
      views.some(({ figures }) => figures.some((figure) => figure.name === name && figure.n > 0)),
  );
  return {
    title: time === undefined ? `By ${by.join(", ")}` : `By ${[...others, time].join(", ")}`,
    notes: [
      time === undefined
        ? "In brackets the number of cases; ~ is provisional. Times are medians, handling time a mean."
        : "Small charts over time, up to the latest value. Times are medians, handling time a mean.",
    ],
    charts: [],
    table:
      time === undefined
        ? {
            keys: by.length,
            columns: [...by.map(text), ...shown.map(titleOf)],
            rows: views.map(({ group, figures }) => [
              ...by.map((dimension) => valueWords(dimension, group[dimension])),
              ...shown.map((name) => valueCell(figures.find((figure) => figure.name === name))),
            ]),
          }
        : overTime(time, others, shown, views),
  };
};

const titleOf = (name: KpiName) => number(figureWords[name][0]);

const valueCell = (figure: FigureView | undefined): Cell =>
  figure === undefined || figure.n === 0
    ? "–"
    : `${figure.provisional ? "~" : ""}${shownValue(figure)} (${figure.n})`;

interface Viewed {
  readonly group: Group;
  readonly figures: readonly FigureView[];
}

const overTime = (
  time: Dimension,
  others: readonly Dimension[],
  shown: readonly KpiName[],
  views: readonly Viewed[],
) => {
  const measured = views.flatMap(({ group, figures }) =>
    figures.map((figure) => ({ ...figure, group })),
  );
  const buckets = bucketsIn(
    time,
    measured.filter(({ n }) => n > 0),
  ).slice(-MOST_BUCKETS);
  const labels = [...new Set(views.map(({ group }) => labelOf(others, group)))];
  const courses = new Map(
    shown.map((name) => {
      const ofName = measured.filter((figure) => figure.name === name);
      const lines = linesOf(time, others, buckets, ofName);
      return [name, { lines, unit: ofName[0]?.unit ?? "count" }];
    }),
  );
  return {
    keys: 1,
    columns: [
      text(others.join(", ") || "tickets"),
      ...shown.map((name) => text(titleOf(name).title)),
    ],
    rows: labels.map((label) => [
      label,
      ...shown.map((name): Cell => {
        const course = courses.get(name);
        const values = course?.lines.find((line) => line.label === label)?.values ?? [];
        return sparkCell(values, course?.unit ?? "count");
      }),
    ]),
  };
};

const sparkCell = (spark: readonly (number | null)[], unit: Unit): Cell => {
  const latest = spark.findLast((value) => value !== null);
  return latest === undefined ? "–" : { spark, text: readable(unit, latest) };
};
