import type { Contribution, KpiName } from "@docket/service-levels";
import type { Group } from "./dimension.ts";
import type { KpiReport } from "./kpi.ts";
import type { KpiQuestion } from "./kpi-rows.ts";
import type { KpiFigures } from "./kpi-figures.ts";
import { reportHeader, type ReportHeader } from "./report.ts";

/** The key figures that tell of an agent's work, credited to agents as everywhere. */
const agentFigures = [
  "averageHandlingTime",
  "firstResponseTime",
  "firstResolutionTime",
  "fullResolutionTime",
  "csat",
  "reopenRate",
  "backlog",
] as const satisfies readonly KpiName[];

export type AgentFigures = Pick<KpiFigures, (typeof agentFigures)[number]>;

export interface AgentLine extends AgentFigures {
  /** The agent, null for nobody, and the further dimensions asked for. */
  readonly group: Group;
  /** Of the handling time of all agents; null without any. */
  readonly shareOfHandling: number | null;
}

export interface AgentsReport extends ReportHeader {
  readonly calendar: string;
  readonly backlogAt: string | null;
  readonly policyVersions: readonly string[];
  readonly agents: readonly AgentLine[];
}

/** The question of the key figures that the report is made from; the rows behind it answer it too. */
export const byAgent = (question: KpiQuestion): KpiQuestion => ({
  ...question,
  by: ["agent", ...question.by.filter((dimension) => dimension !== "agent")],
});

export const isOfAgents = ({ figure }: Contribution): boolean =>
  agentFigures.some((name) => name === figure);

/** The report, made from the key figures by {@link byAgent}. */
export const agentsIn = (question: KpiQuestion, kpi: KpiReport): AgentsReport => {
  const { calendar, backlogAt, policyVersions, figures, groups } = kpi;
  const allMs = figures.averageHandlingTime.totalMs;
  const agents = groups
    .map(({ group, figures: all }) => lineOf(group, all, allMs))
    .filter((line) => agentFigures.some((name) => line[name].n > 0));
  const header = reportHeader("agents", byAgent(question));
  return { ...header, calendar, backlogAt, policyVersions, agents };
};

const lineOf = (group: Group, all: KpiFigures, allMs: number): AgentLine => ({
  group,
  averageHandlingTime: all.averageHandlingTime,
  shareOfHandling: allMs === 0 ? null : all.averageHandlingTime.totalMs / allMs,
  firstResponseTime: all.firstResponseTime,
  firstResolutionTime: all.firstResolutionTime,
  fullResolutionTime: all.fullResolutionTime,
  csat: all.csat,
  reopenRate: all.reopenRate,
  backlog: all.backlog,
});
