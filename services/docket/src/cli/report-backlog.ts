import {
  backlogColumns,
  backlogOf,
  backlogPage,
  backlogRows,
  backlogSheet,
  bucketEnds,
  isBucketUnit,
  MOST_INSTANTS,
  type BacklogQuestion,
  type KpiRow,
  type ReportQuestion,
} from "@docket/reporting";
import type { EpochMs } from "@docket/service-levels";
import { refuse } from "../refused.ts";
import type { Desk } from "../session.ts";
import type { KpiOptions } from "./report-kpi.ts";
import { printReport, printRows } from "./report-print.ts";
import {
  askedOf,
  instantIn,
  requestIn,
  requireCalendar,
  ticketsOf,
  type ReportRequest,
} from "./report.ts";
import { asking, EXIT } from "./verb.ts";

interface BacklogOptions extends KpiOptions {
  /** One instant, in place of the period's. */
  readonly at?: string;
}

/** The tickets that are not closed: at an instant, or at the end of each bucket of a period. */
export function reportBacklog(options: BacklogOptions): Promise<void> {
  const request = requestIn(options);
  const instants = instantsIn(request.question, options.at);
  const question = { ...request.question, calendar: options.calendar, instants };
  return asking(options, async (desk, output) => {
    await requireCalendar(desk, request, options.calendar);
    if (options.tickets === true) {
      await printRows(backlogColumns(question), rowsOf(desk, request, question), options, output);
    } else {
      const report = await desk.reports.backlog(await askedOf(desk, request, question));
      printReport(report, BACKLOG, options, output);
    }
    return EXIT.done;
  });
}

async function* rowsOf(
  desk: Desk,
  request: ReportRequest,
  question: BacklogQuestion,
): AsyncGenerator<readonly KpiRow[]> {
  const rowOf = backlogRows(question);
  for await (const page of ticketsOf(desk, request)) {
    yield page.flatMap((ticket) => backlogOf(ticket, question).map(rowOf));
  }
}

/** `--at`; else with `--from` the ends of its buckets up to `--to` or now; else `--to` or now. None after now. */
function instantsIn({ period, now, by }: ReportQuestion, at: string | undefined): EpochMs[] {
  if (at !== undefined) return [Math.min(instantIn("at", at), now)];
  const to = Math.min(period.to ?? now, now);
  if (period.from === null) return [to];
  if (period.from >= to) return [];
  const unit = by.find(isBucketUnit);
  const ends = bucketEnds(unit ?? "day", { from: period.from, to, zone: period.zone });
  if (ends !== null) return [...ends];
  const detail = `The period has more than ${MOST_INSTANTS} of them: take longer ones with \`--by\`.`;
  return refuse("INVALID_FIELD", detail, { field: "by" });
}

const BACKLOG = { page: backlogPage, sheet: backlogSheet };
