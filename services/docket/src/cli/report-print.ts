import { htmlPage, textBlocks, type Page, type Sheet, type SheetCell } from "@docket/reporting";
import { writeNamed } from "../named-file.ts";
import { drawnBlock, type Output } from "../output.ts";

/** In which form a report is wanted; a table for people if in no other. */
export interface PrintOptions {
  readonly csv?: boolean;
  /** The file that a page is written to. */
  readonly html?: string;
  /** The rows behind the figures instead of them. */
  readonly tickets?: boolean;
}

/** A report in the three forms it has beside that of one object. */
export interface Printed<Report> {
  readonly page: (report: Report) => Page;
  readonly sheet: (report: Report) => Sheet;
}

/** The figures of a report. */
export function printReport<Report>(
  report: Report,
  { page, sheet }: Printed<Report>,
  { csv = false, html }: PrintOptions,
  output: Output,
): void {
  if (html !== undefined) {
    writeNamed(html, htmlPage(page(report)));
    output.note(`written to ${html}`);
  }
  if (csv) {
    const { columns, rows } = sheet(report);
    for (const record of [columns, ...rows]) output.record(record);
  } else if (output.json) {
    output.object(report);
  } else if (html === undefined) {
    printPage(page(report), output);
  }
}

/** Where the width is not known, as in a pipe. */
const WIDTH = 120;

export function printPage(page: Page, output: Output): void {
  const width = process.stdout.columns ?? WIDTH;
  output.text(textBlocks(page, width).map(drawnBlock).join("\n"));
}

/** The rows behind the figures, a page of them at a time. */
export async function printRows<Row extends { readonly [column: string]: SheetCell }>(
  columns: readonly (keyof Row & string)[],
  pages: AsyncIterable<readonly Row[]>,
  { csv = false }: PrintOptions,
  output: Output,
): Promise<void> {
  if (csv) output.record(columns);
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    const cells = () => rows.map((row) => columns.map((column) => row[column] ?? null));
    if (csv) for (const row of cells()) output.record(row);
    else if (output.json) for (const row of rows) output.object(row);
    else output.table(columns, cells());
  }
}
