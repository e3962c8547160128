import {
  holds,
  position,
  type Cell,
  type Condition,
  type Row,
  type Table,
} from "@docket/event-sourcing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openReadModelStore } from "./read-model-store.ts";

const table: Table = {
  name: "cells",
  version: 1,
  columns: { id: "integer", text: "text", integer: "integer", open: "boolean" },
  key: ["id"],
  indexes: [],
};
const text = fc.constantFrom("", "a", "b", "B", "ä", "ab");
const integer = fc.integer({ min: -2, max: 2 });
const rows = fc.array(
  fc.record({ text: fc.option(text), integer: fc.option(integer), open: fc.option(fc.boolean()) }),
  { maxLength: 8 },
);
const conditions = fc.array(
  fc.constantFrom("text", "integer").chain((column) => {
    const cell: fc.Arbitrary<Cell> = column === "text" ? text : integer;
    return fc.oneof<fc.Arbitrary<Condition>[]>(
      fc.record({ column: fc.constant(column), is: fc.option(cell) }),
      fc.record({ column: fc.constant(column), in: fc.array(fc.option(cell), { maxLength: 3 }) }),
      fc
        .record({ atLeast: cell, below: cell, after: cell }, { requiredKeys: [] })
        .map((bounds) => ({ column, ...bounds })),
      fc.record({ column: fc.constant("open"), is: fc.option(fc.boolean()) }),
    );
  }),
  { maxLength: 3 },
);

test("a condition holds in memory for the rows that the store finds by it", async () => {
  await fc.assert(
    fc.asyncProperty(rows, conditions, async (drawn, where) => {
      const store = openReadModelStore(":memory:");
      await store.install([table], "live");
      const put: Row[] = drawn.map((row, id) => ({ id, ...row }));
      const writes = [{ table, put, remove: [] }];
      const to = position(1n);
      await store.commit({ readers: ["cells"], from: null, to, writes, generation: "live" });
      const found = await store.select(table, { where });
      expect(found).toEqual(put.filter((row) => holds(where, row)));
      await store.close();
    }),
    // A null cell is in no range, not even in one without bounds.
    {
      numRuns: 500,
      examples: [[[{ text: null, integer: null, open: null }], [{ column: "text" }]]],
    },
  );
});
