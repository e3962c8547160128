import { refusal, type Refusal } from "@docket/schemas";
import type { Item } from "./source.ts";

/** A name of the desk's own vocabulary as commands take it: 1 to 120 characters, not blank. */
export const isLabel = (value: string): boolean =>
  value.length <= 120 && /\S/.test(value) && !value.includes("\0");

/** The number in an anonymised value such as `Caller 2403`; undefined when the value has another form. */
export function numberAfter(word: string, value: string): string | undefined {
  const digits = value.startsWith(`${word} `) ? value.slice(word.length + 1).trim() : "";
  return /^\d{1,12}$/.test(digits) ? digits : undefined;
}

/** A row whose value is not what its source's format allows. The value itself is left out: it may be personal. */
export const invalid = (line: number, column: string, why: string): Item => ({
  kind: "refused",
  line,
  refusal: invalidColumn(column, why),
});

export const invalidColumn = (column: string, why: string): Refusal =>
  refusal("ROW_INVALID", `\`${column}\` ${why}.`, { field: column });
