import { addBag, bagText, Numbers, type Bag } from "./bag.ts";
import type { Cell, Key, Row, Table } from "./read-model-store.ts";
import { nameOf, type RowCache } from "./row-cache.ts";

/** What is added to each of some rows. */
export interface Summand {
  readonly keys: readonly Key[];
  /** By columns of integers. */
  readonly amounts: ReadonlyMap<string, number>;
  /** By columns of texts. */
  readonly bags: ReadonlyMap<string, Bag | Numbers>;
}

/** What is to be added to the rows of a table: gathered first, so that each row is loaded and written once. */
export interface Sums {
  readonly add: (summand: Summand, times: 1 | -1) => void;
  /** How many rows all that was gathered takes the room of. */
  readonly size: () => number;
  /** Adds all that was gathered to the rows, which stay in the cache. */
  readonly settle: (cache: RowCache) => Promise<void>;
}

interface Sum {
  readonly key: Key;
  readonly amounts: number[];
  readonly bags: Pool[];
}

/** A text is that of the row, which need not be read as long as nothing else is poured to it. */
type Pool = string | Map<string, number> | Numbers | undefined;

/** A column that a summand lacks is nothing of it. */
export function createSums(table: Table): Sums {
  const added = Object.entries(table.columns).filter(([column]) => !table.key.includes(column));
  const of = (type: string) => added.filter((one) => one[1] === type).map(([column]) => column);
  const [integers, texts] = [of("integer"), of("text")];
  const amountAt = new Map(integers.map((column, place) => [column, place]));
  const bagAt = new Map(texts.map((column, place) => [column, place]));
  const sums = new Map<string, Sum>();
  /** Names that were poured into bags. */
  let names = 0;

  const isNothing = ({ amounts, bags }: Sum): boolean =>
    amounts.every((amount) => amount === 0) && bags.every(isEmpty);

  function sumAt(key: Key): Sum {
    const name = nameOf(key);
    let sum = sums.get(name);
    if (sum === undefined) {
      sum = { key, amounts: integers.map(() => 0), bags: texts.map(() => undefined) };
      sums.set(name, sum);
    }
    return sum;
  }

  function add({ keys, amounts, bags }: Summand, times: 1 | -1): void {
    const amountsAt = [...amounts].map(
      ([column, amount]) => [amountAt.get(column), amount] as const,
    );
    const bagsAt = [...bags].map(([column, bag]) => [bagAt.get(column), bag] as const);
    for (const [, bag] of bagsAt) names += keys.length * bag.size;
    for (const key of keys) {
      const sum = sumAt(key);
      for (const [place, amount] of amountsAt) {
        if (place !== undefined) sum.amounts[place] = (sum.amounts[place] ?? 0) + times * amount;
      }
      for (const [place, bag] of bagsAt) {
        if (place !== undefined) sum.bags[place] = poured(sum.bags[place], bag, times);
      }
    }
  }

  function addRow(sum: Sum, row: Row): void {
    for (const [place, column] of integers.entries()) {
      sum.amounts[place] = (sum.amounts[place] ?? 0) + Number(row[column]);
    }
    for (const [place, column] of texts.entries()) {
      const text = row[column];
      if (typeof text === "string") sum.bags[place] = withText(sum.bags[place], text);
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
    add,
    size: () => sums.size + names / NAMES_LIKE_A_ROW,
    async settle(cache) {
      const moved = [...sums.values()]
        .filter((sum) => !isNothing(sum))
        .map((sum) => ({ sum, held: cache.hold(table, sum.key) }));
      await cache.fill();
      for (const { sum, held } of moved) {
        if (held.row !== undefined) addRow(sum, held.row);
        cache.put(held, isNothing(sum) ? undefined : rowOf(sum));
      }
      sums.clear();
      names = 0;
    },
  };
}

/** So many names in bags take the room of a row. */
const NAMES_LIKE_A_ROW = 40;

function poured(pool: Pool, more: Bag | Numbers, times: 1 | -1): Pool {
  if (more instanceof Numbers) {
    const numbers = pool instanceof Numbers ? pool : new Numbers();
    numbers.pour(more, times);
    return numbers;
  }
  const counts = pool instanceof Map ? pool : new Map<string, number>();
  addBag(counts, more, times);
  return counts;
}

/** What was in the row before; it is read only when something has changed. */
function withText(pool: Pool, text: string): Pool {
  if (isEmpty(pool)) return text;
  if (pool instanceof Numbers) pool.pour(text, 1);
  if (pool instanceof Map) addBag(pool, text, 1);
  return pool;
}

const isEmpty = (pool: Pool): boolean =>
  pool === undefined || (typeof pool === "object" && pool.size === 0);

const textOf = (pool: Pool): string | null => {
  if (pool === undefined) return null;
  if (pool instanceof Numbers) return pool.text();
  return typeof pool === "string" ? pool : bagText(pool);
};
