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

  /** The row that it becomes; undefined for none. */
  function rowOf({ key, amounts, parts }: Sum, before: Row | undefined): Row | undefined {
    const row: Record<string, Cell> = {};
    for (const [place, column] of table.key.entries()) row[column] = key[place] ?? null;
    for (const [place, column] of integers.entries()) {
      row[column] = (amounts[place] ?? 0) + Number(before?.[column] ?? 0);
    }
    for (const [place, column] of texts.entries()) {
      const text = before?.[column];
      const pool = poolOf(parts[place] ?? []);
      row[column] = textOf(typeof text === "string" ? withText(pool, text) : pool);
    }
    const isLeft = integers.some((column) => row[column] !== 0);
    return isLeft || texts.some((column) => row[column] !== null) ? row : undefined;
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
        cache.put(held, rowOf(sum, held.row));
      }
      sums.clear();
      names = 0;
    },
  };
}

/** So many names in bags take the room of a row. */
const NAMES_LIKE_A_ROW = 40;

const poolOf = (parts: readonly Part[]): Pool => parts.reduce(poured, undefined);

function poured(pool: Pool, { bag: more, times }: Part): Pool {
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
