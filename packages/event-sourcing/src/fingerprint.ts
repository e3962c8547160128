import { createHash } from "node:crypto";
import type { Generation, ReadModelState, Row, Table } from "./read-model-store.ts";

/** SHA-256 over the rows as canonical JSON (RFC 8785), one a line, in byte order of their keys. */
export async function fingerprint(
  readModels: Pick<ReadModelState, "scan">,
  table: Table,
  generation: Generation,
): Promise<{ readonly rows: number; readonly hash: string }> {
  const digest = createHash("sha256");
  const textOf = canonicalRow(table);
  let rows = 0;
  for await (const page of readModels.scan(table, generation)) {
    digest.update(page.map((row) => `${textOf(row)}\n`).join(""));
    rows += page.length;
  }
  return { rows, hash: digest.digest("hex") };
}

/**
 * A row as RFC 8785 has it: its members sorted by UTF-16 code units, each written as ECMAScript's JSON does. A table's
 * columns are sorted once, and cells have no members of their own.
 */
export function canonicalRow(table: Table): (row: Row) => string {
  const columns = Object.keys(table.columns).toSorted(byCodeUnits);
  const members = columns.map((column) => [column, `${JSON.stringify(column)}:`] as const);
  return (row) => {
    let text = "";
    for (const [column, label] of members) {
      text += `${text === "" ? "{" : ","}${label}${JSON.stringify(row[column] ?? null)}`;
    }
    return `${text}}`;
  };
}

const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : 1);
