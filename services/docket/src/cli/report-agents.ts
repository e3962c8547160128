import { agentsPage, agentsSheet, byAgent, isOfAgents, kpiColumns } from "@docket/reporting";
import { contributionRows, type KpiOptions } from "./report-kpi.ts";
import { printReport, printRows } from "./report-print.ts";
import { askedOf, requestIn, requireCalendar } from "./report.ts";
import { asking, EXIT } from "./verb.ts";

/** What each agent did in a period. */
export function reportAgents(options: KpiOptions): Promise<void> {
  const request = requestIn(options);
  const question = byAgent({ ...request.question, calendar: options.calendar });
  return asking(options, async (desk, output) => {
    await requireCalendar(desk, request, options.calendar);
    if (options.tickets === true) {
      const pages = contributionRows(desk, request, question, isOfAgents);
      await printRows(kpiColumns(question), pages, options, output);
    } else {
      const report = await desk.reports.agents(await askedOf(desk, request, question));
      printReport(report, AGENTS, options, output);
    }
    return EXIT.done;
  });
}

const AGENTS = { page: agentsPage, sheet: agentsSheet };
