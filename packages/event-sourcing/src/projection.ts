import type { Condition, Key, Row, Table } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";

/**
 * A read model as a pure function (row, event) → row. Nothing in a row depends on when it was built or recorded, nor on
 * the order in which streams are interleaved: only on each stream's own history.
 */
export interface Projection<R extends Row, Event extends AnyEvent> {
  /** The table's name is the read model's name. */
  readonly table: Table;
  /** The rows that this event may change: their keys, or a condition that finds them. Empty: none of ours. */
  readonly affects: (
    event: RecordedEvent<Event>,
  ) => readonly Key[] | { readonly where: readonly Condition[] };
  /** The row afterwards; `undefined` for no row. Total: never throws for an event that the codec could read. */
  readonly apply: (row: R | undefined, event: RecordedEvent<Event>, key: Key) => R | undefined;
}
