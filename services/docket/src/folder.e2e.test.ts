import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { lines, open } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { writeIncidents } from "./testing/incidents.ts";
import { docket, objectIn, objectsIn, spawnDocket, until } from "./testing/program.ts";
import { serve } from "./testing/server.ts";

describe("the folder", () => {
  test("has one writer: a second is refused, who asks is answered", async () => {
    const data = newFolder();
    await docket(["send", "-", "--data", data], lines([open()]));
    const file = writeIncidents(join(newFolder(), "incidents.csv"), 6_000);
    const importing = spawnDocket(["import", "servicenow", file, "--data", data]);
    let events = 0;
    while (events < 10) {
      events = objectsIn(
        await docket(["events", "--limit", "20", "--data", data, "--json"]),
      ).length;
    }

    const sent = await docket(["send", "-", "--data", data, "--json"], lines([open()]));
    expect(importing.exitCode).toBe(null);
    expect(sent.code).toBe(2);
    expect(objectIn(sent)).toMatchObject({ error: { code: "FOLDER_IN_USE", retry: "later" } });
    expect((await docket(["tickets", "--data", data, "--json"])).code).toBe(0);
    expect((await importing.ended).code).toBe(0);
  });

  test("that is named is meant, wherever the environment leads", async () => {
    const [left, right] = [newFolder(), newFolder()];
    const { url } = await serve(right);
    vi.stubEnv("DOCKET_URL", url);
    onTestFinished(() => void vi.unstubAllEnvs());
    await docket(["send", "-", "--data", left], lines([open()]));
    expect(objectsIn(await docket(["tickets", "--data", left, "--json"]))).toHaveLength(1);
    expect(objectsIn(await docket(["tickets", "--json"]))).toEqual([]);
    expect(objectsIn(await docket(["tickets", "--url", url, "--json"]))).toEqual([]);
  });

  test("is not served twice", async () => {
    const data = newFolder();
    await serve(data);
    const second = await docket(["start", "--empty", "--port", "0", "--data", data]);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain("FOLDER_IN_USE");
  });

  test("that a killed server left is not taken for the one that now has its port", async () => {
    const [left, right] = [newFolder(), newFolder()];
    const first = await serve(left);
    first.process.kill("SIGKILL");
    await first.process.ended;
    await serve(right, ["--empty", "--port", new URL(first.url).port]);
    const file = writeIncidents(join(newFolder(), "incidents.csv"), 6_000);
    const importing = spawnDocket(["import", "servicenow", file, "--data", left]);
    let sent = await docket(["events", "--data", left, "--json"]);
    while (objectsIn(sent).length < 10) sent = await docket(["events", "--data", left, "--json"]);

    const refused = await docket(["send", "-", "--data", left, "--json"], lines([open()]));
    expect(objectIn(refused)).toMatchObject({ error: { code: "FOLDER_IN_USE" } });
    expect(objectsIn(await docket(["tickets", "--data", right, "--json"]))).toEqual([]);
    await until(() => false, importing);
  });

  test.for(["events.db", "keys.db", "read-models.db"])(
    "with garbage in %s is told by the file's name, and left as it is",
    async (name) => {
      const data = newFolder();
      await docket(["send", "-", "--data", data], lines([open()]));
      writeFileSync(join(data, name), "garbage".repeat(2_000));
      for (const args of [["tickets"], ["send", "-"]]) {
        const ran = await docket([...args, "--data", data, "--json"], lines([open()]));
        expect(ran.code).toBe(2);
        expect(objectIn(ran)).toMatchObject({ error: { code: "STORE_CORRUPT" } });
        expect(ran.stderr).toContain(name);
      }
    },
  );

  test("without its keys is not given new ones", async () => {
    const data = newFolder();
    await docket(["send", "-", "--data", data], lines([open()]));
    rmSync(join(data, "keys.db"));
    for (const args of [["tickets"], ["send", "-"]]) {
      const ran = await docket([...args, "--data", data, "--json"], lines([open()]));
      expect(ran.code).toBe(2);
      expect(objectIn(ran)).toMatchObject({ error: { code: "KEYS_MISSING" } });
    }
  });

  test("with the keys of another store is refused, by the doctor too", async () => {
    const [data, other] = [newFolder(), newFolder()];
    for (const folder of [data, other])
      await docket(["send", "-", "--data", folder], lines([open()]));
    copyFileSync(join(other, "keys.db"), join(data, "keys.db"));
    for (const args of [["tickets"], ["doctor"], ["send", "-"]]) {
      const ran = await docket([...args, "--data", data, "--json"], lines([open()]));
      expect(ran.code).toBe(2);
      expect(objectIn(ran)).toMatchObject({ error: { code: "KEYS_MISSING" } });
    }
  });

  test("whose read models are gone makes them anew from the events", async () => {
    const data = newFolder();
    await docket(["send", "-", "--data", data], lines([open()]));
    rmSync(join(data, "read-models.db"));
    expect(objectsIn(await docket(["tickets", "--data", data, "--json"]))).toHaveLength(1);
  });
});
