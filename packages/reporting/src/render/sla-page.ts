import type { Dimension } from "../header.ts";
import type { SlaFigures, SlaGroup, SlaReport } from "../sla.ts";
import { factsOf } from "./facts.ts";
import { groupedChart } from "./grouped.ts";
import { number, text, type Cell, type Page, type Section, type Sheet } from "./page.ts";
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
  const sections = [
    attainmentByTarget(report),
    ...(report.by.length === 0 ? [] : report.only.flatMap((target) => byGroup(report, target))),
  ];
  return {
    title: "Service levels",
    facts: [
      ...factsOf(report),
      ["tickets without a clock", readable("count", report.withoutClock)],
    ],
    sections,
    brief: sections,
  };
};

/** What became of the clocks of each target. */
export const attainmentByTarget = ({ targets }: Pick<SlaReport, "targets">): Section => {
  const seen = targets.filter((line) => COUNTS.some((count) => line[count] > 0));
  return {
    title: "Attainment by target",
    notes: [figureWords.attainment[1]],
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
      columns: [text("target"), ...COLUMNS, text("measures")],
      rows: seen.map((line) => {
        const [name, measures] = targetWords[line.target];
        return [name, ...cellsOf(line), measures];
      }),
    },
  };
};

const byGroup = ({ by, groups }: SlaReport, target: SlaGroup["target"]): readonly Section[] => {
  const lines = groups.filter((line) => line.target === target);
  if (lines.length === 0) return [];
  const [name, measures] = targetWords[target];
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
      charts: groupedChart(`Attainment: ${name}`, "share", by, measured),
      table: {
        keys: by.length,
        columns: [...by.map((dimension) => text(dimension)), ...COLUMNS],
        rows: lines.map((line) => [...groupCells(by, line), ...cellsOf(line)]),
      },
    },
  ];
};

const groupCells = (by: readonly Dimension[], { group }: SlaGroup): readonly Cell[] =>
  by.map((dimension) => valueWords(dimension, group[dimension]));

const COLUMNS = [
  text(""),
  number("attainment"),
  number("n"),
  number("met"),
  number("breached"),
  number("still open"),
  number("cancelled"),
  number("running"),
  number("paused"),
  number("unreachable"),
];

const cellsOf = ({ attainment: { value, n }, ...line }: SlaFigures): readonly Cell[] => [
  { bar: value },
  readable("share", value),
  readable("count", n),
  ...COUNTS.map((count) => readable("count", line[count])),
];
