import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openReadModelStore } from "./read-model-store.ts";
import { batch, people, person, rowsOf } from "./testing/people.ts";
import { backoff, testServer } from "./testing/server.ts";

const running = testServer();

/** A store that tries patiently, and the server that it is on. */
async function opened() {
  const schema = running().newSchema();
  const store = await openReadModelStore({ url: running().url, schema, backoff, attempts: 100 });
  const server = new pg.Client({ connectionString: running().url });
  onTestFinished(async () => {
    await store.close();
    await server.end();
  });
  await server.connect();
  await store.install([people], "live");
  return { store, server, schema };
}

/** What the server says of a table when its disk is full. */
const NO_ROOM = `
  CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`;

test("while the disk is full nothing of a batch is kept, and it is committed when there is room again", async () => {
  const { store, server, schema } = await opened();
  await server.query(NO_ROOM);
  await server.query(
    `CREATE TRIGGER full_disk BEFORE INSERT ON ${schema}.people FOR EACH ROW EXECUTE FUNCTION no_room()`,
  );
  const committing = store.commit(batch(1, [person(1, "first")]));
  while (store.health().failures < 2) await backoff.sleep(5);
  expect(store.health()).toMatchObject({ connected: false, lastFailure: "53100" });
  expect([await store.checkpoint("people"), await rowsOf(store)]).toEqual([null, []]);
  await server.query(`DROP TRIGGER full_disk ON ${schema}.people`);
  expect(await committing).toBe("committed");
  expect(await rowsOf(store)).toEqual([person(1, "first")]);
});

test("while the server takes no writes, as a replica does, they wait for one that does", async () => {
  const { store, server } = await opened();
  const setReadOnly = (value: "on" | "off") =>
    server.query(`ALTER DATABASE sorting SET default_transaction_read_only = ${value}`);
  await setReadOnly("on");
  await server.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
  );
  const committing = store.commit(batch(1, [person(1, "first")]));
  while (store.health().lastFailure !== "25006") await backoff.sleep(5);
  expect(store.health()).toMatchObject({ connected: false });
  await setReadOnly("off");
  expect(await committing).toBe("committed");
  expect(await rowsOf(store)).toEqual([person(1, "first")]);
});
