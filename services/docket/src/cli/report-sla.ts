import {
  slaColumns,
  slaPage,
  slaRows,
  slaSheet,
  type SlaQuestion,
  type SlaRow,
} from "@docket/reporting";
import { isTargetName, targetNames, type TargetName } from "@docket/service-levels";
import { refuse } from "../refused.ts";
import type { Desk } from "../session.ts";
import { printReport, printRows } from "./report-print.ts";
import { askedOf, requestIn, ticketsOf, type ReportOptions, type ReportRequest } from "./report.ts";
import { asking, EXIT } from "./verb.ts";

interface SlaOptions extends ReportOptions {
  readonly target?: string;
}

/** Attainment of service levels, or the clocks behind it. */
export function reportSla(options: SlaOptions): Promise<void> {
  const request = requestIn(options);
  const question = { ...request.question, only: targetsIn(options.target) };
  return asking(options, async (desk, output) => {
    if (options.tickets === true) {
      await printRows(slaColumns, rowsOf(desk, request, question), options, output);
    } else {
      const report = await desk.reports.sla(await askedOf(desk, request, question));
      printReport(report, SLA, options, output);
    }
    return EXIT.done;
  });
}

async function* rowsOf(
  desk: Desk,
  request: ReportRequest,
  question: SlaQuestion,
): AsyncGenerator<readonly SlaRow[]> {
  for await (const page of ticketsOf(desk, request)) {
    yield page.flatMap((ticket) => slaRows(ticket, question));
  }
}

const SLA = { page: slaPage, sheet: slaSheet };

function targetsIn(text: string | undefined): readonly TargetName[] {
  if (text === undefined) return targetNames;
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !isTargetName(name));
  if (unknown !== undefined) {
    const detail = `\`--target\`: ${unknown} is no target.`;
    return refuse("INVALID_FIELD", detail, { field: "target", allowed: targetNames });
  }
  return targetNames.filter((name) => wanted.includes(name));
}
