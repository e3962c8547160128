import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type * as fs from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { copyDatabase } from "./backup.ts";
import { openEventStore } from "./event-store.ts";
import { filesOf, openFolder } from "./folder.ts";
import { newFolder } from "./testing/new-folder.ts";

// As exFAT answers.
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof fs>()),
  linkSync: () => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  },
}));

test("on a file system without links a copy is whole too, and replaces nothing", async () => {
  const folder = newFolder();
  await (await openFolder(folder, "write")).close();
  const { events } = filesOf(folder);
  const copy = join(folder, "copy.db");
  await copyDatabase(events, copy, "events");
  const store = openEventStore(copy, "read");
  expect(await store.head()).toBeNull();
  await store.close();
  expect(existsSync(`${copy}.partial`)).toBe(false);

  writeFileSync(copy, "something else");
  await expect(copyDatabase(events, copy, "events")).rejects.toMatchObject({ code: "EEXIST" });
  expect(readFileSync(copy, "utf8")).toBe("something else");
});
