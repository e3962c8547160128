import assert from "node:assert/strict";
import { position } from "./brands.ts";
import type { Generation, Key, ReadModelStore, Row, Table } from "./read-model-store.ts";

/** A table with every type of column and a key of two. */
export const sample: Table = {
  name: "sample",
  version: 1,
  columns: { team: "text", place: "integer", note: "text", amount: "integer", open: "boolean" },
  key: ["team", "place"],
  indexes: [["note"], ["open", "amount"]],
  partialIndexes: [
    { of: { column: "open", is: true }, columns: ["amount", "team"], cells: ["place", "note"] },
    { of: { column: "note", is: null }, columns: ["place"], cells: [] },
  ],
};

export const sampleRow = (team: string, place: number, cells: Row = {}): Row => ({
  team,
  place,
  note: null,
  amount: null,
  open: null,
  ...cells,
});

/** Writes a batch that must be taken. */
export async function written(
  store: ReadModelStore,
  put: readonly Row[],
  options: {
    from?: bigint;
    to?: bigint;
    remove?: readonly Key[];
    table?: Table;
    generation?: Generation;
  } = {},
): Promise<void> {
  const outcome = await store.commit({
    readers: [options.generation === "rebuilt" ? "samples:rebuilt" : "samples"],
    from: options.from === undefined ? null : position(options.from),
    to: position(options.to ?? 1n),
    writes: [{ table: options.table ?? sample, put, remove: options.remove ?? [] }],
    generation: options.generation ?? "live",
  });
  assert.equal(outcome, "committed");
}

/** All rows as a scan gives them. */
export async function scanned(
  store: ReadModelStore,
  generation: Generation = "live",
  table = sample,
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const some of store.scan(table, generation)) rows.push(...some);
  return rows;
}
