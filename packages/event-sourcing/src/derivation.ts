import type { Generation, Key, ReadModelStore, Row, Table, Write } from "./read-model-store.ts";
import { createRowCache, keyOf, nameOf, type Change, type RowCache } from "./row-cache.ts";
import { createSums, type Summand, type Sums } from "./sums.ts";

/** Rows of a further table that follow from a row of another: worked out per batch, from what the row was and what it became. */
export type Derivation = OwnedRows | SummedRows | PouredRows;

interface From {
  /** The table whose rows are looked at: a projection's, or that of an earlier derivation. */
  readonly from: Table;
  readonly table: Table;
}

/** Each row belongs to the one it came from, and is replaced when that changes. Its key tells whose it is. */
export interface OwnedRows extends From {
  readonly kind: "owned";
  /** Pure, and of distinct keys. When it throws, the event that brought the source row about is parked. */
  readonly rows: (source: Row) => readonly Row[];
}

/**
 * Rows of equal key are added up, whatever rows they came from. All columns beside the key are integers, or texts that are bags
 * (`bag.ts`), which are poured together; a row of zeros and empty bags is none.
 */
export interface SummedRows extends From {
  readonly kind: "sums";
  /** Pure. When it throws, the event that brought the source row about is parked. */
  readonly summands: (source: Row) => readonly Summand[];
}

/** What is added to rows of a table of sums is added on, to fewer and coarser ones: as sums too. */
export interface PouredRows extends From {
  readonly kind: "poured";
  /** Pure: what each thing that is added to a row becomes here. */
  readonly summands: (added: Summand) => readonly Summand[];
}

/** A derivation's own failure, as told from that of a store. */
export class UnderivableRow extends Error {
  readonly code = "UNDERIVABLE_ROW";
}

export const isUnderivable = (error: unknown): error is UnderivableRow =>
  error instanceof Error && "code" in error && error.code === "UNDERIVABLE_ROW";

/** Source rows that are looked at in one go. */
const AT_ONCE = 25;

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
    for (const one of derived) {
      if (one.kind === "sums") {
        await settle(one, cache);
      } else {
        owned.set(one.table, one.replaced);
        writes.push(writeOf(one.table, one.replaced));
      }
    }
  }
  return writes;
}

/**
 * Fills the empty tables of derivations from what the tables hold that they derive from: each row once for all of them,
 * where batches would come back to it.
 * @param commit writes what a page brought about
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
  const write = async (writes: readonly Write[]) => {
    const all = [...writes, ...cache.flush()].filter(
      ({ put, remove }) => put.length > 0 || remove.length > 0,
    );
    if (all.length > 0) await commit(all);
  };
  for (const [from, derived] of bySource(derivations)) {
    for await (const page of readModels.scan(from, generation)) {
      take(
        derived,
        page.map((after) => ({ before: undefined, after })),
      );
      const writes: Write[] = [];
      for (const one of derived) {
        if (one.kind === "owned") writes.push(writeOf(one.table, one.replaced.splice(0)));
        else if (one.sums.size() >= rowsInMemory) await settle(one, cache);
      }
      await write(writes);
    }
    for (const one of derived) if (one.kind === "sums") await settle(one, cache);
    await write([]);
  }
}

/** A derivation at work: with what its rows became, or with what is added to them. */
type AtWork = (OwnedRows & { readonly replaced: Change[] }) | (SummedRows & Summing);

interface Summing {
  readonly sums: Sums;
  readonly pouredInto: readonly (PouredRows & Summing)[];
}

/** By the table that they derive from, each after those that fill it; what is poured on stands with what it comes from. */
function bySource(derivations: readonly Derivation[]): Map<Table, readonly AtWork[]> {
  const summing = (table: Table): Summing => ({
    sums: createSums(table),
    pouredInto: derivations
      .filter((one) => one.kind === "poured")
      .filter(({ from }) => from === table)
      .map((one) => ({ ...one, ...summing(one.table) })),
  });
  const atWork = derivations.flatMap((one): readonly AtWork[] => {
    if (one.kind === "poured") return [];
    return [one.kind === "owned" ? { ...one, replaced: [] } : { ...one, ...summing(one.table) }];
  });
  return Map.groupBy(atWork, ({ from }) => from);
}

async function settle({ sums, pouredInto }: Summing, cache: RowCache): Promise<void> {
  const pour = (added: Summand) => {
    for (const { sums: coarser, summands } of pouredInto) {
      for (const summand of summands(added)) coarser.add(summand, 1);
    }
  };
  await sums.settle(cache, pouredInto.length === 0 ? undefined : pour);
  for (const one of pouredInto) await settle(one, cache);
}

/** All that follows from a row is worked out before the next is looked at, so that what they share may be kept for one. */
function take(derived: readonly AtWork[], changes: readonly Change[]): void {
  for (const { before, after } of changes) {
    for (const one of derived) {
      if (one.kind === "owned") {
        const { table, rows, replaced } = one;
        replace(table, rowsOf(table, rows, before), rowsOf(table, rows, after), replaced);
      } else {
        const { table, summands, sums } = one;
        for (const summand of rowsOf(table, summands, before)) sums.add(summand, -1);
        for (const summand of rowsOf(table, summands, after)) sums.add(summand, 1);
      }
    }
  }
}

function rowsOf<Result>(
  table: Table,
  derived: (source: Row) => readonly Result[],
  source: Row | undefined,
): readonly Result[] {
  if (source === undefined) return [];
  try {
    return derived(source);
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
