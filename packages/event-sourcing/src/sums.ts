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
  /** A text as it came, while nothing else has been poured to it: most bags stay alone, and need not be read. */
  readonly bags: (string | Map<string, number> | undefined)[];
}

/** A column that a row lacks is nothing of it. */
export function createSums(table: Table): Sums {
  const added = Object.entries(table.columns).filter(([column]) => !table.key.includes(column));
  const of = (type: string) => added.filter((one) => one[1] === type).map(([column]) => column);
  const [integers, texts] = [of("integer"), of("text")];
  const amountAt = new Map(integers.map((column, place) => [column, place]));
  const bagAt = new Map(texts.map((column, place) => [column, place]));
  const sums = new Map<string, Sum>();

  const isNothing = ({ amounts, bags }: Sum): boolean =>
    amounts.every((amount) => amount === 0) &&
    bags.every((bag) => bag === undefined || (typeof bag !== "string" && bag.size === 0));

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
    for (const column in row) {
      const cell = row[column];
      if (typeof cell === "number") {
        const place = amountAt.get(column);
        if (place !== undefined) amounts[place] = (amounts[place] ?? 0) + times * cell;
      } else if (typeof cell === "string") {
        const place = bagAt.get(column);
        if (place !== undefined) bags[place] = poured(bags[place], cell, times);
      }
    }
  }

  function rowOf({ key, amounts, bags }: Sum): Row {
    const row: Record<string, Cell> = {};
    for (const [place, column] of table.key.entries()) row[column] = key[place] ?? null;
    for (const [place, column] of integers.entries()) row[column] = amounts[place] ?? 0;
    for (const [place, column] of texts.entries()) row[column] = textOf(bags[place]);
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
        cache.put(held, isNothing(sum) ? undefined : rowOf(sum));
      }
      sums.clear();
    },
  };
}

function poured(bag: Sum["bags"][number], text: string, times: 1 | -1): Sum["bags"][number] {
  if (bag === undefined && times === 1) return text;
  const counts = typeof bag === "object" ? bag : new Map<string, number>();
  if (typeof bag === "string") addBag(counts, bag, 1);
  addBag(counts, text, times);
  return counts;
}

const textOf = (bag: Sum["bags"][number]): string | null => {
  if (bag === undefined) return null;
  return typeof bag === "string" ? bag : bagText(bag);
};
