import type { SlaFigures, SlaGroup, SlaReport } from "../sla.ts";
import {
  bar,
  definitions,
  groupColumns,
  groupSheetColumns,
  number,
  sheetOf,
  tableOf,
  text,
  type ColumnOf,
  type SheetColumn,
} from "./columns.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart, type Axis } from "./grouped.ts";
import type { Page, Section, Sheet } from "./page.ts";
import { readable } from "./readable.ts";
import { figureWords, targetWords } from "./words.ts";

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
export const slaSheet = (report: SlaReport): Sheet =>
  sheetOf(linesOf(report), [
    ["target", ({ target }) => target],
    ...groupSheetColumns(report.by),
    ["attainment", ({ attainment }) => attainment.value],
    ["n", ({ attainment }) => attainment.n],
    ...COUNTS.map((count): SheetColumn<SlaFigures> => [count, (line) => line[count]]),
  ]);

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
  return {
    title: "Attainment by target",
    notes: [meaning(report)],
    charts: [
      {
        type: "bars",
        title: "Attainment by target",
        unit: "share",
        bars: seen.map(({ target, attainment }) => ({
          ...attainment,
          label: targetWords[target][0],
        })),
      },
    ],
    table: tableOf(
      seen,
      [text("target", ({ target }) => targetWords[target][0])],
      figureColumns(seen),
    ),
  };
};

const byGroup = (
  { groups }: SlaReport,
  axis: Axis,
  target: SlaGroup["target"],
): readonly Section[] => {
  const lines = groups.filter((line) => line.target === target);
  if (lines.length === 0) return [];
  const [name, measures] = targetWords[target];
  const measured = lines.map(({ group, attainment }) => ({ ...attainment, group }));
  return [
    {
      title: `Attainment: ${name}`,
      notes: [`The clock runs ${measures}.`],
      charts: groupedChart(`Attainment: ${name}`, "share", axis, measured),
      table: tableOf(lines, groupColumns(axis.by), figureColumns(lines)),
    },
  ];
};

/** Columns of counts that are all zero say nothing. */
const figureColumns = (lines: readonly SlaFigures[]): readonly ColumnOf<SlaFigures>[] => [
  bar(({ attainment }) => attainment.value),
  number("attainment", "share", ({ attainment }) => attainment.value),
  number("n", "count", ({ attainment }) => attainment.n),
  ...COUNTS.filter((count) => lines.some((line) => line[count] > 0)).map((count) =>
    number(
      count === "breachedOpen" ? "still open" : count,
      "count",
      (line: SlaFigures) => line[count],
    ),
  ),
];

const meaning = ({ attainment: { definition } }: SlaFigures): string =>
  `${figureWords.attainment[1]} Still open are those breached ones that nothing has stopped. Definition ${definition.version}.`;
