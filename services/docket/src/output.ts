import { CSV_LINE_END, csvRecord, type Block, type SheetCell } from "@docket/reporting";
import Table from "cli-table3";
import cliProgress from "cli-progress";
import { ENDING_SIGNALS } from "./signals.ts";

/** The result goes to standard output and nothing else does; notes and progress go to standard error. */
export interface Output {
  /** For programs: one object per line. */
  readonly json: boolean;
  readonly object: (value: unknown) => void;
  readonly text: (line: string) => void;
  readonly table: (head: readonly string[], rows: readonly (readonly unknown[])[]) => void;
  /** For spreadsheets: a record of CSV. */
  readonly record: (cells: readonly SheetCell[]) => void;
  readonly note: (line: string) => void;
}

export function createOutput(json: boolean): Output {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  return {
    json,
    object: (value) => write(jsonText(value)),
    text: (line) => write(shown(line)),
    table: (head, rows) => write(drawnTable(head, rows)),
    record: (cells) => void process.stdout.write(`${csvRecord(cells)}${CSV_LINE_END}`),
    note: (line) => void process.stderr.write(`${shown(line)}\n`),
  };
}

/** Text for people: what customers wrote must not steer the terminal. */
export const shown = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, REPLACEMENT);
const REPLACEMENT = "\u{fffd}";

/** A value as one line of JSON that steers no terminal either. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A page's tables and texts, below each other. */
export const drawnBlock = (block: Block): string =>
  block.type === "text"
    ? `\n${cell(block.text)}`
    : drawnTable(
        block.columns.map(({ title }) => title),
        block.rows,
        block.columns.map(({ numeric }) => (numeric ? "right" : "left")),
      );

/** The library compares each cell with all above it: of many rows a table would take minutes. */
const MOST_ROWS = 100;

/** A table; one of many rows in pieces, each under the head. */
function drawnTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  aligned: readonly ("left" | "right")[] = [],
): string {
  const style = { head: [], border: [], compact: true };
  const pieces: string[] = [];
  for (let from = 0; from === 0 || from < rows.length; from += MOST_ROWS) {
    const table = new Table({ head: head.map(cell), style, colAligns: [...aligned] });
    for (const row of rows.slice(from, from + MOST_ROWS)) table.push(row.map(cell));
    pieces.push(table.toString());
  }
  return pieces.join("\n");
}

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return "–";
  // A tab would spoil the table.
  if (typeof value === "string") return shown(value).replaceAll("\t", REPLACEMENT);
  return shown(JSON.stringify(value));
};

/**
 * Shows how far work has come while it goes on: a bar on standard error where a person looks at it, a count where the
 * total is not known; nothing in a pipe. However the work ends, the terminal has its cursor again.
 */
export async function withProgress<Result>(
  label: string,
  total: number | null,
  unit: string,
  work: (update: (done: number) => void) => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work(() => {});
  const amount = total === null ? "{value}" : "{bar} {percentage}% {value}/{total}";
  const bar = new cliProgress.SingleBar(
    { format: `${label} ${amount} ${unit}`, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  const interrupt = (signal: NodeJS.Signals) => {
    bar.stop();
    // Unless the work itself minds the signal, it ends the process as it always does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  // Before other listeners take themselves away.
  for (const signal of ENDING_SIGNALS) process.prependOnceListener(signal, interrupt);
  bar.start(total ?? 0, 0);
  try {
    return await work((done) => bar.update(done));
  } finally {
    for (const signal of ENDING_SIGNALS) process.removeListener(signal, interrupt);
    bar.stop();
  }
}
