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

/** The place of one row in memory. Its row is known after the next `fill`, and is changed by `put` and `note` alone. */
export interface Held {
  readonly table: Table;
  readonly key: Key;
  row: Row | undefined;
  /** At the last flush, when it changed since. */
  before: Row | undefined;
  changed: boolean;
  /** Whether it is still the row's place: one that had to leave memory is held anew. */
  present: boolean;
}

/** What a row was at the last flush, and what it became. */
export interface Change {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** The rows that a batch touches: loaded together, folded in memory, written once. */
export interface RowCache {
  hold(table: Table, key: Key): Held;
  /** Whether every held row is known: a `fill` would do nothing. */
  filled(): boolean;
  /** Loads the held rows that are not in memory yet. */
  fill(): Promise<void>;
  /** The rows for which all conditions hold now, changes in memory included. */
  find(table: Table, where: readonly Condition[]): Promise<readonly Held[]>;
  put(held: Held, row: Row | undefined): void;
  /** What the row may be told of here without being written: unless it is for another reason, it goes with the memory. */
  note(held: Held, row: Row): void;
  /** The rows of a table that changed since the last flush. */
  changes(table: Table): readonly Change[];
  /** What changed since the last flush. Rows stay in memory up to the capacity, the latest ones. */
  flush(): readonly Write[];
}

interface Shelf {
  readonly table: Table;
  readonly places: Map<string, Held>;
  readonly unknown: Map<string, Held>;
  readonly changed: Set<Held>;
  /** Every row of the table is in memory, so that one that is not does not exist. */
  whole: boolean;
}

/** @param empty the tables have no rows yet: nothing is looked for in them until the first row had to leave memory */
export function createRowCache(
  store: Pick<ReadModelStore, "load" | "select">,
  generation: Generation,
  capacity: number,
  empty: boolean,
): RowCache {
  const shelves = new Map<Table, Shelf>();
  /** Held rows that no `fill` has looked for. */
  let pending = 0;

  function shelfOf(table: Table): Shelf {
    let shelf = shelves.get(table);
    if (shelf === undefined) {
      const places = new Map<string, Held>();
      const unknown = new Map<string, Held>();
      shelf = { table, places, unknown, changed: new Set(), whole: empty };
      shelves.set(table, shelf);
    }
    return shelf;
  }

  function hold(shelf: Shelf, key: Key): Held {
    const name = nameOf(key);
    let place = shelf.places.get(name);
    if (place === undefined) {
      const { table } = shelf;
      place = { table, key, row: undefined, before: undefined, changed: false, present: true };
      shelf.places.set(name, place);
      if (!shelf.whole) {
        shelf.unknown.set(name, place);
        pending += 1;
      }
    }
    return place;
  }

  /** The oldest leave first; what a flush has just written is what the next batch is likely to touch. */
  function makeRoom(shelf: Shelf): void {
    for (const [name, place] of shelf.places) {
      if (shelf.places.size <= capacity) return;
      shelf.places.delete(name);
      place.present = false;
      shelf.whole = false;
    }
  }

  return {
    hold: (table, key) => hold(shelfOf(table), key),

    filled: () => pending === 0,

    async fill() {
      if (pending === 0) return;
      for (const { table, unknown } of shelves.values()) {
        if (unknown.size === 0) continue;
        const keys = [...unknown.values()].map(({ key }) => key);
        for (const row of await store.load(table, keys, generation)) {
          const place = unknown.get(nameOf(keyOf(table, row)));
          if (place !== undefined) place.row = row;
        }
        unknown.clear();
      }
      pending = 0;
    },

    async find(table, where) {
      const shelf = shelfOf(table);
      const found = new Set<Held>();
      for (const place of shelf.changed) {
        if (place.row !== undefined && holds(where, place.row)) found.add(place);
      }
      for (const row of await store.select(table, { where }, generation)) {
        const place = hold(shelf, keyOf(table, row));
        if (place.changed) continue;
        place.row = row;
        if (shelf.unknown.delete(nameOf(place.key))) pending -= 1;
        found.add(place);
      }
      return [...found];
    },

    put(held, row) {
      if (held.row === row) return;
      if (!held.changed) {
        held.changed = true;
        held.before = held.row;
        shelfOf(held.table).changed.add(held);
      }
      held.row = row;
    },

    note(held, row) {
      held.row = row;
    },

    changes: (table) =>
      [...shelfOf(table).changed].map(({ before, row }) => ({ before, after: row })),

    flush() {
      const writes: Write[] = [];
      for (const shelf of shelves.values()) {
        const put: Row[] = [];
        const remove: Key[] = [];
        for (const place of shelf.changed) {
          if (place.row === undefined) remove.push(place.key);
          else put.push(place.row);
          place.changed = false;
          place.before = undefined;
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
