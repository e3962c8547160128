import { derivedUuid, instant, isEventId, streamName, subject } from "@docket/event-sourcing";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { filesOf, openFolder, type Folder } from "./folder.ts";
import { newFolder } from "./testing/new-folder.ts";

describe("keys belong to the events that they were made for", () => {
  /** A folder with an event of Anna's, as the stores of others have them too. */
  async function annas(): Promise<string> {
    const folder = newFolder();
    const stores = await openFolder(folder, "write");
    await appendFor(stores, "anna");
    await stores.close();
    return folder;
  }

  async function appendFor({ events, keys }: Folder, name: string): Promise<void> {
    const about = subject("customer", name);
    await keys.obtain(about);
    const event = {
      id: eventId(name),
      type: "Named",
      data: "{}",
      metadata: JSON.stringify({ subject: about }),
    };
    const stream = streamName("person", name);
    const outcome = await events.append(stream, "no-stream", [event], instant(0));
    expect(outcome.kind).toBe("committed");
  }

  const eventId = (name: string) => {
    const id = derivedUuid(name);
    if (!isEventId(id)) throw new RangeError(id);
    return id;
  };

  /** As it was made before files told whose they are. */
  function forget(...files: readonly string[]): void {
    for (const file of files) {
      const database = new DatabaseSync(file);
      database.exec("DROP TABLE identity");
      database.close();
    }
  }

  const missing = (folder: string) => ({ code: "KEYS_MISSING", file: filesOf(folder).keys });

  test("and to no others, though these know the same subjects", async () => {
    const [one, other] = [await annas(), await annas()];
    copyFileSync(filesOf(other).keys, filesOf(one).keys);
    for (const mode of ["write", "read"] as const)
      await expect(openFolder(one, mode)).rejects.toMatchObject(missing(one));
  });

  test("which is known by their subjects where it was not kept", async () => {
    const [one, other] = [await annas(), newFolder()];
    await (await openFolder(other, "write")).close();
    forget(filesOf(one).events, filesOf(one).keys, filesOf(other).keys);
    const own = join(one, "own.keys");
    copyFileSync(filesOf(one).keys, own);
    copyFileSync(filesOf(other).keys, filesOf(one).keys);
    for (const mode of ["write", "read"] as const)
      await expect(openFolder(one, mode)).rejects.toMatchObject(missing(one));

    copyFileSync(own, filesOf(one).keys);
    await (await openFolder(one, "read")).close();
    const stores = await openFolder(one, "write");
    await stores.keys.erase(subject("customer", "anna"));
    await stores.close();
    // From now on it is kept.
    copyFileSync(filesOf(await annas()).keys, filesOf(one).keys);
    await expect(openFolder(one, "read")).rejects.toMatchObject(missing(one));
  });

  test("also when the subject of an event is erased", async () => {
    const folder = await annas();
    const stores = await openFolder(folder, "write");
    await stores.keys.erase(subject("customer", "anna"));
    await stores.close();
    forget(filesOf(folder).events, filesOf(folder).keys);
    await (await openFolder(folder, "write")).close();
  });

  test("whose log was lost serve a new one", async () => {
    const folder = await annas();
    const { events, readModels } = filesOf(folder);
    for (const file of [events, readModels]) rmSync(file);
    const stores = await openFolder(folder, "write");
    await appendFor(stores, "bert");
    await stores.close();
    await (await openFolder(folder, "read")).close();
  });
});
