import { canonicalRow, fingerprint } from "./fingerprint.ts";
import type { ReadModelState, Table } from "./read-model-store.ts";
import { keyOf, nameOf } from "./row-cache.ts";

/** A read model held against itself, built anew from the whole log. */
export interface Comparison {
  readonly model: string;
  readonly rows: number;
  readonly liveRows: number | null;
  readonly hash: string;
  /** `null` when what is live has an older definition: the two cannot be compared. */
  readonly liveHash: string | null;
  /** The keys of rows that differ, the first few; empty when the hashes agree or the definition is newer. */
  readonly differing: readonly string[];
}

const MOST_DIFFERING = 20;

/** Holds the rebuilt rows against the live ones. */
export async function compare(
  readModels: ReadModelState,
  table: Table,
  comparable: boolean,
): Promise<Comparison> {
  const { rows, hash } = await fingerprint(readModels, table, "rebuilt");
  const live = comparable ? await fingerprint(readModels, table, "live") : undefined;
  const differ = live !== undefined && live.hash !== hash;
  return {
    model: table.name,
    rows,
    liveRows: live?.rows ?? null,
    hash,
    liveHash: live?.hash ?? null,
    differing: differ ? await differingKeys(readModels, table) : [],
  };
}

/** The first few keys of rows that differ or stand on one side only, as a person reads them. */
async function differingKeys(readModels: ReadModelState, table: Table): Promise<readonly string[]> {
  const textOf = canonicalRow(table);
  const differing = new Map<string, string>();
  for (const [here, there] of [
    ["live", "rebuilt"],
    ["rebuilt", "live"],
  ] as const) {
    for await (const page of readModels.scan(table, here)) {
      const keys = page.map((row) => keyOf(table, row));
      const others = await readModels.load(table, keys, there);
      const texts = new Map(others.map((row) => [nameOf(keyOf(table, row)), textOf(row)]));
      for (const row of page) {
        const key = keyOf(table, row);
        if (texts.get(nameOf(key)) !== textOf(row)) differing.set(nameOf(key), key.join(" "));
        if (differing.size >= MOST_DIFFERING) return [...differing.values()];
      }
    }
  }
  return [...differing.values()];
}
