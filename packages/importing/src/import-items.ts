import { no, yes, type OrRefusal, type Refusal } from "@docket/schemas";
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

/**
 * Reads up to the first row, and gives all batches; or why there is no row at all, as when the file lacks a column. The
 * bytes are read once: those of a pipe cannot be read again.
 */
export async function begun(
  batches: AsyncGenerator<ItemBatch, void, undefined>,
): Promise<OrRefusal<AsyncIterable<ItemBatch>>> {
  for (;;) {
    const next = await batches.next();
    if (next.done === true) return yes(batches);
    const { rows, unreadable } = next.value;
    if (rows.length > 0) return yes(following(next.value, batches));
    if (unreadable !== undefined) return no(unreadable.refusal);
  }
}

async function* following(first: ItemBatch, others: AsyncIterable<ItemBatch>) {
  yield first;
  yield* others;
}
