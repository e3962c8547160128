import { addBag, bagText } from "./bag.ts";
import type { Cell, Key, Row, Table } from "./read-model-store.ts";
import { keyOf, nameOf, type RowCache } from "./row-cache.ts";

/** What is to be added to the rows of a table: gathered first, so that each row is loaded and written once. */
export interface Sums {
  readonly add: (row: Row, times: 1 | -1) => void;
  readonly size: () => number;
  /** Adds all that was gathered to the rows, which stay in the cache. */
  readonly settle: (cache: RowCache) => Promise<void>;
}

interface Sum {
  readonly key: Key;
  readonly amounts: number[];
  readonly bags: (Map<string, number> | undefined)[];
}

export function createSums(table: Table): Sums {
  const added = Object.entries(table.columns).filter(([column]) => !table.key.includes(column));
  const of = (type: string) => added.filter((one) => one[1] === type).map(([column]) => column);
  const [integers, texts] = [of("integer"), of("text")];
  const sums = new Map<string, Sum>();

  const isNothing = ({ amounts, bags }: Sum): boolean =>
    amounts.every((amount) => amount === 0) && bags.every((bag) => bag === undefined || !bag.size);

  function sumAt(key: Key): Sum {
    const name = nameOf(key);
    let sum = sums.get(name);
    if (sum === undefined) {
      sum = { key, amounts: integers.map(() => 0), bags: texts.map(() => undefined) };
      sums.set(name, sum);
    }
    return sum;
  }

  function addTo({ amounts, bags }: Sum, row: Row, times: 1 | -1): void {
    for (let place = 0; place < integers.length; place += 1) {
      const cell = row[integers[place] ?? ""];
      if (typeof cell === "number") amounts[place] = (amounts[place] ?? 0) + times * cell;
    }
    for (let place = 0; place < texts.length; place += 1) {
      const cell = row[texts[place] ?? ""];
      if (typeof cell === "string") addBag((bags[place] ??= new Map()), cell, times);
    }
  }

  function rowOf({ key, amounts, bags }: Sum): Row {
    const row: Record<string, Cell> = {};
    for (const [place, column] of table.key.entries()) row[column] = key[place] ?? null;
    for (const [place, column] of integers.entries()) row[column] = amounts[place] ?? 0;
    for (const [place, column] of texts.entries()) row[column] = bagText(bags[place] ?? new Map());
    return row;
  }

  return {
    add: (row, times) => addTo(sumAt(keyOf(table, row)), row, times),
    size: () => sums.size,
    async settle(cache) {
      const moved = [...sums.values()]
        .filter((sum) => !isNothing(sum))
        .map((sum) => ({ sum, held: cache.hold(table, sum.key) }));
      await cache.fill();
      for (const { sum, held } of moved) {
        if (held.row !== undefined) addTo(sum, held.row, 1);
        cache.put(table, held, isNothing(sum) ? undefined : rowOf(sum));
      }
      sums.clear();
    },
  };
}
