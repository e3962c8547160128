import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lines, onCustomer, open, TICKET } from "./testing/commands.ts";
import { filesHolding, newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn, spawnDocket, until } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";
import { serve } from "./testing/server.ts";

const CANARY = "Anna Canary";
const story = [
  onCustomer("registerCustomer", "anna", { name: CANARY }),
  onCustomer("registerCustomer", "bert", { name: "Bert" }),
  open({ customerId: "anna", subject: `${CANARY} writes` }),
];

describe("a backup", () => {
  test("made while the folder is served is restored to the same", async () => {
    const [data, restored] = [newFolder(), join(newFolder(), "restored")];
    const file = join(newFolder(), "backup.db");
    const { process } = await serve(data);
    await docket(["send", "-", "--data", data], lines(story));
    expect((await docket(["backup", file, "--data", data])).code).toBe(0);
    const wanted = rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
    process.kill("SIGINT");
    await process.ended;

    const answered = await docket(["restore", file, "--data", restored, "--json"]);
    expect(answered.code).toBe(0);
    const told = { folder: restored, erasuresApplied: 0, subjectsWithoutKey: 0 };
    expect(objectIn(answered)).toEqual(told);
    const listed = await docket(["tickets", "--data", restored, "--json"]);
    expect(objectIn(listed)).toMatchObject({ ticketId: TICKET, subject: `${CANARY} writes` });
    expect(rebuiltAsLive(await docket(["rebuild", "--data", restored, "--json"]))).toEqual(wanted);
    // What was taken before is known as before.
    const again = await docket(["send", "-", "--data", restored, "--json"], lines(story));
    expect(objectsIn(again)).toMatchObject(story.map(() => ({ repeated: true })));
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "that %s breaks off leaves nothing, and can be made again",
    async (signal) => {
      const [data, target] = [newFolder(), newFolder()];
      const texts = Array.from({ length: 3_000 }, (_, place) =>
        open({ externalId: `WEB-${place}`, subject: "x".repeat(500) }, { ticketId: undefined }),
      );
      await docket(["send", "-", "--data", data], lines(texts));
      const file = join(target, "backup.db");
      const made = spawnDocket(["backup", file, "--data", data]);
      await until(() => readdirSync(target).length > 0, made);
      made.kill(signal);
      const { code, stderr } = await made.ended;
      // The signal may have come too late.
      const whole = ["backup.db", "backup.db.keys"];
      expect([code, readdirSync(target)]).toEqual(code === 0 ? [0, whole] : [null, []]);
      expect(stderr).toBe("");
      if (code === 0) return;
      expect((await docket(["backup", file, "--data", data])).code).toBe(0);
    },
  );

  test("overwrites nothing, and is not restored over a store", async () => {
    const data = newFolder();
    const file = join(newFolder(), "backup.db");
    await docket(["send", "-", "--data", data], lines(story));
    expect((await docket(["backup", file, "--data", data])).code).toBe(0);
    const second = await docket(["backup", file, "--data", data]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining(file) });
    const over = await docket(["restore", file, "--data", data]);
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining("events.db") });
  });

  test("that was killed before it had the keys stands in the way of the next, which says what to do", async () => {
    const data = newFolder();
    const file = join(newFolder(), "backup.db");
    await docket(["send", "-", "--data", data], lines(story));
    await docket(["backup", file, "--data", data]);
    rmSync(`${file}.keys`);
    const second = await docket(["backup", file, "--data", data]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining("delete it") });
  });

  test("is refused with keys that are not its own, and nothing is restored", async () => {
    const [data, foreign, restored] = [newFolder(), newFolder(), join(newFolder(), "restored")];
    const [file, other] = [join(newFolder(), "backup.db"), join(newFolder(), "other.db")];
    await docket(["send", "-", "--data", data], lines(story));
    await docket(["send", "-", "--data", foreign], lines(story));
    expect((await docket(["backup", file, "--data", data])).code).toBe(0);
    expect((await docket(["backup", other, "--data", foreign])).code).toBe(0);
    for (const [log, keys, code] of [
      [file, `${other}.keys`, "KEYS_MISSING"],
      [file, other, "STORE_CORRUPT"],
      [`${file}.keys`, `${file}.keys`, "STORE_CORRUPT"],
    ] as const) {
      const args = ["restore", log, "--keys", keys, "--data", restored, "--json"];
      const refused = await docket(args);
      expect({ args, code: refused.code }).toEqual({ args, code: 2 });
      expect(objectIn(refused)).toMatchObject({ error: { code } });
      expect(existsSync(restored)).toBe(false);
    }

    for (const suffix of ["", "-wal", "-shm"])
      rmSync(join(foreign, `events.db${suffix}`), { force: true });
    const over = await docket(["restore", file, "--data", foreign]);
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining("another store") });
    expect((await docket(["restore", file, "--data", restored])).code).toBe(0);
  });

  test("with keys that are older tells how many came in between, whose texts are lost", async () => {
    const [data, restored] = [newFolder(), join(newFolder(), "restored")];
    const [monday, tuesday] = [join(newFolder(), "monday.db"), join(newFolder(), "tuesday.db")];
    await docket(["send", "-", "--data", data], lines(story));
    await docket(["backup", monday, "--data", data]);
    await docket(["customer", "erase", "anna", "--data", data]);
    const later = ["carl", "dora"].map((id) => onCustomer("registerCustomer", id, { name: id }));
    await docket(["send", "-", "--data", data], lines(later));
    await docket(["backup", tuesday, "--data", data]);
    const older = ["restore", tuesday, "--keys", `${monday}.keys`, "--data", restored];
    const told = await docket(older);
    expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining(": 2 customers") });
    rmSync(restored, { recursive: true });
    expect(objectIn(await docket([...older, "--json"]))).toMatchObject({ subjectsWithoutKey: 2 });
    const carl = objectIn(await docket(["customer", "carl", "--data", restored, "--json"]));
    expect(carl).toMatchObject({ name: "[erased]" });
  });

  test("does not bring back who was erased after it", async () => {
    const data = newFolder();
    const file = join(newFolder(), "backup.db");
    await docket(["send", "-", "--data", data], lines(story));
    await docket(["backup", file, "--data", data]);
    await docket(["customer", "erase", "anna", "--data", data]);
    for (const suffix of ["", "-wal", "-shm"])
      rmSync(join(data, `events.db${suffix}`), { force: true });

    const restored = objectIn(await docket(["restore", file, "--data", data, "--json"]));
    expect(restored).toEqual({ folder: data, erasuresApplied: 1, subjectsWithoutKey: 0 });
    expect(objectIn(await docket(["customer", "anna", "--data", data, "--json"]))).toMatchObject({
      name: "[erased]",
      tickets: [{ subject: "[erased]" }],
    });
    expect(objectIn(await docket(["customer", "bert", "--data", data, "--json"]))).toMatchObject({
      name: "Bert",
    });
    rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
    expect(filesHolding(data, [CANARY])).toEqual([]);
    const renamed = onCustomer("renameCustomer", "anna", { name: CANARY });
    const sent = await docket(["send", "-", "--data", data, "--json"], lines([renamed]));
    expect(objectIn(sent)).toMatchObject({ refusal: { code: "CUSTOMER_ERASED" } });
  });
});
