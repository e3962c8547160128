import type { Dimension } from "../dimension.ts";
import type { SlaFigures, SlaGroup, SlaReport } from "../sla.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart, type Axis } from "./grouped.ts";
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
import { figureWords, targetWords, valueWords } from "./words.ts";

const COUNTS = [
  "met",
  "breached",
  "breachedOpen",
  "cancelled",
  "running",
  "paused",
  "unreachable",
] as const satisfies readonly (keyof SlaFigures)[];

/** A line per target, or per target and group. */
export const slaSheet = (report: SlaReport): Sheet => ({
  columns: ["target", ...report.by, "attainment", "n", ...COUNTS],
  rows: linesOf(report).map((line) => [
    line.target,
    ...report.by.map((dimension) => line.group[dimension] ?? null),
    line.attainment.value,
    line.attainment.n,
    ...COUNTS.map((count) => line[count]),
  ]),
});

const linesOf = (report: SlaReport): readonly SlaGroup[] =>
  report.by.length > 0 ? report.groups : report.targets.map((line) => ({ ...line, group: {} }));

export const slaPage = (report: SlaReport): Page => {
  const axis = axisOf(report, report.groups);
  const groups =
    report.by.length === 0 ? [] : report.only.flatMap((target) => byGroup(report, axis, target));
  const brief = [attainmentByTarget(report), ...groups];
  return {
    title: "Service levels",
    facts: [
      ...factsOf(report),
      ["tickets without a clock", readable("count", report.withoutClock)],
    ],
    sections: [...brief, meaningOfTargets(report)],
    brief,
  };
};

const meaningOfTargets = ({ only }: SlaReport): Section =>
  definitions(
    "What the clocks measure",
    only.map((target) => [targetWords[target][0], `The clock runs ${targetWords[target][1]}.`]),
  );

/** What became of the clocks of each target. */
export const attainmentByTarget = (report: SlaReport): Section => {
  const seen = report.targets.filter((line) => COUNTS.some((count) => line[count] > 0));
  const { columns, cells } = figuresOf(seen);
  return {
    title: "Attainment by target",
    notes: [meaning(report)],
    charts: [
      {
        type: "bars",
        title: "Attainment by target",
        unit: "share",
        bars: seen.map(({ target, attainment: { n, value } }) => ({
          label: targetWords[target][0],
          n,
          value,
          interval: null,
          provisional: false,
        })),
      },
    ],
    table: {
      keys: 1,
      columns: [text("target"), ...columns],
      rows: seen.map((line) => {
        return [targetWords[line.target][0], ...cells(line)];
      }),
    },
  };
};

const byGroup = (
  { groups }: SlaReport,
  axis: Axis,
  target: SlaGroup["target"],
): readonly Section[] => {
  const { by } = axis;
  const lines = groups.filter((line) => line.target === target);
  if (lines.length === 0) return [];
  const [name, measures] = targetWords[target];
  const { columns, cells } = figuresOf(lines);
  const measured = lines.map(({ group, attainment: { n, value } }) => ({
    group,
    n,
    value,
    interval: null,
    provisional: false,
  }));
  return [
    {
      title: `Attainment: ${name}`,
      notes: [`The clock runs ${measures}.`],
      charts: groupedChart(`Attainment: ${name}`, "share", axis, measured),
      table: {
        keys: by.length,
        columns: [...by.map((dimension) => text(dimension)), ...columns],
        rows: lines.map((line) => [...groupCells(by, line), ...cells(line)]),
      },
    },
  ];
};

const groupCells = (by: readonly Dimension[], { group }: SlaGroup): readonly Cell[] =>
  by.map((dimension) => valueWords(dimension, group[dimension]));

/** Columns of counts that are all zero say nothing. */
const figuresOf = (lines: readonly SlaFigures[]) => {
  const shown = COUNTS.filter((count) => lines.some((line) => line[count] > 0));
  return {
    columns: [
      text(""),
      number("attainment"),
      number("n"),
      ...shown.map((count) => number(count === "breachedOpen" ? "still open" : count)),
    ],
    cells: ({ attainment: { value, n }, ...line }: SlaFigures): readonly Cell[] => [
      { bar: value },
      readable("share", value),
      readable("count", n),
      ...shown.map((count) => readable("count", line[count])),
    ],
  };
};

const meaning = ({ attainment: { definition } }: SlaFigures): string =>
  `${figureWords.attainment[1]} Still open are those breached ones that nothing has stopped. Definition ${definition.version}.`;
