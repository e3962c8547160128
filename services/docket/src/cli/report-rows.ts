import type { KpiRow } from "@docket/reporting";
import { csvLine } from "../csv.ts";
import type { Output } from "../output.ts";
import type { ReportOptions } from "./report.ts";

/** Rows a page at a time, as CSV, as one object per line or as tables. */
export async function printRows(
  columns: readonly string[],
  pages: AsyncIterable<readonly KpiRow[]>,
  { csv = false }: ReportOptions,
  output: Output,
): Promise<void> {
  if (csv) output.text(csvLine(columns));
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    const cells = () => rows.map((row) => columns.map((column) => row[column] ?? null));
    if (csv) for (const row of cells()) output.text(csvLine(row));
    else if (output.json) for (const row of rows) output.object(row);
    else output.table(columns, cells());
  }
}

/** The figures of a report as lines of a table: as they are in CSV, for people to read in the terminal. */
export function printLines(
  head: readonly string[],
  lines: readonly (readonly (string | number | boolean | null)[])[],
  { csv = false }: ReportOptions,
  output: Output,
): void {
  if (csv) for (const line of [head, ...lines]) output.text(csvLine(line));
  else
    output.table(
      head,
      lines.map((line) => line.map((cell, place) => readable(head[place], cell))),
    );
}

/** Milliseconds are for programs, and so are shares with sixteen digits. */
const readable = (column: string | undefined, cell: string | number | boolean | null): unknown => {
  if (typeof cell !== "number") return cell;
  if (column?.endsWith("Ms") === true) return span(cell);
  return Number.isInteger(cell) ? cell : Number(cell.toPrecision(4));
};

const span = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};
