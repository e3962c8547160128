import { position, subject } from "@docket/event-sourcing";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyDatabase } from "./backup.ts";
import { openEventStore } from "./event-store.ts";
import { filesOf, openFolder, type Folder } from "./folder.ts";
import { newFolder } from "./testing/new-folder.ts";
import { appendNumber } from "./testing/numbered-appends.ts";
import { people } from "./testing/sample-table.ts";

const script = join(import.meta.dirname, "testing", "look-process.ts");
const lookFromAnotherProcess = (folder: string, mode: "read" | "write"): unknown =>
  JSON.parse(execFileSync(process.execPath, [script, folder, mode], { encoding: "utf8" }));

async function fill({ events, keys, readModels }: Folder, appends: number) {
  for (let number = 0; number < appends; number += 1) await appendNumber(events, 0, number);
  await keys.obtain(subject("customer", "anna"));
  await readModels.install([people], "live");
  const writes = [{ table: people, put: [{ id: "anna", name: "Anna", note: null }], remove: [] }];
  await readModels.commit({
    readers: ["people"],
    from: null,
    to: position(1n),
    writes,
    generation: "live",
  });
}

describe("a folder has one writer", () => {
  test("and readers from other processes beside it and after it", async () => {
    const folder = newFolder();
    const stores = await openFolder(folder, "write");
    await fill(stores, 3);
    const found = { events: 6, keys: 1, rows: 1 };
    expect(lookFromAnotherProcess(folder, "read")).toEqual(found);
    const inUse = { code: "FOLDER_IN_USE", file: join(folder, "writer.lock") };
    expect(lookFromAnotherProcess(folder, "write")).toEqual(inUse);
    await expect(openFolder(folder, "write")).rejects.toMatchObject(inUse);
    await appendNumber(stores.events, 0, 3);
    await stores.close();
    expect(lookFromAnotherProcess(folder, "read")).toEqual({ ...found, events: 8 });
    expect(lookFromAnotherProcess(folder, "write")).toEqual({ ...found, events: 8 });
  });

  test.skipIf(!existsSync("/proc"))(
    "and none that may only read its lock, which keeps nobody out",
    async () => {
      const folder = newFolder();
      const lock = join(folder, "writer.lock");
      // A file that is empty, and that root may not write either.
      symlinkSync("/proc/sys/kernel/ostype", lock);
      await expect(openFolder(folder, "write")).rejects.toMatchObject({
        code: "FILE_NOT_ACCESSIBLE",
        file: lock,
      });
    },
  );

  test("nothing is there to read before it", async () => {
    const folder = newFolder();
    const missing = { code: "STORE_MISSING", file: filesOf(folder).events };
    await expect(openFolder(folder, "read")).rejects.toMatchObject(missing);
  });
});

describe("a folder that is not there", () => {
  test("is made with those above it", async () => {
    const folder = join(newFolder(), "none", "..", "a", "b");
    await (await openFolder(folder, "write")).close();
    expect(existsSync(filesOf(folder).events)).toBe(true);
  });

  test.skipIf(!existsSync("/proc"))("is told of where none can be made", async () => {
    for (const folder of ["/proc/docket", "/proc/docket/store", ""]) {
      await expect(openFolder(folder, "write")).rejects.toMatchObject({ code: "ENOENT" });
    }
  });
});

test("tables whose log is gone are given no new one", async () => {
  const folder = newFolder();
  await (await openFolder(folder, "write")).close();
  const { events } = filesOf(folder);
  rmSync(events);
  for (const mode of ["write", "read"] as const) {
    const missing = { code: "STORE_MISSING", file: events };
    await expect(openFolder(folder, mode)).rejects.toMatchObject(missing);
  }
  expect(existsSync(events)).toBe(false);
});

describe("a damaged file is told by its name", () => {
  test.each(["events", "keys", "readModels"] as const)(
    "%s overwritten by something else",
    async (store) => {
      const folder = newFolder();
      await (await openFolder(folder, "write")).close();
      const file = filesOf(folder)[store];
      writeFileSync(file, "This is no database. ".repeat(500));
      for (const mode of ["write", "read"] as const) {
        await expect(openFolder(folder, mode)).rejects.toMatchObject({
          code: "STORE_CORRUPT",
          file,
        });
      }
      await expect(openFolder(folder, "write")).rejects.not.toMatchObject({
        code: "FOLDER_IN_USE",
      });
    },
  );

  test("events cut short, or spoiled in the middle", async () => {
    const folder = newFolder();
    const stores = await openFolder(folder, "write");
    await fill(stores, 300);
    await stores.close();
    const file = filesOf(folder).events;
    const sound = join(folder, "sound.db");
    copyFileSync(file, sound);
    const corrupt = { code: "STORE_CORRUPT", file };

    truncateSync(file, 40_960);
    const openAndRead = async () => {
      const store = openEventStore(file);
      try {
        await store.readAll({ after: null, limit: 1_000 });
      } finally {
        await store.close();
      }
    };
    await expect(openAndRead()).rejects.toMatchObject(corrupt);

    const bytes = readFileSync(sound);
    writeFileSync(file, bytes.fill(0xff, 8_192, 81_920));
    await expect(openAndRead()).rejects.toMatchObject(corrupt);
    const copy = join(folder, "copy.db");
    await expect(copyDatabase(file, copy, "events")).rejects.toMatchObject(corrupt);
    expect(existsSync(copy)).toBe(false);
  });
});

describe("a copy", () => {
  test("of a store that is being written to is one whole file, and a store again", async () => {
    const folder = newFolder();
    const stores = await openFolder(folder, "write");
    await fill(stores, 200);
    const backup = join(folder, "backup.db");
    const copying = copyDatabase(filesOf(folder).events, backup, "events");
    for (let number = 200; number < 260; number += 1) await appendNumber(stores.events, 0, number);
    await copying;
    await stores.close();
    expect([`${backup}-wal`, `${backup}-shm`, `${backup}.partial`].filter(existsSync)).toEqual([]);
    const restored = join(folder, "restored.db");
    await copyDatabase(backup, restored, "events");
    const store = openEventStore(restored);
    const events = await store.readAll({ after: null, limit: 1_000 });
    expect(events.length).toBeGreaterThanOrEqual(400);
    expect(events.length % 2).toBe(0);
    expect(await appendNumber(store, 0, events.length / 2)).toMatchObject({ kind: "committed" });
    await store.close();
  });

  test("that is broken off leaves nothing", async () => {
    const folder = newFolder();
    const stores = await openFolder(folder, "write");
    await fill(stores, 20);
    await stores.close();
    const before = readdirSync(folder).toSorted();
    const copy = join(folder, "copy.db");
    const copying = copyDatabase(filesOf(folder).events, copy, "events", AbortSignal.abort());
    await expect(copying).rejects.toMatchObject({ name: "AbortError" });
    const isOfReader = (name: string) => /-(wal|shm)$/.test(name);
    expect(
      readdirSync(folder)
        .filter((name) => !isOfReader(name))
        .toSorted(),
    ).toEqual(before);
  });

  test("never replaces what is there", async () => {
    const folder = newFolder();
    await (await openFolder(folder, "write")).close();
    const { events, keys } = filesOf(folder);
    const before = readFileSync(keys);
    await expect(copyDatabase(events, keys, "events")).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(keys)).toEqual(before);
  });
});
