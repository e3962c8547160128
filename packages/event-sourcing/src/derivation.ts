import type { Generation, Key, ReadModelStore, Row, Table, Write } from "./read-model-store.ts";
import { createRowCache, keyOf, nameOf, type Change, type RowCache } from "./row-cache.ts";
import { createSums, type Sums } from "./sums.ts";

/** Rows of a further table that follow from a row of another: worked out per batch, from what the row was and what it became. */
export interface Derivation {
  /** The table whose rows are looked at: a projection's, or that of an earlier derivation. */
  readonly from: Table;
  readonly table: Table;
  /**
   * - `owned`: each row belongs to the one it came from, and is replaced when that changes. Its key tells whose it is.
   * - `sums`: rows of equal key are added up, whatever rows they came from. All columns beside the key are integers, or
   *   texts that are bags (`bag.ts`), which are poured together; a row of zeros and empty bags is none.
   */
  readonly kind: "owned" | "sums";
  /** Pure, and of distinct keys when `owned`. When it throws, the event that brought the source row about is parked. */
  readonly rows: (source: Row) => readonly Row[];
}

/** A derivation's own failure, as told from that of a store. */
export class UnderivableRow extends Error {
  readonly code = "UNDERIVABLE_ROW";
}

export const isUnderivable = (error: unknown): error is UnderivableRow =>
  error instanceof Error && "code" in error && error.code === "UNDERIVABLE_ROW";

/**
 * Carries the changes of a batch on to all that is derived from them. Sums are left in the cache; the other writes are
 * returned.
 * @throws UnderivableRow
 */
export async function derive(
  derivations: readonly Derivation[],
  cache: RowCache,
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const owned = new Map<Table, readonly Change[]>();
  for (const derivation of derivations) {
    const { from, table, kind } = derivation;
    const changes = owned.get(from) ?? cache.changes(from);
    if (changes.length === 0) continue;
    if (kind === "sums") {
      const sums = createSums(table);
      addChanges(sums, derivation, changes);
      await sums.settle(cache);
    } else {
      const replaced = replace(derivation, changes);
      owned.set(table, replaced);
      writes.push(writeOf(table, replaced));
    }
  }
  return writes;
}

/**
 * Fills the empty tables of derivations from what the tables hold that they derive from: each row once, where batches
 * would come back to it.
 * @param commit writes a page
 * @throws UnderivableRow
 */
export async function deriveAll(
  derivations: readonly Derivation[],
  readModels: ReadModelStore,
  generation: Generation,
  rowsInMemory: number,
  commit: (writes: readonly Write[]) => Promise<void>,
): Promise<void> {
  for (const derivation of derivations) {
    const { from, table, kind } = derivation;
    const cache = createRowCache(readModels, generation, rowsInMemory, true);
    const sums = createSums(table);
    const settle = async () => {
      await sums.settle(cache);
      await commit(cache.flush());
    };
    for await (const page of readModels.scan(from, generation)) {
      const changes = page.map((after) => ({ before: undefined, after }));
      if (kind === "owned") {
        await commit([writeOf(table, replace(derivation, changes))]);
      } else {
        addChanges(sums, derivation, changes);
        if (sums.size() >= rowsInMemory) await settle();
      }
    }
    if (kind === "sums") await settle();
  }
}

function rowsOf({ table, rows }: Derivation, source: Row | undefined): readonly Row[] {
  if (source === undefined) return [];
  try {
    return rows(source);
  } catch (cause) {
    throw new UnderivableRow(`no rows of ${table.name} could be derived`, { cause });
  }
}

function replace(derivation: Derivation, changes: readonly Change[]): readonly Change[] {
  const { table } = derivation;
  const columns = Object.keys(table.columns);
  const same = (one: Row, other: Row) => columns.every((column) => one[column] === other[column]);
  const byName = (rows: readonly Row[]) =>
    new Map(rows.map((row) => [nameOf(keyOf(table, row)), row]));
  const replaced: Change[] = [];
  for (const change of changes) {
    const after = rowsOf(derivation, change.after);
    if (change.before === undefined) {
      for (const row of after) replaced.push({ before: undefined, after: row });
      continue;
    }
    const previous = byName(rowsOf(derivation, change.before));
    const next = byName(after);
    for (const [name, row] of next) {
      const before = previous.get(name);
      if (before === undefined || !same(before, row)) replaced.push({ before, after: row });
    }
    for (const [name, before] of previous) {
      if (!next.has(name)) replaced.push({ before, after: undefined });
    }
  }
  return replaced;
}

function writeOf(table: Table, changes: readonly Change[]): Write {
  const put: Row[] = [];
  const remove: Key[] = [];
  for (const { before, after } of changes) {
    if (after !== undefined) put.push(after);
    else if (before !== undefined) remove.push(keyOf(table, before));
  }
  return { table, put, remove };
}

function addChanges(sums: Sums, derivation: Derivation, changes: readonly Change[]): void {
  for (const { before, after } of changes) {
    for (const row of rowsOf(derivation, before)) sums.add(row, -1);
    for (const row of rowsOf(derivation, after)) sums.add(row, 1);
  }
}
