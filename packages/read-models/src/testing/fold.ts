import {
  commandId,
  derivedUuid,
  holds,
  instant,
  keyOf,
  position,
  revision,
  streamName,
  subject,
  type Condition,
  type Key,
  type Row,
  type Select,
  type StreamName,
  type Table,
} from "@docket/event-sourcing";
import type { DomainEvent } from "@docket/schemas";
import type { ReadModel, Recorded, Rows } from "../model.ts";

const START = Date.UTC(2026, 2, 2, 8);
const MINUTE = 60_000;

/** A stream's history: one event a minute. */
export function history(
  category: "ticket" | "customer" | "article" | "policy" | "levels",
  id: string,
  events: readonly DomainEvent[],
): readonly Recorded[] {
  const stream = streamName(category, id);
  return events.map((event, index) => recorded(stream, index, event));
}

export const minute = (index: number): string => instant(START + index * MINUTE);

function recorded(stream: StreamName, index: number, event: DomainEvent): Recorded {
  const id = derivedUuid(stream, String(index));
  return {
    ...event,
    id,
    stream,
    revision: revision(index),
    position: position(BigInt(index)),
    recordedAt: instant(START + index * MINUTE),
    metadata: {
      version: 1,
      commandId: commandId(`command-${index}`),
      digest: "",
      subject: subject("ticket", stream),
      actor: { id: "agent-1", role: "representative", onBehalfOf: "agent-2" },
      occurredAt: instant(START + index * MINUTE),
      correlationId: `command-${index}`,
    },
  };
}

/** Tables in memory that projections are folded into, and that queries read. */
export interface Fold extends Rows {
  project(events: readonly Recorded[]): void;
  /** All rows by model, in the order of their keys. */
  rows(): Record<string, readonly Row[]>;
}

export function createFold(models: readonly ReadModel[]): Fold {
  const tables = new Map(models.map(({ table }) => [table.name, new Map<string, Row>()]));
  const rowsOf = (table: Table) => tables.get(table.name) ?? new Map<string, Row>();
  const nameOf = (key: Key) => JSON.stringify(key);
  const found = (table: Table, where: readonly Condition[]) =>
    [...rowsOf(table).values()].filter((row) => holds(where, row));

  function apply(model: ReadModel, event: Recorded, key: Key): void {
    const rows = rowsOf(model.table);
    const before = rows.get(nameOf(key));
    const copy = structuredClone(before);
    const after = model.apply(before, event, key);
    if (JSON.stringify(before) !== JSON.stringify(copy)) {
      throw new Error(`${model.table.name} changed the row it was given`);
    }
    if (after === undefined) rows.delete(nameOf(key));
    else if (nameOf(keyOf(model.table, after)) === nameOf(key)) rows.set(nameOf(key), after);
    else throw new Error(`${model.table.name} gave a row of another key`);
  }

  return {
    project(events) {
      // As a projector does: the rows of a whole batch are asked for before any event is applied.
      const affected = events.map((event) => models.map((model) => model.affects(event)));
      for (const [index, event] of events.entries()) {
        for (const [place, model] of models.entries()) {
          const rows = affected[index]?.[place] ?? [];
          const keys =
            "where" in rows
              ? found(model.table, rows.where).map((row) => keyOf(model.table, row))
              : rows;
          for (const key of keys) apply(model, event, key);
        }
      }
    },
    rows: () =>
      Object.fromEntries(
        [...tables].map(([name, rows]) => [
          name,
          [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row),
        ]),
      ),
    select: async (table, query) => sorted(found(table, query.where ?? []), table, query),
    load: async (table, keys) => {
      const rows = keys.map((key) => rowsOf(table).get(nameOf(key)));
      return rows.filter((row) => row !== undefined);
    },
    count: async (table, where) => found(table, where).length,
  };
}

function sorted(rows: readonly Row[], table: Table, { order = [], limit, offset = 0 }: Select) {
  const by = [...order, ...table.key.map((column) => ({ column, descending: false }))];
  const inOrder = rows.toSorted((one, other) => {
    for (const { column, descending = false } of by) {
      const [left, right] = [one[column] ?? "", other[column] ?? ""];
      if (left !== right) return left < right !== descending ? -1 : 1;
    }
    return 0;
  });
  return inOrder.slice(offset, limit === undefined ? undefined : offset + limit);
}
