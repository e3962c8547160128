import { position } from "@docket/event-sourcing";
import pg from "pg";
import { expect, test } from "vitest";
import { openConnection } from "./connection.ts";
import { openReadModelStore } from "./read-model-store.ts";
import { batch, people, person, rowsOf } from "./testing/people.ts";
import { backoff, testServer } from "./testing/server.ts";
import { swallowingProxy } from "./testing/swallowing-proxy.ts";

const running = testServer();
const some = (from: number, note: string) =>
  Array.from({ length: 500 }, (_, index) => person(from + index, note));
const sorted = (rows: ReturnType<typeof some>) =>
  rows.toSorted((one, other) => (String(one["personId"]) < String(other["personId"]) ? -1 : 1));

async function newStore(url = running().url, attempts = 100) {
  const schema = running().newSchema();
  const store = await openReadModelStore({ url, schema, backoff, attempts });
  await store.install([people], "live");
  return { store, schema };
}

/** Holds the table, so that a commit stands still after it has moved the checkpoint. */
async function holding(schema: string): Promise<pg.Client> {
  const holder = new pg.Client({ connectionString: running().url });
  holder.on("error", () => {});
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query(`LOCK TABLE ${schema}.people IN SHARE MODE`);
  return holder;
}
async function somebodyWaits(holder: pg.Client, schema: string): Promise<void> {
  const query = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '${schema}.people'::regclass`;
  while ((await holder.query(query)).rowCount === 0);
}

test("a server killed in mid-commit keeps nothing of it, and the commit is made when it is back", async () => {
  const { server, url } = running();
  const { store, schema } = await newStore();
  await store.commit(batch(1, some(0, "first")));
  const holder = await holding(schema);
  const committing = store.commit(batch(2, some(250, "second")));
  await somebodyWaits(holder, schema);
  await server.kill();
  const impatient = openReadModelStore({ url, schema, backoff, attempts: 2 });
  await expect(impatient).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(store.health()).toMatchObject({ connected: false });
  await server.restart();
  const other = await openReadModelStore({ url, schema, backoff });
  const before = sorted(some(0, "first"));
  const after = sorted([...some(0, "first").slice(0, 250), ...some(250, "second")]);
  // It may be made meanwhile, but never in part: where it was not, nothing of it is there.
  const rows = await rowsOf(other);
  const stood = await other.checkpoint("people");
  expect([before, after]).toContainEqual(rows);
  if (stood === position(1n)) expect(rows).toEqual(before);
  expect(await committing).toBe("committed");
  expect(await rowsOf(other)).toEqual(after);
  expect(await store.checkpoint("people")).toBe(2n);
  expect(store.health()).toMatchObject({ connected: true });
  expect(store.health().failures).toBeGreaterThan(0);
  await Promise.all([store.close(), other.close()]);
});

test("a batch whose answer is lost was committed once", async () => {
  const proxy = await swallowingProxy(running().url);
  const { store } = await newStore(proxy.url);
  for (const to of [1, 2, 3]) {
    proxy.swallowAnswer();
    expect(await store.commit(batch(to, some(to, `batch ${to}`)))).toBe("committed");
  }
  expect(store.health().failures).toBe(3);
  expect(await store.checkpoint("people")).toBe(3n);
  expect(await store.count(people, [])).toBe(502);
  expect(await store.commit(batch(3, []))).toBe("stale");
  await store.close();
});

test("a switch whose answer is lost was made once", async () => {
  const proxy = await swallowingProxy(running().url);
  const { store } = await newStore(proxy.url);
  await store.install([people], "rebuilt");
  const rebuilt = { readers: ["people:rebuilt"], generation: "rebuilt" } as const;
  await store.commit({ ...batch(1, some(0, "rebuilt")), ...rebuilt });
  // The first transaction makes the indexes.
  proxy.swallowAnswer(2);
  await store.switch([people], ["people"], position(1n));
  expect(store.health().failures).toBe(1);
  expect(await store.count(people, [{ column: "note", is: "rebuilt" }])).toBe(500);
  expect(await store.checkpoint("people")).toBe(1n);
  expect(await store.versions()).toEqual(new Map([["people", 1]]));
  await store.close();
});

test("two writers of one group take turns: what one has written is stale for the other", async () => {
  const { store, schema } = await newStore();
  const other = await openReadModelStore({ url: running().url, schema, backoff });
  const outcomes: string[] = [];
  for (let to = 1; to <= 20; to += 1) {
    const both = [store, other].map((one) => one.commit(batch(to, [person(to, "x")])));
    outcomes.push((await Promise.all(both)).toSorted().join(" "));
  }
  expect(new Set(outcomes)).toEqual(new Set(["committed stale"]));
  expect(await store.count(people, [])).toBe(20);
  await Promise.all([store.close(), other.close()]);
});

test("a lock that is not given is told as such, and nothing of the batch is kept", async () => {
  const { store, schema } = await newStore(`${running().url}?lock_timeout=50`, 2);
  const holder = await holding(schema);
  const committing = store.commit(batch(1, some(0, "x")));
  await expect(committing).rejects.toMatchObject({ code: "STORE_BUSY", state: "55P03" });
  await holder.end();
  expect(await store.checkpoint("people")).toBe(null);
  expect(await store.commit(batch(1, some(0, "x")))).toBe("committed");
  await store.close();
});

test("an error tells no value of a row", async () => {
  const { store } = await newStore();
  const writes = [{ table: people, put: [{ ...person(1, "x"), number: 1.5 }], remove: [] }];
  const failing = store.commit({ ...batch(1, []), writes });
  const error: unknown = await failing.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "STORE_FAILED", state: "22P02" });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("1.5");
  await store.close();
});

test.for([
  ["57P05", "for standing idle"],
  ["25P03", "for standing idle in a transaction"],
])("a session that the server ended, %s %s, is lost and no more", async ([state = ""]) => {
  const connection = openConnection({ url: running().url, backoff });
  const ended = `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${state}'; END $$`;
  const answer = await connection.session((session, again) =>
    session.query(again ? "SELECT 1" : ended),
  );
  expect(answer.rows).toEqual([[1]]);
  expect(connection.health()).toMatchObject({ failures: 1, lastFailure: state });
  await connection.close();
});
