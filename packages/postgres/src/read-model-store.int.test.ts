import {
  holds,
  position,
  type Cell,
  type Condition,
  type Row,
  type Table,
} from "@docket/event-sourcing";
import { readModelStoreContract, testContract } from "@docket/event-sourcing/contracts";
import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { openReadModelStore } from "./read-model-store.ts";
import { batch, people, person, rowsOf } from "./testing/people.ts";
import { backoff, bytesIn, testServer } from "./testing/server.ts";

const running = testServer();

testContract("the PostgreSQL read model store keeps its contract", readModelStoreContract, () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  return () => openReadModelStore({ url, schema, backoff });
});

test("a table that somebody dropped has no version, and is live again after a rebuild", async () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  const store = await openReadModelStore({ url, schema, backoff });
  await store.install([people], "live");
  await store.commit(batch(1, [person(1, "lost")]));
  const operator = new pg.Client({ connectionString: url });
  await operator.connect();
  await operator.query(`DROP TABLE ${schema}.people`);
  await operator.end();
  expect(await store.versions()).toEqual(new Map());
  await store.install([people], "rebuilt");
  await store.switch([people], [], null);
  expect(await store.versions()).toEqual(new Map([[people.name, people.version]]));
  expect(await rowsOf(store)).toEqual([]);
  await store.close();
});

test("after scrubbing, no file of the server holds text that was blanked or removed", async () => {
  const { url, folder, newSchema } = running();
  const schema = newSchema();
  const store = await openReadModelStore({ url, schema, backoff });
  const analyst = new pg.Client({ connectionString: url });
  await analyst.connect();
  await store.install([people], "live");
  const ids = Array.from({ length: 2_000 }, (_, id) => id);
  for (const round of [1, 2, 3]) {
    const rows = ids.map((id) => person(id, `SECRET ${id} ${"x".repeat((id * 31 * round) % 300)}`));
    await store.commit(batch(round, rows));
  }
  await analyst.query(`ANALYZE ${schema}.people`);
  // Somebody who began before the erasure, and might still look at the rows as they were.
  await analyst.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  await analyst.query("SELECT 1 FROM pg_class LIMIT 1");
  const blanked = ids.map((id) => person(id, id % 4 === 0 ? "kept" : ""));
  await store.commit(batch(4, blanked, [["p07919"]]));
  expect(bytesIn(folder).includes("SECRET")).toBe(true);
  await store.scrub();
  const bytes = bytesIn(folder);
  expect(bytes.includes("SECRET")).toBe(false);
  expect(bytes.includes("kept")).toBe(true);
  expect(await store.count(people, [{ column: "note", is: "kept" }])).toBe(500);
  await analyst.end();
  await store.close();
});

test("a table that was scrubbed keeps the order of its keys", async () => {
  const { url, newSchema } = running();
  const store = await openReadModelStore({ url, schema: newSchema(), backoff });
  await store.install([people], "live");
  const ids = ["B", "a", "c", "\u00E4", "\uFFFD", "\u{10000}"];
  await store.commit(
    batch(
      1,
      ids.map((personId) => ({ ...person(1, "x"), personId })),
    ),
  );
  await store.scrub();
  expect((await rowsOf(store)).map(({ personId }) => personId)).toEqual(ids);
  await store.close();
});

test("a condition finds in PostgreSQL the rows for which it holds in memory", async () => {
  const { url, newSchema } = running();
  const store = await openReadModelStore({ url, schema: newSchema(), backoff });
  await store.install([cells], "live");
  let at = 0n;
  await fc.assert(
    fc.asyncProperty(rows, conditions, async (drawn, where) => {
      const put: Row[] = drawn.map((row, id) => ({ id, ...row }));
      const remove = Array.from({ length: 8 - put.length }, (_, index) => [put.length + index]);
      const [from, to] = [at === 0n ? null : position(at), position(at + 1n)];
      const writes = [{ table: cells, put, remove }];
      await store.commit({ readers: ["cells"], from, to, writes, generation: "live" });
      at += 1n;
      expect(await store.select(cells, { where })).toEqual(put.filter((row) => holds(where, row)));
    }),
    // A null cell is in no range, not even in one without bounds.
    {
      numRuns: 150,
      examples: [[[{ text: null, integer: null, open: null }], [{ column: "text" }]]],
    },
  );
  await store.close();
});

const cells: Table = {
  name: "cells",
  version: 1,
  columns: { id: "integer", text: "text", integer: "integer", open: "boolean" },
  key: ["id"],
  indexes: [],
};
const text = fc.constantFrom("", "a", "b", "B", "ä", "ab", "\\", '"', "{", "NULL");
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
