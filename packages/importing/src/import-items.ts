import type { Refusal } from "@docket/schemas";
import { readRows, type Bytes } from "./read-rows.ts";
import type { Item, Source } from "./source.ts";

export interface ItemBatch {
  /** Per row what it comes to, in the file's order. */
  readonly rows: readonly (readonly Item[])[];
  /** Bytes of the file taken so far, as it lies on the disk. */
  readonly bytesRead: number;
  /** Why the rest of the file was not read: an import that meets this has not accounted for every row. */
  readonly unreadable?: { readonly line: number; readonly refusal: Refusal };
}

/** Reads a file and gives what each of its rows comes to. */
export async function* importItems(
  bytes: Bytes,
  source: Source,
): AsyncGenerator<ItemBatch, void, undefined> {
  const reduce = source.begin();
  for await (const { rows: read, bytesRead } of readRows(bytes, source)) {
    const rows: (readonly Item[])[] = [];
    for (const row of read) {
      const { line } = row;
      if (row.kind === "row") rows.push(reduce(row));
      else if (row.kind === "malformed")
        rows.push([{ kind: "refused", line, refusal: row.refusal }]);
      else {
        yield { rows, bytesRead, unreadable: { line, refusal: row.refusal } };
        return;
      }
    }
    yield { rows, bytesRead };
  }
}

/** Why a file gives no rows at all, as when it lacks a column; undefined when it gives one, or is empty. */
export async function readsNothing(bytes: Bytes, source: Source): Promise<Refusal | undefined> {
  for await (const { rows, unreadable } of importItems(bytes, source)) {
    if (rows.length > 0) return undefined;
    if (unreadable !== undefined) return unreadable.refusal;
  }
  return undefined;
}
