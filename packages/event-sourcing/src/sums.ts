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
  /**
   * Adds all that was gathered to the rows, which stay in the cache.
   * @param onAdded told what is added to a row, for each; it is not worked out for nobody
   */
  readonly settle: (cache: RowCache, onAdded?: (added: Summand) => void) => Promise<void>;
}

interface Sum {
  readonly key: Key;
  readonly amounts: Float64Array;
  /** Of each column, all that is to be poured together: row by row in the end, which is several times as fast as one by one. */
  readonly parts: Part[][];
  /** Whether anything is taken out, so that nothing may be left. */
  lessened: boolean;
}

interface Part {
  readonly bag: Bag | Numbers;
  readonly times: 1 | -1;
}

/** Never changed once it is made. */
type Pool = Bag | Numbers | undefined;

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

  const isNothing = ({ amounts, parts, lessened }: Sum): boolean =>
    amounts.every((amount) => amount === 0) &&
    (lessened
      ? parts.every((some) => isEmpty(poolOf(some)))
      : parts.every(({ length }) => length === 0));

  function sumAt(key: Key): Sum {
    const name = nameOf(key);
    let sum = sums.get(name);
    if (sum === undefined) {
      sum = {
        key,
        amounts: new Float64Array(integers.length),
        parts: texts.map(() => []),
        lessened: false,
      };
      sums.set(name, sum);
    }
    return sum;
  }

  function add({ keys, amounts, bags }: Summand, times: 1 | -1): void {
    const places = [...amounts.keys()].map((column) => amountAt.get(column) ?? -1);
    const given = [...amounts.values()];
    const partsAt = [...bags]
      .filter(([, bag]) => bag.size > 0)
      .map(([column, bag]) => ({ place: bagAt.get(column) ?? -1, part: { bag, times } }));
    for (const { part } of partsAt) names += part.bag.size;
    for (const key of keys) {
      const sum = sumAt(key);
      if (times === -1) sum.lessened = true;
      for (let at = 0; at < places.length; at += 1) {
        const place = places[at] ?? -1;
        sum.amounts[place] = (sum.amounts[place] ?? 0) + times * (given[at] ?? 0);
      }
      for (const { place, part } of partsAt) sum.parts[place]?.push(part);
    }
  }

  const summandOf = (key: Key, amounts: Float64Array, pools: readonly Pool[]): Summand => ({
    keys: [key],
    amounts: new Map(integers.map((column, place) => [column, amounts[place] ?? 0])),
    bags: new Map(
      texts.flatMap((column, place) => {
        const pool = pools[place];
        return pool === undefined ? [] : [[column, pool]];
      }),
    ),
  });

  /** The row that it becomes; undefined for none. */
  function rowOf(
    key: Key,
    amounts: Float64Array,
    pools: readonly Pool[],
    before: Row | undefined,
  ): Row | undefined {
    const row: Record<string, Cell> = {};
    for (const [place, column] of table.key.entries()) row[column] = key[place] ?? null;
    for (const [place, column] of integers.entries()) {
      row[column] = (amounts[place] ?? 0) + Number(before?.[column] ?? 0);
    }
    for (const [place, column] of texts.entries()) {
      const text = before?.[column];
      row[column] = textWith(pools[place], typeof text === "string" ? text : null);
    }
    const isLeft = integers.some((column) => row[column] !== 0);
    return isLeft || texts.some((column) => row[column] !== null) ? row : undefined;
  }

  return {
    add,
    size: () => sums.size + names / NAMES_LIKE_A_ROW,
    async settle(cache, onAdded) {
      const moved = [...sums.values()]
        .filter((sum) => !isNothing(sum))
        .map((sum) => ({ sum, held: cache.hold(table, sum.key) }));
      await cache.fill();
      for (const { sum, held } of moved) {
        const { key, amounts, parts } = sum;
        const pools = parts.map(poolOf);
        onAdded?.(summandOf(key, amounts, pools));
        cache.put(held, rowOf(key, amounts, pools, held.row));
      }
      sums.clear();
      names = 0;
    },
  };
}

/** So many names in bags take the room of a row. */
const NAMES_LIKE_A_ROW = 40;

function poolOf(parts: readonly Part[]): Pool {
  const [first] = parts;
  if (first === undefined) return undefined;
  if (parts.length === 1 && first.times === 1) return first.bag;
  const numbers = new Numbers();
  const counts = new Map<string, number>();
  for (const { bag, times } of parts) {
    if (bag instanceof Numbers) numbers.pour(bag, times);
    else addBag(counts, bag, times);
  }
  return first.bag instanceof Numbers ? numbers : counts;
}

const isEmpty = (pool: Pool): boolean => pool === undefined || pool.size === 0;

/** What was in the row before is read only when something has changed. */
function textWith(pool: Pool, text: string | null): string | null {
  if (pool === undefined || pool.size === 0) return text;
  if (pool instanceof Numbers) {
    if (text === null) return pool.text();
    const numbers = new Numbers();
    numbers.pour(text, 1);
    numbers.pour(pool, 1);
    return numbers.text();
  }
  if (text === null) return bagText(pool);
  const counts = new Map<string, number>();
  addBag(counts, text, 1);
  addBag(counts, pool, 1);
  return bagText(counts);
}
