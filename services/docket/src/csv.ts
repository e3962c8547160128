type Cell = string | number | boolean | null;

/** A line of CSV as RFC 4180 has it; null is an empty cell. */
export const csvLine = (cells: readonly Cell[]): string => cells.map(csvCell).join(",");

const csvCell = (cell: Cell): string => {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
