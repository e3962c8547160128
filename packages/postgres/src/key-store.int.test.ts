import { subject, type Subject } from "@docket/event-sourcing";
import { keyStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { expect, test } from "vitest";
import { openKeyStore } from "./key-store.ts";
import { LEASE_MS } from "./recent-keys.ts";
import { bytesIn, backoff, testServer } from "./testing/server.ts";

const running = testServer();
const newKeys = () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  // Nobody waits for a lease: it passes.
  let now = 0;
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
    if (milliseconds < LEASE_MS) await backoff.sleep(milliseconds);
  };
  return () => openKeyStore({ url, schema, backoff: { ...backoff, sleep }, monotonic: () => now });
};

testContract("the PostgreSQL key store keeps the key store contract", keyStoreContract, newKeys);

test("an erased key is in no file of the server, the write-ahead log included", async () => {
  const keys = await newKeys()();
  const customers = Array.from({ length: 600 }, (_, index) => subject("customer", `c${index}`));
  const tickets = customers.map((_, index) => subject("ticket", "t".repeat(index % 40) + index));
  const all = [...customers, ...tickets];
  await Promise.all(all.map(async (one) => keys.obtain(one)));
  for (const index of [0, 50, 100]) {
    await keys.link(
      customers[index] ?? subject("ticket", ""),
      tickets[index + 9] ?? subject("ticket", ""),
    );
  }
  const stored = await keys.read(all);
  expect(stored.size).toBe(1_200);
  const erased = new Set(
    (
      await Promise.all(
        customers.filter((_, index) => index % 50 < 2).map((one) => keys.erase(one)),
      )
    ).flat(),
  );
  expect(erased.size).toBe(27);
  const kept = [...stored.keys()].filter((whose) => !erased.has(whose)).slice(0, 5);
  const bytes = bytesIn(running().folder);
  const isThere = (whose: Subject) => bytes.includes(stored.get(whose) ?? "no key");
  expect(kept.filter(isThere)).toEqual(kept);
  expect([...erased].filter(isThere)).toEqual([]);
  await keys.close();
});

test("what one process has erased, another neither reads nor obtains", async () => {
  const open = newKeys();
  const [here, there] = [await open(), await open()];
  const anna = subject("customer", "anna");
  const key = await here.obtain(anna);
  expect(await there.obtain(anna)).toEqual(key);
  // It goes on with what it was given, without asking, as long as the erasure is not answered.
  expect(there.obtain(anna)).toEqual(key);
  await here.erase(anna);
  expect(await there.obtain(anna)).toBe("erased");
  expect((await there.read([anna])).size).toBe(0);
  await Promise.all([here.close(), there.close()]);
});

test("links made by two processes at once leave one person", async () => {
  const open = newKeys();
  const [here, there] = [await open(), await open()];
  for (let round = 0; round < 10; round += 1) {
    const subjects = Array.from({ length: 16 }, (_, index) =>
      subject("customer", `c${round}-${index}`),
    );
    await Promise.all(subjects.map(async (one) => here.obtain(one)));
    const next = (index: number) => subjects[index + 1] ?? subject("customer", `c${round}-0`);
    await Promise.all(
      subjects.map((one, index) => (index % 2 === 0 ? here : there).link(one, next(index))),
    );
    expect(await here.linked(next(7))).toEqual(subjects.toSorted());
  }
  await Promise.all([here.close(), there.close()]);
});
