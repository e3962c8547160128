import {
  kpiColumns,
  kpiPage,
  kpiRows,
  kpiScan,
  kpiSheet,
  type KpiQuestion,
  type KpiRow,
} from "@docket/reporting";
import type { Contribution } from "@docket/service-levels";
import type { Desk } from "../session.ts";
import { printReport, printRows } from "./report-print.ts";
import {
  askedOf,
  requestIn,
  requireCalendar,
  ticketsOf,
  type ReportOptions,
  type ReportRequest,
} from "./report.ts";
import { asking, EXIT } from "./verb.ts";

export interface KpiOptions extends ReportOptions {
  /** The calendar of business time. */
  readonly calendar: string;
}

/** The key figures of a period, or what each of them was made from. */
export function reportKpi(options: KpiOptions): Promise<void> {
  const request = requestIn(options);
  const question = { ...request.question, calendar: options.calendar };
  return asking(options, async (desk, output) => {
    await requireCalendar(desk, request, options.calendar);
    if (options.tickets === true) {
      const pages = contributionRows(desk, request, question, () => true);
      await printRows(kpiColumns(question), pages, options, output);
    } else {
      const report = await desk.reports.kpi(await askedOf(desk, request, question));
      printReport(report, KPI, options, output);
    }
    return EXIT.done;
  });
}

/** The rows behind those figures that are wanted. */
export async function* contributionRows(
  desk: Desk,
  request: ReportRequest,
  question: KpiQuestion,
  isWanted: (one: Contribution) => boolean,
): AsyncGenerator<readonly KpiRow[]> {
  const scan = kpiScan(question);
  const rowOf = kpiRows(question);
  for await (const page of ticketsOf(desk, request)) {
    yield page.flatMap((ticket) => scan.add(ticket).filter(isWanted).map(rowOf));
  }
  let rows: KpiRow[] = [];
  for (const one of scan.finish()) {
    if (!isWanted(one)) continue;
    rows.push(rowOf(one));
    if (rows.length < PAGE) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}

const PAGE = 500;

const KPI = { page: kpiPage, sheet: kpiSheet };
