import type { Position } from "./brands.ts";

/** A cell of a read model. Integers only, no fractions: the same on every store and in every hash. */
export type Cell = string | number | boolean | null;
/** A row: every column of its table, always. */
export type Row = { readonly [column: string]: Cell };

export type ColumnType = "text" | "integer" | "boolean";
export interface Table {
  readonly name: string;
  /** Of the definition; raised when the columns or the meaning of a row change. */
  readonly version: number;
  readonly columns: { readonly [column: string]: ColumnType };
  /** The columns that name a row. */
  readonly key: readonly string[];
  /** Column lists worth an index; the last of each list may be followed through in order. */
  readonly indexes: readonly (readonly string[])[];
  /** Further ones, each of a few of the rows. */
  readonly partialIndexes?: readonly PartialIndex[];
}

/** An index of the rows with this cell. */
export interface PartialIndex {
  readonly of: { readonly column: string; readonly is: null | boolean };
  /** May be followed through in order. */
  readonly columns: readonly string[];
  /** What else is read of these rows: held by the index where that spares looking for them. */
  readonly cells: readonly string[];
}

/** The cells of a table's key columns, in their order. */
export type Key = readonly Cell[];

export interface Write {
  readonly table: Table;
  readonly put: readonly Row[];
  readonly remove: readonly Key[];
}

export type Condition =
  | { readonly column: string; readonly is: Cell }
  | { readonly column: string; readonly in: readonly Cell[] }
  | {
      readonly column: string;
      readonly atLeast?: Cell;
      readonly below?: Cell;
      readonly after?: Cell;
    };

export interface Select {
  /** The cells that are wanted: a row has no others. Default: all. */
  readonly columns?: readonly string[];
  /** All must hold. */
  readonly where?: readonly Condition[];
  /** Default: by key. The key is always appended, so that pages never overlap. Null comes before every other cell. */
  readonly order?: readonly { readonly column: string; readonly descending?: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
}

/** The tables are those of another program by now: this one must not write into them, and ends. */
export class DefinitionChanged extends Error {
  readonly code = "DEFINITION_CHANGED";
}

/**
 * Rows and checkpoints of read models. `generation` tells the live tables from those of a rebuild beside them;
 * a model whose table was never installed reads as empty.
 */
export interface ReadModelStore {
  /** Creates what is missing. Idempotent. */
  install(tables: readonly Table[], generation: Generation): Promise<void>;
  /** The versions of the live tables, by name. */
  versions(): Promise<ReadonlyMap<string, number>>;
  /** Where these readers stand: the least of their places; `null` while one of them is before its first event. */
  checkpoint(...readers: readonly string[]): Promise<Position | null>;
  /**
   * Removes, puts, and moves the checkpoints of these readers from → to in one transaction; `stale` (nothing written) when
   * one of them is not at `from`. A rebuild uses readers of its own.
   * @throws DefinitionChanged when a table that is written to has another version; nothing is written
   */
  commit(batch: {
    readonly readers: readonly string[];
    readonly from: Position | null;
    readonly to: Position;
    readonly writes: readonly Write[];
    readonly generation: Generation;
  }): Promise<"committed" | "stale">;
  /** The rows of these keys; a key without a row is missing from the answer. */
  load(table: Table, keys: readonly Key[], generation: Generation): Promise<readonly Row[]>;
  select(table: Table, query: Select, generation?: Generation): Promise<readonly Row[]>;
  count(table: Table, where: readonly Condition[], generation?: Generation): Promise<number>;
  /**
   * All rows by their key columns, a few at a time, for hashing and comparing: text by its UTF-8 bytes, integers by
   * value, false before true. Outside of a snapshot not of one state.
   */
  scan(table: Table, generation: Generation): AsyncIterable<readonly Row[]>;
  /** All that `work` reads is of one state of the tables, whatever is committed meanwhile. It may be done again from the start. */
  snapshot<Result>(work: (state: ReadModelState) => Promise<Result>): Promise<Result>;
  /**
   * One at a time does `work` under a name, whichever process it is in; the others wait. It may be done again from the start.
   * Whoever is gone holds up nobody.
   */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** In one transaction: the rebuilt tables become the live ones, and these readers stand at `at`; the old ones go. */
  switch(tables: readonly Table[], readers: readonly string[], at: Position | null): Promise<void>;
  /**
   * Drops what a rebuild of these tables left, finished or not, and the checkpoints of its readers; nothing of it remains
   * readable in the store's own files. Idempotent.
   */
  discard(tables: readonly Table[], readers: readonly string[]): Promise<void>;
  /** After an erasure: nothing blanked or removed remains readable in the store's own files. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}

/** What a snapshot offers. */
export type ReadModelState = Pick<
  ReadModelStore,
  "checkpoint" | "load" | "select" | "count" | "scan"
>;

export type Generation = "live" | "rebuilt";
