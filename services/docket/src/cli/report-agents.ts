import {
  agentsReport,
  byAgent,
  isOfAgents,
  kpiColumns,
  type AgentsReport,
} from "@docket/reporting";
import type { Output } from "../output.ts";
import { contributionRows, type KpiOptions } from "./report-kpi.ts";
import { printLines, printRows } from "./report-rows.ts";
import { requestIn, ticketsOf } from "./report.ts";
import { asking, EXIT } from "./verb.ts";

/** What each agent did in a period. */
export function reportAgents(options: KpiOptions): Promise<void> {
  const request = requestIn(options);
  const question = byAgent({ ...request.question, calendar: options.calendar });
  return asking(options, async (view, output) => {
    if (options.tickets === true) {
      const pages = contributionRows(view, request, question, isOfAgents);
      await printRows(kpiColumns(question), pages, options, output);
    } else {
      const sums = agentsReport(question);
      for await (const page of ticketsOf(view, request))
        for (const ticket of page) sums.add(ticket);
      printAgents(sums.report(), options, output);
    }
    return EXIT.done;
  });
}

const HEAD = [
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

function printAgents(report: AgentsReport, options: KpiOptions, output: Output): void {
  if (output.json && options.csv !== true) return output.object(report);
  const lines = report.agents.map((line) => [
    ...report.by.map((dimension) => line.group[dimension] ?? null),
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
    line.backlog.n,
  ]);
  printLines([...report.by, ...HEAD], lines, options, output);
  if (options.csv !== true) output.text(`as of ${report.asOf ?? "the start"}, at ${report.now}`);
}
