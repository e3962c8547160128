import { spawnDouble } from "@docket/eventstoredb-double";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "./testing/open-store.ts";
import { readLog, sampleAppend, settled } from "./testing/sample-appends.ts";

const WRITERS = 64;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "docket-eventstoredb-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a node killed three times with 64 appends under way loses none it answered and keeps none twice", async () => {
  const file = join(newFolder(), "log");
  let node = await spawnDouble({ file });
  const { port } = node;
  const store = openStore(node.url, { appendTimeoutMs: 1_000 });
  const appends: ReturnType<typeof sampleAppend>[] = [];
  let [answered, unknown] = [0, 0];

  for (let kill = 0; kill < 3; kill += 1) {
    const round = Array.from({ length: WRITERS }, () => sampleAppend(2));
    appends.push(...round);
    const outcomes = round.map(async (append, writer) => {
      const outcome = await append.to(store);
      if (outcome.kind === "committed") answered += 1;
      else unknown += 1;
      if (writer === WRITERS / 2) await node.kill();
    });
    await Promise.all(outcomes);
    node = await spawnDouble({ file, port });
  }
  const kept = new Set((await readLog(store)).map(({ stream }) => stream));
  expect(kept.size).toBeGreaterThanOrEqual(answered);
  for (const append of appends) {
    expect(await settled(() => append.to(store))).toMatchObject({ kind: "committed", last: 1 });
  }
  const log = await readLog(store);
  expect(log).toHaveLength(appends.length * 2);
  expect(new Set(log.map(({ id }) => id)).size).toBe(appends.length * 2);
  expect(store.health().unknownAppends).toBe(unknown);
  await store.close();
  await node.stop();
});

test("a process that closed its store comes to its end by itself", async () => {
  const node = await spawnDouble({});
  const script = join(import.meta.dirname, "testing", "short-process.ts");
  const child = spawn(process.execPath, [script, node.url], { stdio: ["ignore", "pipe", "pipe"] });
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  expect({ said, complained, code }).toEqual({ said: "committed", complained: "", code: 0 });
  await node.stop();
});
