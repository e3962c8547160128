import { position } from "@docket/event-sourcing";
import { readModels } from "@docket/read-models";
import { readdirSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import { scratchReadModels } from "./scratch.ts";
import { newFolder } from "./testing/folder.ts";

test("read models of the moment have no file that could be left", async () => {
  const folder = newFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const store = await scratchReadModels();
  await store.install(
    readModels.map(({ table }) => table),
    "live",
  );
  const place = { readers: ["moment"], from: null, to: position(1n), generation: "live" } as const;
  expect(await store.commit({ ...place, writes: [] })).toBe("committed");
  expect(await store.checkpoint("moment")).toBe(position(1n));
  expect(readdirSync(folder)).toEqual([]);
  await store.close();
});
