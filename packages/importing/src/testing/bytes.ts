import type { Bytes } from "../read-rows.ts";
import type { ReadRow, RowReader } from "../row-reader.ts";
import type { Item, Source, SourceRow } from "../source.ts";

/** A text as a file's bytes, in pieces of the given size. */
export async function* bytesOf(content: string | Uint8Array, size = 7): Bytes {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All rows of a text that reaches the reader in pieces of the given size. */
export function readAll(reader: RowReader, text: string, size = 7): readonly ReadRow[] {
  const bytes = Buffer.from(text);
  const rows: ReadRow[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    rows.push(...reader.feed(bytes.subarray(at, at + size)));
  }
  return [...rows, ...reader.end()];
}

/** Each row in short: its line and values, or its line and the code of its refusal. */
export const inShort = (rows: readonly ReadRow[]) =>
  rows.map((row) =>
    row.kind === "row" ? [row.line, ...row.values] : [row.line, row.kind, row.refusal.code],
  );

/** Rows for a source, each given by the columns in which it differs from `usual`. */
export function rowsFor(
  source: Source,
  usual: Readonly<Record<string, string>>,
  ...rows: readonly Readonly<Record<string, string>>[]
): readonly SourceRow[] {
  return rows.map((row, index) => ({
    kind: "row",
    line: index + 2,
    values: source.columns.map((column) => row[column] ?? usual[column] ?? ""),
  }));
}

/** Items in short, a list per row: a command's type, `nothing`, or the refusal's code and field. */
export const outcomes = (rows: readonly (readonly Item[])[]) =>
  rows.map((items) =>
    items.map((item) => {
      switch (item.kind) {
        case "command":
          return item.command.type;
        case "nothing":
          return "nothing";
        case "refused":
          return `${item.refusal.code} ${item.refusal.field ?? ""}`.trim();
        default:
          return item satisfies never;
      }
    }),
  );
