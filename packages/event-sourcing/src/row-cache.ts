import { holds } from "./condition.ts";
import type {
  Condition,
  Generation,
  Key,
  ReadModelStore,
  Row,
  Table,
  Write,
} from "./read-model-store.ts";

/** The place of one row in memory. Its row is known after the next `fill`, and is changed by `put` alone. */
export interface Held {
  readonly key: Key;
  readonly row: Row | undefined;
}

/** The rows that a batch touches: loaded together, folded in memory, written once. */
export interface RowCache {
  hold(table: Table, key: Key): Held;
  /** Loads the held rows that are not in memory yet. */
  fill(): Promise<void>;
  /** The rows for which all conditions hold now, changes in memory included. */
  find(table: Table, where: readonly Condition[]): Promise<readonly Held[]>;
  put(table: Table, held: Held, row: Row | undefined): void;
  /** What changed since the last flush. Rows stay in memory up to the capacity, the latest ones. */
  flush(): readonly Write[];
}

interface Place {
  readonly key: Key;
  row: Row | undefined;
  changed: boolean;
}
interface Shelf {
  readonly table: Table;
  readonly places: Map<string, Place>;
  readonly unknown: Map<string, Place>;
  readonly changed: Set<Place>;
  /** Every row of the table is in memory, so that one that is not does not exist. */
  whole: boolean;
}

/** @param empty the tables have no rows yet: nothing is looked for in them until the first row had to leave memory */
export function createRowCache(
  store: ReadModelStore,
  generation: Generation,
  capacity: number,
  empty: boolean,
): RowCache {
  const shelves = new Map<Table, Shelf>();

  function shelfOf(table: Table): Shelf {
    let shelf = shelves.get(table);
    if (shelf === undefined) {
      const places = new Map<string, Place>();
      const unknown = new Map<string, Place>();
      shelf = { table, places, unknown, changed: new Set(), whole: empty };
      shelves.set(table, shelf);
    }
    return shelf;
  }

  function hold(shelf: Shelf, key: Key): Place {
    const name = nameOf(key);
    let place = shelf.places.get(name);
    if (place === undefined) {
      place = { key, row: undefined, changed: false };
      shelf.places.set(name, place);
      if (!shelf.whole) shelf.unknown.set(name, place);
    }
    return place;
  }

  /** The oldest leave first; what a flush has just written is what the next batch is likely to touch. */
  function makeRoom(shelf: Shelf): void {
    for (const name of shelf.places.keys()) {
      if (shelf.places.size <= capacity) return;
      shelf.places.delete(name);
      shelf.whole = false;
    }
  }

  return {
    hold: (table, key) => hold(shelfOf(table), key),

    async fill() {
      for (const { table, unknown } of shelves.values()) {
        if (unknown.size === 0) continue;
        const keys = [...unknown.values()].map(({ key }) => key);
        for (const row of await store.load(table, keys, generation)) {
          const place = unknown.get(nameOf(keyOf(table, row)));
          if (place !== undefined) place.row = row;
        }
        unknown.clear();
      }
    },

    async find(table, where) {
      const shelf = shelfOf(table);
      const found = new Set<Place>();
      for (const place of shelf.changed) {
        if (place.row !== undefined && holds(where, place.row)) found.add(place);
      }
      for (const row of await store.select(table, { where }, generation)) {
        const place = hold(shelf, keyOf(table, row));
        if (place.changed) continue;
        place.row = row;
        shelf.unknown.delete(nameOf(place.key));
        found.add(place);
      }
      return [...found];
    },

    put(table, held, row) {
      const shelf = shelfOf(table);
      const place = hold(shelf, held.key);
      if (place.row === row) return;
      place.row = row;
      place.changed = true;
      shelf.changed.add(place);
    },

    flush() {
      const writes: Write[] = [];
      for (const shelf of shelves.values()) {
        const put: Row[] = [];
        const remove: Key[] = [];
        for (const place of shelf.changed) {
          if (place.row === undefined) remove.push(place.key);
          else put.push(place.row);
          place.changed = false;
        }
        if (shelf.changed.size > 0) writes.push({ table: shelf.table, put, remove });
        shelf.changed.clear();
        makeRoom(shelf);
      }
      return writes;
    },
  };
}

export const keyOf = (table: Table, row: Row): Key =>
  table.key.map((column) => row[column] ?? null);

/** Cells of one column are of one type, and no text holds U+0000: so texts tell keys apart. */
export const nameOf = (key: Key): string => (key.length === 1 ? String(key[0]) : key.join("\0"));
