import { createReactions, eventFormats } from "@docket/command-api";
import { memoryBus } from "@docket/event-sourcing";
import { createProjectorRole, type ProjectorGround } from "@docket/projector";
import { readModels as models } from "@docket/read-models";
import { openReadModelStore } from "@docket/sqlite";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandSide } from "./testing/command-side.ts";
import { onCustomer } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";

const NAME = "Anna Canary";
const actor = { id: "sam", role: "administrator" };

/** A desk that knows Anna, its tables in a folder. */
async function desk(folder: string) {
  const { store, keys, commands, send: sendTo } = await commandSide();
  const ground = { store, keys };
  const readModels = openReadModelStore(join(folder, "read-models.db"));
  const projector = (changes: Partial<ProjectorGround> = {}) =>
    createProjectorRole({
      ...ground,
      readModels,
      bus: memoryBus(),
      formats: eventFormats,
      onParked: () => {},
      ...changes,
    });
  async function send(type: string, data: object): Promise<void> {
    const command = onCustomer(type, "anna", data, { actor });
    expect(await sendTo(command)).toMatchObject({ accepted: true });
  }
  await send("registerCustomer", { name: NAME });
  const erase = async (role: Awaited<ReturnType<typeof projector>>): Promise<void> => {
    await send("eraseCustomer", { ground: "asked" });
    const reactions = createReactions({ ...ground, readModels, commands, projector: role });
    while ((await reactions.step()) > 0);
    await role.catchUp();
    expect(await ground.keys.erased()).toEqual(["customer:anna"]);
  };
  const live = async (): Promise<string> => {
    const rows: unknown[] = [];
    for (const { table } of models) rows.push(await readModels.select(table, {}));
    return JSON.stringify(rows);
  };
  return { readModels, projector, send, erase, live };
}

test("an erasure blanks the rows of a customer one of whose events cannot be read", async () => {
  const { projector, send, erase, live } = await desk(newFolder());
  await send("changePreferences", { language: "de" });
  const older = new Map(eventFormats);
  older.delete("preferencesChanged");
  const role = await projector({ formats: older });
  await role.catchUp();
  expect(await live()).toContain(NAME);
  await erase(role);
  expect(await live()).not.toContain(NAME);
  await (await projector()).retry();
  expect(await live()).not.toContain(NAME);
});

test("an erasure reaches what a rebuild that failed has left", async () => {
  const folder = newFolder();
  const { readModels, projector, erase } = await desk(folder);
  const failing = { ...readModels, switch: () => Promise.reject(new Error("the disk is full")) };
  const role = await projector({ readModels: failing });
  await role.catchUp();
  const rebuilding = role.rebuild({ accept: false, onProgress: () => {} });
  await expect(rebuilding).rejects.toThrow("the disk is full");
  await erase(role);
  // By another process: closing a file here would drop SQLite's locks on it.
  const files = readdirSync(folder).map((name) => join(folder, name));
  expect(execFileSync("cat", files).includes(NAME)).toBe(false);
});
