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
   *   texts that are bags (`bag.ts`), which are poured together; a column may be
   *   left out where nothing is added; a row of zeros and empty bags is none.
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

/** Source rows that are looked at in one go. */
const AT_ONCE = 100;

/**
 * Carries the changes of a batch on to all that is derived from them. Sums are left in the cache; the other writes are
 * returned.
 * @param turn awaited between one piece of it and the next
 * @throws UnderivableRow
 */
export async function derive(
  derivations: readonly Derivation[],
  cache: RowCache,
  turn: () => Promise<void>,
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const owned = new Map<Table, readonly Change[]>();
  for (const [from, derived] of bySource(derivations)) {
    const changes = owned.get(from) ?? cache.changes(from);
    if (changes.length === 0) continue;
    for (let done = 0; done < changes.length; done += AT_ONCE) {
      take(derived, changes.slice(done, done + AT_ONCE));
      await turn();
    }
    for (const { derivation, sums, replaced } of derived) {
      await sums.settle(cache);
      if (derivation.kind === "sums") continue;
      owned.set(derivation.table, replaced);
      writes.push(writeOf(derivation.table, replaced));
    }
  }
  return writes;
}

/**
 * Fills the empty tables of derivations from what the tables hold that they derive from: each row once for all of them,
 * where batches would come back to it.
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
  const cache = createRowCache(readModels, generation, rowsInMemory, true);
  for (const [from, derived] of bySource(derivations)) {
    for await (const page of readModels.scan(from, generation)) {
      take(
        derived,
        page.map((after) => ({ before: undefined, after })),
      );
      const writes: Write[] = [];
      for (const { derivation, sums, replaced } of derived) {
        if (sums.size() >= rowsInMemory) await sums.settle(cache);
        if (derivation.kind === "owned") writes.push(writeOf(derivation.table, replaced.splice(0)));
      }
      await commit([...writes, ...cache.flush()]);
    }
    for (const { sums } of derived) await sums.settle(cache);
    await commit(cache.flush());
  }
}

/** A derivation at work: what its rows became, or what is added to them. */
interface Derived {
  readonly derivation: Derivation;
  readonly replaced: Change[];
  readonly sums: Sums;
}

/** By the table that they derive from, each after those that fill it. */
function bySource(derivations: readonly Derivation[]): Map<Table, readonly Derived[]> {
  const derived = derivations.map((derivation): Derived => {
    return { derivation, replaced: [], sums: createSums(derivation.table) };
  });
  return Map.groupBy(derived, ({ derivation }) => derivation.from);
}

/** All that follows from a row is worked out before the next is looked at, so that what they share may be kept for one. */
function take(derived: readonly Derived[], changes: readonly Change[]): void {
  for (const { before, after } of changes) {
    for (const { derivation, replaced, sums } of derived) {
      const [previous, next] = [rowsOf(derivation, before), rowsOf(derivation, after)];
      if (derivation.kind === "owned") {
        replace(derivation.table, previous, next, replaced);
      } else {
        for (const row of previous) sums.add(row, -1);
        for (const row of next) sums.add(row, 1);
      }
    }
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

function replace(
  table: Table,
  previous: readonly Row[],
  next: readonly Row[],
  replaced: Change[],
): void {
  if (previous.length === 0) {
    for (const row of next) replaced.push({ before: undefined, after: row });
    return;
  }
  const columns = Object.keys(table.columns);
  const same = (one: Row, other: Row) => columns.every((column) => one[column] === other[column]);
  const byName = (rows: readonly Row[]) =>
    new Map(rows.map((row) => [nameOf(keyOf(table, row)), row]));
  const [were, are] = [byName(previous), byName(next)];
  for (const [name, row] of are) {
    const before = were.get(name);
    if (before === undefined || !same(before, row)) replaced.push({ before, after: row });
  }
  for (const [name, before] of were) {
    if (!are.has(name)) replaced.push({ before, after: undefined });
  }
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
