import {
  kpiColumns,
  kpiNames,
  kpiReport,
  kpiRows,
  kpiScan,
  type Contribution,
  type KpiFigures,
  type KpiQuestion,
  type KpiReport,
  type KpiRow,
} from "@docket/reporting";
import type { Output } from "../output.ts";
import type { View } from "../session.ts";
import { printLines, printRows } from "./report-rows.ts";
import { requestIn, ticketsOf, type ReportOptions, type ReportRequest } from "./report.ts";
import { asking, EXIT } from "./verb.ts";

export interface KpiOptions extends ReportOptions {
  /** The calendar of business time. */
  readonly calendar: string;
}

/** The key figures of a period, or what each of them was made from. */
export function reportKpi(options: KpiOptions): Promise<void> {
  const request = requestIn(options);
  const question = { ...request.question, calendar: options.calendar };
  return asking(options, async (view, output) => {
    if (options.tickets === true) {
      const pages = contributionRows(view, request, question, () => true);
      await printRows(kpiColumns(question), pages, options, output);
    } else {
      const sums = kpiReport(question);
      for await (const page of ticketsOf(view, request))
        for (const ticket of page) sums.add(ticket);
      printKpis(sums.report(), options, output);
    }
    return EXIT.done;
  });
}

/** The rows behind those figures that are wanted. */
export async function* contributionRows(
  view: View,
  request: ReportRequest,
  question: KpiQuestion,
  isWanted: (one: Contribution) => boolean,
): AsyncGenerator<readonly KpiRow[]> {
  const scan = kpiScan(question);
  const rowOf = kpiRows(question);
  for await (const page of ticketsOf(view, request)) {
    yield page.flatMap((ticket) => scan.add(ticket).filter(isWanted).map(rowOf));
  }
  const rest = scan.finish().filter(isWanted).map(rowOf);
  for (let rows = [...rest.take(PAGE)]; rows.length > 0; rows = [...rest.take(PAGE)]) yield rows;
}

const PAGE = 500;

const HEAD = ["n", "value", "meanMs", "p50Ms", "p90Ms", "p95Ms", "businessMeanMs", "businessP90Ms"];

function printKpis(report: KpiReport, options: KpiOptions, output: Output): void {
  if (output.json && options.csv !== true) return output.object(report);
  const { by, groups, figures: all } = report;
  const shown = by.length === 0 ? [{ group: {}, figures: all }] : groups;
  const lines = shown.flatMap(({ group, figures }) =>
    kpiNames.map((name) => [
      ...by.map((dimension) => group[dimension] ?? null),
      name,
      ...cellsOf(figures, name),
      figures[name].provisional,
    ]),
  );
  printLines([...by, "figure", ...HEAD, "provisional"], lines, options, output);
  if (options.csv !== true) output.text(`as of ${report.asOf ?? "the start"}, at ${report.now}`);
}

/** A figure is a number, or a mean with percentiles; both come in calendar and in business time where time is measured. */
function cellsOf(figures: KpiFigures, name: (typeof kpiNames)[number]): (number | null)[] {
  if (name === "averageHandlingTime") {
    const { n, value, business } = figures[name];
    return [n, null, value, null, null, null, business.value, null];
  }
  if (name === "backlog") {
    const { n, age } = figures[name];
    return [
      n,
      n,
      ...times(age.value),
      age.business.value?.meanMs ?? null,
      age.business.value?.p90Ms ?? null,
    ];
  }
  const figure = figures[name];
  if (!("business" in figure)) {
    return [figure.n, figure.value, null, null, null, null, null, null];
  }
  const { n, value, business } = figure;
  return [n, null, ...times(value), business.value?.meanMs ?? null, business.value?.p90Ms ?? null];
}

const times = (value: KpiFigures["firstResponseTime"]["value"]): (number | null)[] =>
  value === null ? [null, null, null, null] : [value.meanMs, value.p50Ms, value.p90Ms, value.p95Ms];
