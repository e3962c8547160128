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

/** The rows that a batch touches: loaded together, folded in memory, written once. */
export interface RowCache {
  /** Makes sure that these rows are in memory, or known to be absent. */
  require(table: Table, keys: readonly Key[]): void;
  /** Loads all that was required and is not in memory yet. */
  fill(): Promise<void>;
  get(table: Table, key: Key): Row | undefined;
  /** The keys of the rows for which all conditions hold now, changes in memory included. */
  find(table: Table, where: readonly Condition[]): Promise<readonly Key[]>;
  set(table: Table, key: Key, row: Row | undefined): void;
  /** What changed since the last flush; the rows stay in memory until there are more than `capacity`. */
  flush(): readonly Write[];
  /** Forgets everything: what is in memory may not be what is stored. */
  clear(): void;
}

interface Entry {
  readonly key: Key;
  row: Row | undefined;
  changed: boolean;
}
interface Shelf {
  readonly table: Table;
  readonly entries: Map<string, Entry>;
  readonly missing: Map<string, Key>;
  readonly changed: Set<Entry>;
}

export function createRowCache(
  store: ReadModelStore,
  generation: Generation,
  capacity: number,
): RowCache {
  const shelves = new Map<string, Shelf>();

  function shelfOf(table: Table): Shelf {
    let shelf = shelves.get(table.name);
    if (shelf === undefined) {
      shelf = { table, entries: new Map(), missing: new Map(), changed: new Set() };
      shelves.set(table.name, shelf);
    }
    return shelf;
  }

  return {
    require(table, keys) {
      const shelf = shelfOf(table);
      for (const key of keys) {
        const name = nameOf(key);
        if (!shelf.entries.has(name)) shelf.missing.set(name, key);
      }
    },

    async fill() {
      for (const { table, entries, missing } of shelves.values()) {
        if (missing.size === 0) continue;
        const rows = await store.load(table, [...missing.values()], generation);
        for (const [name, key] of missing)
          entries.set(name, { key, row: undefined, changed: false });
        for (const row of rows) {
          const entry = entries.get(nameOf(keyOf(table, row)));
          if (entry !== undefined) entry.row = row;
        }
        missing.clear();
      }
    },

    get: (table, key) => shelfOf(table).entries.get(nameOf(key))?.row,

    async find(table, where) {
      const { entries, changed } = shelfOf(table);
      const found: Key[] = [];
      for (const { key, row } of changed)
        if (row !== undefined && holds(where, row)) found.push(key);
      for (const row of await store.select(table, { where }, generation)) {
        const key = keyOf(table, row);
        const name = nameOf(key);
        const entry = entries.get(name);
        if (entry === undefined) entries.set(name, { key, row, changed: false });
        if (entry?.changed !== true) found.push(key);
      }
      return found;
    },

    set(table, key, row) {
      const shelf = shelfOf(table);
      const name = nameOf(key);
      let entry = shelf.entries.get(name);
      if (entry === undefined) {
        entry = { key, row, changed: true };
        shelf.entries.set(name, entry);
      }
      if (entry.row === row && !entry.changed) return;
      entry.row = row;
      entry.changed = true;
      shelf.changed.add(entry);
    },

    flush() {
      const writes: Write[] = [];
      for (const { table, entries, changed } of shelves.values()) {
        if (changed.size === 0) continue;
        const put: Row[] = [];
        const remove: Key[] = [];
        for (const entry of changed) {
          if (entry.row === undefined) remove.push(entry.key);
          else put.push(entry.row);
          entry.changed = false;
        }
        writes.push({ table, put, remove });
        changed.clear();
        if (entries.size > capacity) entries.clear();
      }
      return writes;
    },

    clear: () => shelves.clear(),
  };
}

export const keyOf = (table: Table, row: Row): Key =>
  table.key.map((column) => row[column] ?? null);

/** Cells of one column are of one type, and no text holds U+0000: so texts tell keys apart. */
export const nameOf = (key: Key): string => (key.length === 1 ? String(key[0]) : key.join("\0"));
