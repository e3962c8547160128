import type { AgentLine, AgentsReport } from "../agents.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart } from "./grouped.ts";
import { number, text, type Cell, type Page, type Section, type Sheet } from "./page.ts";
import { readable } from "./readable.ts";
import { valueWords } from "./words.ts";

const SHEET = [
  "handled",
  "handlingMs",
  "shareOfHandling",
  "meanHandlingMs",
  "firstResponses",
  "firstResponseP50Ms",
  "resolved",
  "resolutionP50Ms",
  "reopened",
  "csat",
  "csatN",
  "openNow",
];

/** A line per agent, times in milliseconds. */
export const agentsSheet = ({ by, agents }: AgentsReport): Sheet => ({
  columns: [...by, ...SHEET],
  rows: agents.map((line) => [
    ...by.map((dimension) => line.group[dimension] ?? null),
    line.averageHandlingTime.n,
    line.averageHandlingTime.totalMs,
    line.shareOfHandling,
    line.averageHandlingTime.value,
    line.firstResponseTime.n,
    line.firstResponseTime.value?.p50Ms ?? null,
    line.firstResolutionTime.n,
    line.firstResolutionTime.value?.p50Ms ?? null,
    line.reopenRate.value,
    line.csat.value,
    line.csat.n,
    line.backlog.value,
  ]),
});

export const agentsPage = (report: AgentsReport): Page => {
  const section = agentsSection(report);
  return {
    title: "Agents",
    facts: [...factsOf(report), ["open tickets at", report.backlogAt ?? "–"]],
    sections: [section],
    brief: [section],
  };
};

const agentsSection = (report: AgentsReport): Section => {
  const { by, agents } = report;
  const axis = axisOf(report, agents);
  return {
    title: "What each agent did",
    notes: [
      "Handling and open tickets are those of the agent; responses, resolutions, reopening and satisfaction are credited to who had the ticket then.",
      "Response and resolution times are medians. Small numbers say little: see the number of answers beside satisfaction.",
    ],
    charts: [
      ...groupedChart(
        "Share of all handling time",
        "share",
        axis,
        agents.map(({ group, shareOfHandling: value, averageHandlingTime: { n } }) => ({
          group,
          value,
          n,
          interval: null,
          provisional: false,
        })),
      ),
      ...groupedChart(
        "Customer satisfaction, with its 95 % interval",
        "share",
        axis,
        agents.map(({ group, csat }) => ({ ...csat, group })),
      ),
    ],
    table: {
      keys: by.length,
      columns: [...by.map(text), ...COLUMNS],
      rows: agents.map((line) => [
        ...by.map((dimension) => valueWords(dimension, line.group[dimension])),
        ...cellsOf(line),
      ]),
    },
  };
};

const COLUMNS = [
  number("handled"),
  number("handling time"),
  number("share"),
  text(""),
  number("mean handling"),
  number("responses"),
  number("first response"),
  number("resolved"),
  number("first resolution"),
  number("reopened"),
  number("satisfaction"),
  number("answers"),
  number("open"),
];

const cellsOf = (line: AgentLine): readonly Cell[] => [
  readable("count", line.averageHandlingTime.n),
  readable("openMs", line.averageHandlingTime.totalMs),
  readable("share", line.shareOfHandling),
  { bar: line.shareOfHandling },
  readable("ms", line.averageHandlingTime.value),
  readable("count", line.firstResponseTime.n),
  readable("ms", line.firstResponseTime.value?.p50Ms ?? null),
  readable("count", line.firstResolutionTime.n),
  readable("ms", line.firstResolutionTime.value?.p50Ms ?? null),
  `${readable("share", line.reopenRate.value)}${line.reopenRate.provisional ? " ~" : ""}`,
  readable("share", line.csat.value),
  readable("count", line.csat.n),
  readable("count", line.backlog.value),
];
