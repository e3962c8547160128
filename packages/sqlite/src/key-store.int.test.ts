import { subject } from "@docket/event-sourcing";
import { keyStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openKeyStore } from "./key-store.ts";
import { bytesIn, newFolder } from "./testing/new-folder.ts";

testContract("the SQLite key store keeps the key store contract", keyStoreContract, () => {
  const file = join(newFolder(), "keys.db");
  return async () => openKeyStore(file);
});

test("only the owner may read the file of keys", async () => {
  const file = join(newFolder(), "keys.db");
  const keys = openKeyStore(file);
  await keys.obtain(subject("customer", "anna"));
  expect([file, `${file}-wal`].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600]);
  await keys.close();
});

test("a key that is at hand lets nobody wait, and is at hand no more once erased", async () => {
  const keys = openKeyStore(join(newFolder(), "keys.db"));
  const anna = subject("customer", "anna");
  const key = await keys.obtain(anna);
  expect(keys.obtain(anna)).toBe(key);
  await keys.erase(anna);
  expect(await keys.obtain(anna)).toBe("erased");
  await keys.close();
});

test("an erased key is in no file of the folder, while open and after closing", async () => {
  const folder = newFolder();
  const keys = openKeyStore(join(folder, "keys.db"));
  const customers = Array.from({ length: 3_000 }, (_, index) =>
    subject("customer", `${(index * 7_919) % 3_000}`),
  );
  const tickets = customers.map((_, index) => subject("ticket", "t".repeat(index % 40) + index));
  // Customers and tickets in turns, linked between, so that rows of subjects move about.
  for (let start = 0; start < customers.length; start += 500) {
    const some = [...customers.slice(start, start + 500), ...tickets.slice(start, start + 400)];
    await Promise.all(some.map(async (one) => keys.obtain(one)));
    for (let index = start; index < start + 20; index += 1) {
      await keys.link(
        customers[index] ?? subject("ticket", ""),
        tickets[index + 90] ?? subject("ticket", ""),
      );
    }
  }
  const all = [...customers, ...tickets];
  const stored = await keys.read(all);
  const erased = new Set(
    (
      await Promise.all(
        customers.filter((_, index) => index % 50 < 2).map((one) => keys.erase(one)),
      )
    ).flat(),
  );
  const found = (bytes: Buffer) =>
    [...stored].filter(([, key]) => bytes.includes(key)).map(([whose]) => whose);
  const kept = [...stored.keys()].filter((whose) => !erased.has(whose));
  expect(erased.size).toBeGreaterThan(customers.length / 25);
  expect(found(bytesIn(folder))).toEqual(kept);
  await keys.close();
  expect(found(bytesIn(folder))).toEqual(kept);
});
