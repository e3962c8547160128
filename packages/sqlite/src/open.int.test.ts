import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { copyDatabase } from "./backup.ts";
import { filesOf, openFolder } from "./folder.ts";
import { storeError } from "./open.ts";
import { newFolder } from "./testing/new-folder.ts";

describe("a file says what it holds", () => {
  test.each(["events", "keys", "readModels"] as const)(
    "%s that another file took the place of are refused, and left as they are",
    async (store) => {
      const folder = newFolder();
      await (await openFolder(folder, "write")).close();
      const files = filesOf(folder);
      const file = files[store];
      const strange = join(folder, "strange.db");
      const database = new DatabaseSync(strange);
      database.exec("CREATE TABLE notes (text TEXT)");
      database.close();
      for (const other of [...Object.values(files).filter((one) => one !== file), strange]) {
        copyFileSync(other, file);
        const bytes = readFileSync(file);
        for (const mode of ["write", "read"] as const) {
          const corrupt = { code: "STORE_CORRUPT", file };
          await expect(openFolder(folder, mode)).rejects.toMatchObject(corrupt);
        }
        await expect(copyDatabase(file, join(folder, "copy.db"), store)).rejects.toMatchObject({
          code: "STORE_CORRUPT",
        });
        expect(readFileSync(file)).toEqual(bytes);
        if (other === strange) return;
      }
    },
  );

  test("since it is next written to, when it was made before files did", async () => {
    const folder = newFolder();
    await (await openFolder(folder, "write")).close();
    const idOf = (file: string, more = "") => {
      const database = new DatabaseSync(file);
      database.exec(more);
      const id = database.prepare("PRAGMA application_id").get()?.["application_id"];
      database.close();
      return id;
    };
    const files = Object.values(filesOf(folder));
    const ids = files.map((file) => idOf(file));
    expect(new Set([0, ...ids]).size).toBe(4);
    for (const file of files) expect(idOf(file, "PRAGMA application_id = 0")).toBe(0);
    await (await openFolder(folder, "read")).close();
    await (await openFolder(folder, "write")).close();
    expect(files.map((file) => idOf(file))).toEqual(ids);
  });

  test("and has its tables", async () => {
    const folder = newFolder();
    await (await openFolder(folder, "write")).close();
    const file = filesOf(folder).events;
    const database = new DatabaseSync(file);
    database.exec("DROP TABLE events");
    database.close();
    await expect(openFolder(folder, "read")).rejects.toMatchObject({ code: "STORE_CORRUPT", file });
  });
});

describe("a file that may not be read or written is told by its name", () => {
  test("when it is there and SQLite cannot open it; otherwise it is missing", () => {
    const cause = Object.assign(new Error("unable to open database file"), { errcode: 14 });
    const file = join(newFolder(), "events.db");
    expect(storeError(file, cause)).toMatchObject({ code: "STORE_MISSING", file });
    writeFileSync(file, "");
    expect(storeError(file, cause)).toMatchObject({ code: "FILE_NOT_ACCESSIBLE", file });
  });

  test.each([3, 8, 23, 8 | (1 << 8)])("when SQLite says so by %i", (errcode) => {
    const cause = Object.assign(new Error("attempt to write"), { errcode });
    expect(storeError("events.db", cause)).toMatchObject({
      code: "FILE_NOT_ACCESSIBLE",
      file: "events.db",
      message: expect.stringContaining("events.db may not be read or written"),
    });
  });
});
