import type { SheetCell } from "./page.ts";

/** A record of CSV as RFC 4180 has it, without its line end; null is an empty field. */
export const csvRecord = (cells: readonly SheetCell[]): string => cells.map(field).join(",");

export const CSV_LINE_END = "\r\n";

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const field = (cell: SheetCell): string => {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
