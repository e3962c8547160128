import { eventStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { openEventStore } from "./event-store.ts";
import { filesOf } from "./folder.ts";
import { newFolder } from "./testing/new-folder.ts";
import { appendNumber, streamOf, WRITERS } from "./testing/numbered-appends.ts";

testContract("the SQLite event store keeps the event store contract", eventStoreContract, () => {
  const file = join(newFolder(), "events.db");
  return async () => openEventStore(file);
});

const script = join(import.meta.dirname, "testing", "append-process.ts");

/** Runs the appending process to its end, by its own accord or killed after so many outcomes. */
async function appendUntil(folder: string, limits: { lines: number; blocks: string }) {
  const command = `ulimit -f ${limits.blocks}; exec "$0" "$@"`;
  const child = spawn("sh", ["-c", command, process.execPath, script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const outcomes: { kind: string; writer: number; number: number }[] = [];
  for await (const line of createInterface(child.stdout)) {
    const [kind = "", writer, number] = line.split(" ");
    outcomes.push({ kind, writer: Number(writer), number: Number(number) });
    if (outcomes.length === limits.lines) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return outcomes;
}

/** Every acknowledged append is there; asking again for those in doubt settles them, each once. */
async function expectNothingLostOrDoubled(
  folder: string,
  outcomes: Awaited<ReturnType<typeof appendUntil>>,
) {
  const store = openEventStore(filesOf(folder).events);
  for (let writer = 0; writer < WRITERS; writer += 1) {
    const mine = outcomes.filter((one) => one.kind === "committed" && one.writer === writer);
    const stored = await store.readStream(streamOf(writer), { limit: 10_000 });
    expect(stored.length).toBeGreaterThanOrEqual(mine.length * 2);
    expect(stored.length % 2).toBe(0);
    for (let number = 0; number <= mine.length; number += 1) {
      expect(await appendNumber(store, writer, number)).toMatchObject({ kind: "committed" });
    }
    const after = await store.readStream(streamOf(writer), { limit: 10_000 });
    expect(after).toHaveLength((mine.length + 1) * 2);
  }
  await store.close();
}

describe("a process that appends", () => {
  test("may be killed at any moment", async () => {
    const folder = newFolder();
    const outcomes = await appendUntil(folder, { lines: 1_500, blocks: "unlimited" });
    expect(outcomes.length).toBeGreaterThanOrEqual(1_500);
    await expectNothingLostOrDoubled(folder, outcomes);
  });

  test("may meet a full disk: what it was not told committed is settled by asking again", async () => {
    const folder = newFolder();
    const outcomes = await appendUntil(folder, { lines: Infinity, blocks: "2000" });
    const failed = outcomes.filter((one) => one.kind !== "committed");
    expect(failed.length).toBeGreaterThan(0);
    expect(new Set(failed.map((one) => one.kind))).toEqual(new Set(["unknown"]));
    await expectNothingLostOrDoubled(folder, outcomes);
  });
});

describe("of appends that are committed together", () => {
  /** Three at once, of which SQLite refuses the second at its last event; then all again, unrefused. */
  const outcomes = async (refusal: "ABORT" | "ROLLBACK", size: number) => {
    const file = join(newFolder(), "events.db");
    const store = openEventStore(file);
    await appendNumber(store, 3, 0);
    const database = new DatabaseSync(file);
    database.exec(`CREATE TRIGGER refusal BEFORE INSERT ON events
      WHEN NEW.data LIKE '{"writer":1,%' AND NEW.revision = ${size - 1}
      BEGIN SELECT RAISE(${refusal}, 'refused'); END`);
    const together = () =>
      Promise.allSettled([0, 1, 2].map((writer) => appendNumber(store, writer, 0, size)));
    const first = await together();
    const stored = await store.readAll({ after: null, limit: 99 });
    database.exec("DROP TRIGGER refusal");
    database.close();
    const kinds = (await together()).map((one) => one.status === "fulfilled" && one.value.kind);
    expect(kinds).toEqual(["committed", "committed", "committed"]);
    expect(await store.readAll({ after: null, limit: 99 })).toHaveLength(2 + 3 * size);
    await store.close();
    return { first: first.map((one) => one.status), stored: stored.length - 2 };
  };

  test.each([1, 2])("one of %i events that fails, fails alone and leaves nothing", async (size) => {
    const first = ["fulfilled", "rejected", "fulfilled"];
    expect(await outcomes("ABORT", size)).toEqual({ first, stored: 2 * size });
  });

  test.each([1, 2])("all of %i events fail when SQLite gives the transaction up", async (size) => {
    const first = ["rejected", "rejected", "rejected"];
    expect(await outcomes("ROLLBACK", size)).toEqual({ first, stored: 0 });
  });
});

describe("appends that answer each other", () => {
  test("let others have the event loop after a few", async () => {
    const store = openEventStore(join(newFolder(), "events.db"));
    await appendNumber(store, 0, 0);
    let turned = false;
    setImmediate(() => (turned = true));
    let appended = 0;
    while (!turned && appended < 100) await appendNumber(store, 0, (appended += 1));
    expect(turned).toBe(true);
    expect(appended).toBeLessThan(20);
    await store.close();
  });

  test("are committed together, as those they answer were", async () => {
    const store = openEventStore(join(newFolder(), "events.db"));
    const lanes = [0, 1, 2, 3];
    const waking = new AbortController();
    let commits = 0;
    const counting = (async () => {
      while (!waking.signal.aborted) {
        await store.changed(await store.head(), waking.signal);
        commits += 1;
      }
    })();
    await Promise.all(
      lanes.map(async (lane) => {
        for (let number = 0; number < 20; number += 1) {
          // Some take longer to act on their answer.
          for (let step = 0; step < lane * 3; step += 1) await Promise.resolve();
          await appendNumber(store, lane, number);
        }
      }),
    );
    waking.abort();
    await counting;
    expect(commits).toBeLessThanOrEqual(22);
    await store.close();
  });
});

test("a reader in read mode wakes for events that a writer appends", async () => {
  const file = join(newFolder(), "events.db");
  const writer = openEventStore(file);
  const reader = openEventStore(file, "read");
  const woken = reader.changed(null, new AbortController().signal);
  await appendNumber(writer, 0, 0);
  await woken;
  expect(await reader.readAll({ after: null, limit: 9 })).toHaveLength(2);
  await expect(appendNumber(reader, 0, 1)).rejects.toThrow("not open to write");
  await reader.close();
  await writer.close();
});
