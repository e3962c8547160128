const LEVELS = "▁▂▃▄▅▆▇█";
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A trend in block characters, a character each, between its least and its greatest value. */
export const sparkline = (values: readonly (number | null)[]): string => {
  const known = values.filter((value) => value !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const level = (value: number): number =>
    most === least ? 3 : Math.round(((value - least) / (most - least)) * (LEVELS.length - 1));
  return values.map((value) => (value === null ? " " : LEVELS.charAt(level(value)))).join("");
};

/** A share of a width in characters, to the eighth of one, filled up with blanks. */
export const textBar = (share: number | null, width: number): string => {
  const eighths = Math.round(Math.min(1, Math.max(0, share ?? 0)) * width * 8);
  const full = Math.floor(eighths / 8);
  return `${"█".repeat(full)}${EIGHTHS[eighths % 8] ?? ""}`.padEnd(width);
};
