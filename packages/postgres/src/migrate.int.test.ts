import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openConnection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { openReadModelStore } from "./read-model-store.ts";
import { people } from "./testing/people.ts";
import { backoff, testServer } from "./testing/server.ts";

const running = testServer();
const script = join(import.meta.dirname, "testing/open-process.ts");

test("processes that start together on an empty database make its schema once", async () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  const starting = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [script, url, schema], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(starting.map((child) => once(child.stdout, "data")));
  const ended = Promise.all(starting.map((child) => once(child, "exit")));
  for (const child of starting) child.stdin.write("go\n");
  expect((await ended).map(([status]: unknown[]) => status)).toEqual([0, 0, 0, 0]);
  const store = await openReadModelStore({ url, schema, backoff });
  expect([...(await store.versions())]).toEqual([["people", 1]]);
  expect(await store.count(people, [])).toBe(0);
  await store.close();
});

test.for(["", "?options=-c%20default_transaction_isolation%3Dserializable"])(
  "stores that are opened at the same moment make their schema once, whatever the database isolates by itself: %o",
  async (isolated) => {
    const { url: server, newSchema } = running();
    const url = server + isolated;
    const schema = newSchema();
    const views = { schema: `${schema}_views`, role: `${schema}_analyst`, tables: { people: [] } };
    const stores = await Promise.all(
      Array.from({ length: 8 }, () => openReadModelStore({ url, schema, backoff, views })),
    );
    await Promise.all(stores.map((store) => store.install([people], "live")));
    expect(stores.map((store) => store.health().failures)).toEqual(stores.map(() => 0));
    await Promise.all(stores.map((store) => store.close()));
  },
);

test("a schema of a newer Docket is left alone", async () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  const connection = openConnection({ url, backoff });
  await migrate(connection, schema, [() => [], () => [], () => []]);
  await connection.close();
  const opening = openReadModelStore({ url, schema, backoff });
  await expect(opening).rejects.toMatchObject({ code: "STORE_NEWER" });
});

test("a migration that fails leaves nothing, and the next start makes it", async () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  const connection = openConnection({ url, backoff });
  const first = (name: string) => [`CREATE TABLE ${name}.one (id integer)`];
  const broken = (name: string) => [`CREATE TABLE ${name}.two (id integer)`, "CREATE NONSENSE"];
  await migrate(connection, schema, [first]);
  const failing = migrate(connection, schema, [first, broken]);
  await expect(failing).rejects.toMatchObject({ code: "STORE_FAILED", state: "42601" });
  await migrate(connection, schema, [first, (name) => broken(name).slice(0, 1)]);
  const { rows } = await connection.query(`SELECT version FROM "${schema}".migrations ORDER BY 1`);
  expect(rows).toEqual([[1], [2]]);
  await connection.close();
});
