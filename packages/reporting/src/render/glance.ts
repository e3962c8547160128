import { kpiNames, type KpiName } from "@docket/service-levels";
import type { Group } from "../dimension.ts";
import type { KpiReport } from "../kpi.ts";
import { figureViews, valueText, type FigureView } from "./figures.ts";
import { along, axesOf, bucketsIn, labelOf, linesOf } from "./grouped.ts";
import { number, text, type Cell, type Section } from "./page.ts";
import { figureWords, valueWords } from "./words.ts";

const NOTE =
  "In brackets the number of cases; ~ is provisional. Times are medians, handling time a mean.";

/** Groups below each other, figures beside each other. */
export const glance = ({ by, groups }: KpiReport): Section => {
  const views = groups.map(({ group, figures }) => ({ group, figures: figureViews(figures) }));
  const shown = namesWithCases(kpiNames, views);
  return {
    title: `By ${by.join(", ")}`,
    notes: [NOTE],
    charts: [],
    table: {
      keys: by.length,
      columns: [...by.map(text), ...shown.map((name) => number(figureWords[name][0]))],
      rows: views.map(({ group, figures }) => [
        ...by.map((dimension) => valueWords(dimension, group[dimension])),
        ...shown.map((name) => valueText(figures.find((figure) => figure.name === name))),
      ]),
    },
  };
};

interface Viewed {
  readonly group: Group;
  readonly figures: readonly FigureView[];
}

const namesWithCases = (names: readonly KpiName[], views: readonly Viewed[]) =>
  names.filter((name) =>
    views.some(({ figures }) => figures.some((figure) => figure.name === name && figure.n > 0)),
  );

/** So many of the latest buckets a small chart shows. */
const MOST_BUCKETS = 26;
/** The backlog is that of one instant: it has no course. */
const WITH_COURSE = kpiNames.filter((name) => name !== "backlog");

/**
 * A small chart over time for each figure and group, with the latest value; with that of the whole period where a report of
 * the same groups without time tells it.
 */
export const course = (
  { by, zone, groups }: KpiReport,
  whole: KpiReport | null = null,
  names: readonly KpiName[] = WITH_COURSE,
): Section => {
  const { time = "week", others } = axesOf(by);
  const views = groups.map(({ group, figures }) => ({ group, figures: figureViews(figures) }));
  const shown = namesWithCases(names, views);
  const measured = views.flatMap(({ group, figures }) =>
    figures.map((figure) => ({ ...figure, group })),
  );
  const buckets = bucketsIn(
    time,
    zone,
    measured.filter(({ n }) => n > 0),
  ).slice(-MOST_BUCKETS);
  const columns = shown.map((name) => {
    const figures = measured.filter((figure) => figure.name === name && figure.n > 0);
    const lines = linesOf(time, others, figures).map((line) => along(buckets, line));
    return { name, figures, lines };
  });
  const totals = new Map(
    (whole?.groups ?? []).map(({ group, figures }) => [
      labelOf(others, group),
      figureViews(figures),
    ]),
  );
  return {
    title: others.length === 0 ? `Each ${time}` : `By ${others.join(", ")}, each ${time}`,
    notes: [
      `Small charts: each ${time} from ${buckets[0] ?? "–"} to ${buckets.at(-1) ?? "–"}, ${whole === null ? "and the latest value" : "and the value of the whole period"}.`,
      NOTE,
    ],
    charts: [],
    table: {
      keys: 1,
      columns: [
        text(others.join(", ") || "tickets"),
        ...shown.map((name) => text(figureWords[name][0])),
      ],
      rows: [...new Set(views.map(({ group }) => labelOf(others, group)))].map((label) => [
        label,
        ...columns.map(({ name, figures, lines }) => {
          const values = lines.find((line) => line.label === label)?.values ?? [];
          const latest = figures.findLast(({ group }) => labelOf(others, group) === label);
          const total = totals.get(label)?.find((figure) => figure.name === name);
          return sparkCell(values, valueText(total ?? latest));
        }),
      ]),
    },
  };
};

const sparkCell = (spark: readonly (number | null)[], shown: string): Cell =>
  spark.every((value) => value === null) ? "–" : { spark, text: shown };
