import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFailed, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { ROWS_PER_INCIDENT, writeIncidents } from "./testing/incidents.ts";
import { docket, objectIn, spawnDocket, until } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";

const INCIDENTS = 1_000;
const MOMENTS = 5;

interface Account {
  readonly rows: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** Bytes of the events' file and of the log before it: how far an import has come. */
function eventBytes(data: string): number {
  const files = ["events.db", "events.db-wal"].map((name) => join(data, name));
  return files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
}

const hashes = async (data: string) =>
  rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));

describe("an import that is broken off", () => {
  test("by kill -9 at any moment comes to the same when it is run again", async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    onTestFailed(() => void process.stderr.write(`seed ${seed}\n`));
    const random = generator(seed);
    const file = writeIncidents(join(newFolder(), "incidents.csv"), INCIDENTS);
    const importInto = (data: string) => ["import", "servicenow", file, "--data", data, "--json"];

    const whole = newFolder();
    const expected = objectIn<Account>(await docket(importInto(whole)));
    expect(expected).toMatchObject({
      rows: INCIDENTS * ROWS_PER_INCIDENT,
      unchanged: 0,
      refused: { NOT_ALLOWED_NOW: INCIDENTS / 50 },
    });
    const wanted = await hashes(whole);
    const size = eventBytes(whole);

    const killed = newFolder();
    let kills = 0;
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      // Ever later, and sometimes before there is any file.
      const bytes = Math.floor((size * (moment + random())) / MOMENTS);
      const importing = spawnDocket(importInto(killed));
      await until(() => eventBytes(killed) >= bytes, importing);
      importing.kill("SIGKILL");
      if ((await importing.ended).code === null) kills += 1;
    }
    expect(kills).toBeGreaterThan(1);

    const last = objectIn<Account>(await docket(importInto(killed)));
    expect(last.rows).toBe(expected.rows);
    expect(last.applied + last.unchanged).toBe(expected.applied);
    expect(last.refused).toEqual(expected.refused);
    expect(await hashes(killed)).toEqual(wanted);
  });

  test("by Ctrl-C ends in good order, and the next run goes on", async () => {
    const data = newFolder();
    const file = writeIncidents(join(newFolder(), "incidents.csv"), INCIDENTS);
    const args = ["import", "servicenow", file, "--data", data, "--json"];

    const importing = spawnDocket(args);
    await until(() => eventBytes(data) > 500_000, importing);
    importing.kill("SIGINT");
    const broken = await importing.ended;
    expect(broken).toMatchObject({ code: 130, stdout: "" });
    expect(broken.stderr).toContain("interrupted after");

    const resumed = await docket(args);
    expect(resumed.code).toBe(0);
    const { applied, unchanged, rows } = objectIn<Account>(resumed);
    expect(rows).toBe(INCIDENTS * ROWS_PER_INCIDENT);
    expect(applied).toBeGreaterThan(0);
    expect(unchanged).toBeGreaterThan(0);
  });
});

/** Numbers in [0, 1): the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
