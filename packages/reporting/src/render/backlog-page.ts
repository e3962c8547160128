import { ageBands, type BacklogGroup, type BacklogReport } from "../backlog.ts";
import {
  groupColumns,
  groupSheetColumns,
  number,
  sheetOf,
  tableOf,
  text,
  type SheetColumn,
} from "./columns.ts";
import { factsOf } from "./facts.ts";
import { labelOf } from "./grouped.ts";
import type { Chart, Page, Section, Sheet } from "./page.ts";
import { readableInstant } from "./readable.ts";
import { bandWords, figureWords } from "./words.ts";

/** A line per instant, or per instant and group; ages in milliseconds. */
export const backlogSheet = (report: BacklogReport): Sheet =>
  sheetOf(linesOf(report), [
    ["at", ({ at }) => at],
    ...groupSheetColumns(report.by),
    ["n", ({ n }) => n],
    ...ageBands.map((band): SheetColumn<BacklogGroup> => [band, ({ bands }) => bands[band]]),
    ["meanAgeMs", ({ age: { value } }) => value?.meanMs ?? null],
    ["p50AgeMs", ({ age: { value } }) => value?.p50Ms ?? null],
    ["p90AgeMs", ({ age: { value } }) => value?.p90Ms ?? null],
    ["businessMeanAgeMs", ({ age: { business } }) => business.value?.meanMs ?? null],
  ]);

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
    table: tableOf(
      lines,
      [text("at", ({ at }) => readableInstant(at, zone)), ...groupColumns(by)],
      [
        number("tickets", "count", ({ n }) => n),
        ...ageBands.map((band) =>
          number(bandWords[band], "count", ({ bands }: BacklogGroup) => bands[band]),
        ),
        number("median age", "ms", ({ age: { value } }) => value?.p50Ms ?? null),
        number("90 %", "ms", ({ age: { value } }) => value?.p90Ms ?? null),
        number("mean age", "ms", ({ age: { value } }) => value?.meanMs ?? null),
        number(
          "business mean",
          "openMs",
          ({ age: { business } }) => business.value?.meanMs ?? null,
        ),
      ],
    ),
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
