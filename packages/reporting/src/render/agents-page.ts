import type { AgentLine, AgentsReport } from "../agents.ts";
import {
  bar,
  groupColumns,
  groupSheetColumns,
  number,
  provisionalShare,
  sheetOf,
  tableOf,
  type ColumnOf,
  type SheetColumn,
} from "./columns.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart } from "./grouped.ts";
import type { Page, Section, Sheet } from "./page.ts";

/** A line per agent, times in milliseconds. */
export const agentsSheet = ({ by, agents }: AgentsReport): Sheet =>
  sheetOf(agents, [...groupSheetColumns(by), ...SHEET]);

const SHEET: readonly SheetColumn<AgentLine>[] = [
  ["handled", ({ averageHandlingTime: { n } }) => n],
  ["handlingMs", ({ averageHandlingTime: { totalMs } }) => totalMs],
  ["shareOfHandling", ({ shareOfHandling }) => shareOfHandling],
  ["meanHandlingMs", ({ averageHandlingTime: { value } }) => value],
  ["firstResponses", ({ firstResponseTime: { n } }) => n],
  ["firstResponseP50Ms", ({ firstResponseTime: { value } }) => value?.p50Ms ?? null],
  ["resolved", ({ firstResolutionTime: { n } }) => n],
  ["resolutionP50Ms", ({ firstResolutionTime: { value } }) => value?.p50Ms ?? null],
  ["reopened", ({ reopenRate: { value } }) => value],
  ["csat", ({ csat: { value } }) => value],
  ["csatN", ({ csat: { n } }) => n],
  ["openNow", ({ backlog: { value } }) => value],
];

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
        })),
      ),
      ...groupedChart(
        "Customer satisfaction, with its 95 % interval",
        "share",
        axis,
        agents.map(({ group, csat }) => ({ ...csat, group })),
      ),
    ],
    table: tableOf(agents, groupColumns(by), COLUMNS),
  };
};

const COLUMNS: readonly ColumnOf<AgentLine>[] = [
  number("handled", "count", ({ averageHandlingTime: { n } }) => n),
  number("handling time", "openMs", ({ averageHandlingTime: { totalMs } }) => totalMs),
  number("share", "share", ({ shareOfHandling }) => shareOfHandling),
  bar(({ shareOfHandling }) => shareOfHandling),
  number("mean handling", "ms", ({ averageHandlingTime: { value } }) => value),
  number("responses", "count", ({ firstResponseTime: { n } }) => n),
  number("first response", "ms", ({ firstResponseTime: { value } }) => value?.p50Ms ?? null),
  number("resolved", "count", ({ firstResolutionTime: { n } }) => n),
  number("first resolution", "ms", ({ firstResolutionTime: { value } }) => value?.p50Ms ?? null),
  provisionalShare("reopened", ({ reopenRate }) => reopenRate),
  number("satisfaction", "share", ({ csat: { value } }) => value),
  number("answers", "count", ({ csat: { n } }) => n),
  number("open", "count", ({ backlog: { value } }) => value),
];
