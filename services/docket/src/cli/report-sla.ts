import {
  slaColumns,
  slaReport,
  slaRows,
  type SlaFigures,
  type SlaGroup,
  type SlaQuestion,
  type SlaReport,
} from "@docket/reporting";
import { targetNames, type TargetName } from "@docket/service-levels";
import { csvLine } from "../csv.ts";
import type { Output } from "../output.ts";
import { refuse } from "../refused.ts";
import type { View } from "../session.ts";
import { requestIn, ticketsOf, type ReportOptions, type ReportRequest } from "./report.ts";
import { asking, EXIT } from "./verb.ts";

interface SlaOptions extends ReportOptions {
  readonly target?: string;
}

/** Attainment of service levels, or the clocks behind it. */
export function reportSla(options: SlaOptions): Promise<void> {
  const request = requestIn(options);
  const question = { ...request.question, only: targetsIn(options.target) };
  return asking(options, async (view, output) => {
    if (options.tickets === true) await printRows(view, request, question, options, output);
    else printReport(await reportOf(view, request, question), options, output);
    return EXIT.done;
  });
}

async function reportOf(
  view: View,
  request: ReportRequest,
  question: SlaQuestion,
): Promise<SlaReport> {
  const sums = slaReport(question);
  for await (const page of ticketsOf(view, request)) for (const ticket of page) sums.add(ticket);
  return sums.report();
}

async function printRows(
  view: View,
  request: ReportRequest,
  question: SlaQuestion,
  { csv = false }: SlaOptions,
  output: Output,
): Promise<void> {
  if (csv) output.text(csvLine(slaColumns));
  for await (const page of ticketsOf(view, request)) {
    const rows = page.flatMap((ticket) => slaRows(ticket, question));
    const cells = () => rows.map((row) => slaColumns.map((column) => row[column]));
    if (csv) for (const row of cells()) output.text(csvLine(row));
    else if (output.json) for (const row of rows) output.object(row);
    else if (rows.length > 0) output.table(slaColumns, cells());
  }
}

const COUNTS = [
  "met",
  "breached",
  "breachedOpen",
  "cancelled",
  "running",
  "paused",
  "unreachable",
] as const satisfies readonly (keyof SlaFigures)[];

function printReport(report: SlaReport, { csv = false }: SlaOptions, output: Output): void {
  if (output.json && !csv) return output.object(report);
  const head = ["target", ...report.by, "attainment", "n", ...COUNTS];
  const lines: readonly SlaGroup[] =
    report.by.length > 0 ? report.groups : report.targets.map((line) => ({ ...line, group: {} }));
  const rows = lines.map((line) => [
    line.target,
    ...report.by.map((dimension) => line.group[dimension] ?? null),
    line.attainment.value,
    line.attainment.n,
    ...COUNTS.map((count) => line[count]),
  ]);
  if (csv) {
    for (const row of [head, ...rows]) output.text(csvLine(row));
    return;
  }
  output.table(
    head,
    rows.map(([target = null, ...cells]) => [
      target,
      ...cells.map((cell, place) => (place === report.by.length ? percent(cell) : cell)),
    ]),
  );
  output.text(
    `${report.withoutClock} tickets without a clock; judged at ${report.now}, as known at ${report.asOf ?? "the start"}, ` +
      `by ${report.policyVersions.join(", ")}`,
  );
}

const percent = (share: unknown): string | null =>
  typeof share === "number" ? `${(share * 100).toFixed(1)} %` : null;

const isTarget = (name: string): name is TargetName => targetNames.some((one) => one === name);

function targetsIn(text: string | undefined): readonly TargetName[] {
  if (text === undefined) return targetNames;
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !isTarget(name));
  if (unknown !== undefined) {
    const detail = `\`--target\`: ${unknown} is no target.`;
    return refuse("INVALID_FIELD", detail, { field: "target", allowed: targetNames });
  }
  return targetNames.filter((name) => wanted.includes(name));
}
