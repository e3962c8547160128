import { kpiNames, type KpiName } from "@docket/service-levels";
import type { KpiReport } from "../kpi.ts";
import { groupColumns, numeric, tableOf, text } from "./columns.ts";
import { figureViews, groupFigures, valueText, type FigureView } from "./figures.ts";
import { along, axesOf, bucketsIn, labelOf, linesOf } from "./grouped.ts";
import type { Cell, Section } from "./page.ts";
import { figureWords } from "./words.ts";

const NOTE =
  "In brackets the number of cases; ~ is provisional. Times are medians, handling time a mean.";

/** Groups below each other, figures beside each other. */
export const glance = ({ by, groups }: KpiReport): Section => {
  const lines = groups.map(({ group, figures }) => ({ group, figures: figureViews(figures) }));
  const shown = namesWithCases(
    kpiNames,
    lines.flatMap(({ figures }) => figures),
  );
  return {
    title: `By ${by.join(", ")}`,
    notes: [NOTE],
    charts: [],
    table: tableOf(
      lines,
      groupColumns(by),
      shown.map((name) =>
        numeric(figureWords[name][0], ({ figures }) =>
          valueText(figures.find((figure) => figure.name === name)),
        ),
      ),
    ),
  };
};

const namesWithCases = (names: readonly KpiName[], figures: readonly FigureView[]) =>
  names.filter((name) => figures.some((figure) => figure.name === name && figure.n > 0));

/** So many of the latest buckets a small chart shows. */
const MOST_BUCKETS = 26;
/** The backlog is that of one instant: it has no trend. */
const WITH_TREND = kpiNames.filter((name) => name !== "backlog");

/**
 * A small chart over time for each figure and group, with the latest value; with that of the whole period where a report of
 * the same groups without time tells it.
 */
export const trend = (
  { by, zone, groups }: KpiReport,
  whole: KpiReport | null = null,
  names: readonly KpiName[] = WITH_TREND,
): Section => {
  const { time = "week", others } = axesOf(by);
  const cases = groups.flatMap(groupFigures).filter(({ n }) => n > 0);
  const buckets = bucketsIn(time, zone, cases, MOST_BUCKETS);
  const totals = new Map(
    whole?.groups.map(({ group, figures }) => [labelOf(others, group), figureViews(figures)]),
  );
  const columns = namesWithCases(names, cases).map((name) => {
    const figures = cases.filter((figure) => figure.name === name);
    const lines = linesOf(time, others, figures).map((line) => along(buckets, line));
    return text(figureWords[name][0], (label: string) => {
      const values = lines.find((line) => line.label === label)?.values ?? [];
      const latest = figures.findLast(({ group }) => labelOf(others, group) === label);
      const total = totals.get(label)?.find((figure) => figure.name === name);
      return sparkCell(values, valueText(total ?? latest));
    });
  });
  return {
    title: others.length === 0 ? `Each ${time}` : `By ${others.join(", ")}, each ${time}`,
    notes: [
      `Small charts: each ${time} from ${buckets[0] ?? "–"} to ${buckets.at(-1) ?? "–"}, ${whole === null ? "and the latest value" : "and the value of the whole period"}.`,
      NOTE,
    ],
    charts: [],
    table: tableOf(
      [...new Set(groups.map(({ group }) => labelOf(others, group)))],
      [text(others.join(", ") || "tickets", (label) => label)],
      columns,
    ),
  };
};

const sparkCell = (spark: readonly (number | null)[], shown: string): Cell =>
  spark.every((value) => value === null) ? "–" : { spark, text: shown };
