import { ageBands, type BacklogGroup, type BacklogReport } from "../backlog.ts";
import { factsOf } from "./facts.ts";
import { labelOf } from "./grouped.ts";
import { number, text, type Chart, type Page, type Section, type Sheet } from "./page.ts";
import { readable, readableInstant } from "./readable.ts";
import { bandWords, figureWords, valueWords } from "./words.ts";

const SHEET = ["n", ...ageBands, "meanAgeMs", "p50AgeMs", "p90AgeMs", "businessMeanAgeMs"];

/** A line per instant, or per instant and group; ages in milliseconds. */
export const backlogSheet = (report: BacklogReport): Sheet => ({
  columns: ["at", ...report.by, ...SHEET],
  rows: linesOf(report).map(({ at, group, n, bands, age: { value, business } }) => [
    at,
    ...report.by.map((dimension) => group[dimension] ?? null),
    n,
    ...ageBands.map((band) => bands[band]),
    value?.meanMs ?? null,
    value?.p50Ms ?? null,
    value?.p90Ms ?? null,
    business.value?.meanMs ?? null,
  ]),
});

const linesOf = ({ by, instants, groups }: BacklogReport): readonly BacklogGroup[] =>
  by.length > 0 ? groups : instants.map((one) => ({ ...one, group: {} }));

export const backlogPage = (report: BacklogReport): Page => {
  const section = backlogSection(report);
  return { title: "Backlog", facts: factsOf(report), sections: [section], brief: [section] };
};

/** The backlog at each instant, by age. */
export const backlogSection = (report: BacklogReport): Section => {
  const { by, zone } = report;
  const lines = linesOf(report);
  return {
    title: "Backlog",
    notes: [`${figureWords.backlog[1]} Ages are calendar time since receipt.`],
    charts: chartsOf(report, lines),
    table: {
      keys: 1 + by.length,
      columns: [
        text("at"),
        ...by.map(text),
        number("tickets"),
        ...ageBands.map((band) => number(bandWords[band])),
        ...["median age", "90 %", "mean age", "business mean"].map(number),
      ],
      rows: lines.map(({ at, group, n, bands, age: { value, business } }) => [
        readableInstant(at, zone),
        ...by.map((dimension) => valueWords(dimension, group[dimension])),
        readable("count", n),
        ...ageBands.map((band) => readable("count", bands[band])),
        readable("ms", value?.p50Ms ?? null),
        readable("ms", value?.p90Ms ?? null),
        readable("ms", value?.meanMs ?? null),
        readable("openMs", business.value?.meanMs ?? null),
      ]),
    },
  };
};

/** Up to so many instants by age, a bar each; more are a line. */
const MOST_BARS = 40;

const chartsOf = (
  { zone, by, instants }: BacklogReport,
  lines: readonly BacklogGroup[],
): readonly Chart[] => {
  const title = "Tickets in the backlog";
  if (instants.length > MOST_BARS) {
    const buckets = instants.map(({ at }) => readableInstant(at, zone));
    const values = instants.map(({ n }) => n);
    return [{ type: "lines", title, unit: "count", buckets, lines: [{ label: "all", values }] }];
  }
  const label = ({ at, group }: BacklogGroup): string => {
    const instant = readableInstant(at, zone);
    if (by.length === 0) return instant;
    return instants.length === 1 ? labelOf(by, group) : `${instant} ${labelOf(by, group)}`;
  };
  const rows = lines.slice(0, MOST_BARS).map((line) => ({
    label: label(line),
    counts: ageBands.map((band) => line.bands[band]),
  }));
  if (rows.length === 0) return [];
  const some = lines.length > MOST_BARS ? ` (${MOST_BARS} of ${lines.length} rows)` : "";
  const parts = ageBands.map((band) => bandWords[band]);
  return [{ type: "stack", title: `${title} by age${some}`, parts, rows }];
};
