import { refusal } from "@docket/schemas";
import { lineSplitter, type Line } from "./lines.ts";
import { malformed, type ReadRow, type RowReader } from "./row-reader.ts";

/** A JSON object per line. Texts, numbers and booleans are values; null and an absent field are missing. */
export function jsonLinesReader(columns: readonly string[]): RowReader {
  const lines = lineSplitter();
  const rowsOf = (read: readonly Line[]) =>
    read
      .filter((line) => !line.ok || line.text.trim() !== "")
      .map((line) => (line.ok ? rowOf(line.line, line.text) : malformed(line.line, line.why)));

  function rowOf(line: number, text: string): ReadRow {
    const object = objectOf(text);
    if (object === undefined) return malformed(line, "It is no JSON object.");
    const values: string[] = [];
    for (const column of columns) {
      const value = textOf(object.get(column));
      if (value === undefined) {
        const why = `\`${column}\` is no text, number or boolean.`;
        return { kind: "malformed", line, refusal: refusal("ROW_INVALID", why, { field: column }) };
      }
      values.push(value);
    }
    return { kind: "row", line, values };
  }

  return { feed: (chunk) => rowsOf(lines.feed(chunk)), end: () => rowsOf(lines.end()) };
}

function objectOf(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, inFull) : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}

const LONG_NUMBER = /\d{16}/;

/** A number that a double would round keeps its digits as a text: two ids must not become one. */
function inFull(_key: string, value: unknown, as?: { readonly source?: string }): unknown {
  const isRounded = typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isRounded ? as?.source : value;
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
