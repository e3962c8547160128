import { position } from "@docket/event-sourcing";
import { readModelStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { select } from "./read-model-sql.ts";
import { openReadModelStore } from "./read-model-store.ts";
import { bytesIn, newFolder } from "./testing/new-folder.ts";
import { people } from "./testing/sample-table.ts";

testContract("the SQLite read model store keeps its contract", readModelStoreContract, () => {
  const file = join(newFolder(), "read-models.db");
  return async () => openReadModelStore(file);
});

testContract(
  "so it does in memory",
  readModelStoreContract,
  () => async () => openReadModelStore(":memory:"),
);

test("only the owner may read the file: names stand in it in the clear", async () => {
  const file = join(newFolder(), "read-models.db");
  writeFileSync(file, "", { mode: 0o644 });
  const store = openReadModelStore(file);
  await store.install([people], "live");
  expect([file, `${file}-wal`].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600]);
  await store.close();
});

test("a partial index is all that is read of its rows, in their order", async () => {
  const file = join(newFolder(), "read-models.db");
  const store = openReadModelStore(file);
  await store.install([people], "live");
  await store.close();
  const database = new DatabaseSync(file, { readOnly: true });
  const { text } = select(people, "live", {
    columns: ["name", "id"],
    where: [
      { column: "note", is: null },
      { column: "name", atLeast: "a" },
    ],
    order: [{ column: "name" }],
  });
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
  expect(plan.map(({ detail }) => detail)).toEqual([
    "SEARCH people USING COVERING INDEX people_of_note (note=? AND name>?)",
  ]);
  database.close();
});

test("who reads many rows lets others have their turn", async () => {
  const store = openReadModelStore(":memory:");
  await store.install([people], "live");
  const put = Array.from({ length: 1_000 }, (_, id) => ({ id: `k${id}`, name: "", note: "" }));
  const writes = [{ table: people, put, remove: [] }];
  await store.commit({ readers: [], from: null, to: position(1n), writes, generation: "live" });
  let turned = false;
  setImmediate(() => (turned = true));
  await store.select(people, {});
  expect(turned).toBe(true);
  await store.close();
});

test("after scrubbing, no file of the folder holds text that was blanked or removed", async () => {
  const folder = newFolder();
  const store = openReadModelStore(join(folder, "read-models.db"));
  await store.install([people], "live");
  let at = 0n;
  const write = async (
    ids: readonly number[],
    text: (id: number) => string,
    remove: readonly string[][] = [],
  ) => {
    const put = ids.map((id) => ({
      id: `k${(id * 7_919) % 2_000}`,
      name: text(id),
      note: text(id),
    }));
    const from = at === 0n ? null : position(at);
    at += 1n;
    const writes = [{ table: people, put, remove }];
    await store.commit({ readers: ["people"], from, to: position(at), writes, generation: "live" });
  };
  const ids = Array.from({ length: 2_000 }, (_, id) => id);
  for (const round of [1, 2, 3]) {
    await write(ids, (id) => `SECRET ${id} ${"x".repeat((id * 31 * round) % 300)}`);
  }
  await write(ids, (id) => (id % 4 === 0 ? "kept" : ""), [["k1"]]);
  expect(bytesIn(folder).includes("SECRET")).toBe(true);
  await store.scrub();
  const bytes = bytesIn(folder);
  expect(bytes.includes("SECRET")).toBe(false);
  expect(bytes.includes("kept")).toBe(true);
  expect(await store.count(people, [{ column: "name", is: "kept" }])).toBe(500);
  await store.close();
});
