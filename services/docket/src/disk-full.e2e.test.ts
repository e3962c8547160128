import { spawn, spawnSync, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { docket, MAIN, objectIn, objectsIn } from "./testing/program.ts";

const COMMANDS = 1_500;
/** In blocks of 512 bytes: room for some of them. */
const ROOM = 2_400;

interface Line {
  readonly accepted: boolean;
  readonly commandId: string;
  readonly repeated: boolean;
  readonly refusal?: { readonly code: string };
}

const sent = Array.from({ length: COMMANDS }, (_, place) =>
  JSON.stringify({
    type: "open",
    commandId: `full-${place}`,
    actor: { id: "form", role: "integration" },
    data: { kind: "inquiry", channel: "web", externalId: `WEB-${place}`, subject: "x".repeat(400) },
  }),
).join("\n");

/** The program on a disk that takes no byte more into any file than there is room for. */
async function docketOnSmallDisk(args: readonly string[], room = ROOM) {
  const limited = `trap '' XFSZ; ulimit -f ${room}; exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", limited, process.execPath, MAIN, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Who needs none of it ends before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(sent);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  return { code, stdout, stderr };
}

test("what a full disk took is kept, the rest is refused and can be sent again", async () => {
  const data = newFolder();
  const ran = await docketOnSmallDisk(["send", "-", "--data", data, "--json"]);
  const lines = objectsIn<Line>(ran).filter((line) => "commandId" in line);
  const accepted = lines.filter((line) => line.accepted);
  const refused = lines.filter((line) => !line.accepted);
  expect([accepted.length > 0, refused.length > 0]).toEqual([true, true]);
  expect(new Set(refused.map(({ refusal }) => refusal?.code))).toEqual(
    new Set(["STORE_UNAVAILABLE"]),
  );
  expect(ran.stderr).not.toMatch(/^\s+at /m);

  const doctor = objectIn<{ healthy: boolean }>(await docket(["doctor", "--data", data, "--json"]));
  expect(doctor.healthy).toBe(true);
  const again = objectsIn<Line>(await docket(["send", "-", "--data", data, "--json"], sent));
  expect(again.every((line) => line.accepted)).toBe(true);
  const repeated = again.filter((line) => line.repeated).map(({ commandId }) => commandId);
  expect(repeated).toEqual(accepted.map(({ commandId }) => commandId));
  const rebuilt = await docket(["rebuild", "--data", data, "--json"]);
  expect(rebuilt.code).toBe(0);
});

test("a sample quarter that the disk does not take is told of", async () => {
  const data = newFolder();
  const ran = await docketOnSmallDisk(["start", "--once", "--data", data, "--json"], 1_200);
  expect(ran.code).toBe(2);
  const detail = expect.stringContaining("The disk does not take what is written to");
  expect(objectIn(ran)).toMatchObject({ error: { code: "STORE_UNAVAILABLE", detail } });
  expect(ran.stderr).not.toMatch(/^\s+at /m);
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk under the output is told, and one under the notes is no matter",
  async () => {
    const data = newFolder();
    expect((await docket(["send", "-", "--data", data], sent)).code).toBe(0);
    const args = ["tickets", "--limit", "1", "--data", data];
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const run = (stdio: StdioOptions) =>
      spawnSync(process.execPath, [MAIN, ...args], { stdio, encoding: "utf8" });
    const { status, stderr } = run(["ignore", full, "pipe"]);
    expect(status).toBe(2);
    expect(stderr).toContain("no space left");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(run(["ignore", "pipe", full])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("WEB-"),
    });
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "a full disk under a report of an import, or under a page, is told by the file's name, and not as the store's",
  async () => {
    const data = newFolder();
    const incidents = join(import.meta.dirname, "testing", "incidents.csv");
    for (const args of [
      ["import", "servicenow", incidents, "--report", "/dev/full"],
      ["report", "kpi", "--html", "/dev/full"],
    ]) {
      const ran = await docket([...args, "--data", data, "--json"]);
      expect(ran.code).toBe(2);
      const detail = expect.stringContaining("/dev/full takes no more");
      expect(objectIn(ran)).toMatchObject({ error: { code: "USAGE", detail } });
    }
  },
);

test("commands are sent to their end where nobody reads the answers any more", async () => {
  const data = newFolder();
  const send = ["send", "-", "--data", data];
  const piped = ["-c", '"$0" "$@" | head -n 1', process.execPath, MAIN, ...send];
  const { stdout } = spawnSync("/bin/sh", piped, { input: sent, encoding: "utf8" });
  expect(stdout).toMatch(/^accepted full-0 .*\n$/);
  const listed = await docket(["tickets", "--all", "--data", data, "--json"]);
  expect(objectsIn(listed)).toHaveLength(COMMANDS);
});

test("a backup that the disk does not take leaves nothing, and blames the disk that it was to go to", async () => {
  const [data, target] = [newFolder(), newFolder()];
  expect((await docket(["send", "-", "--data", data], sent)).code).toBe(0);
  const file = join(target, "backup.db");
  const ran = await docketOnSmallDisk(["backup", file, "--data", data, "--json"], 400);
  expect(ran.code).toBe(2);
  expect(objectIn(ran)).toMatchObject({
    error: { code: "STORE_UNAVAILABLE", detail: expect.stringContaining(file) },
  });
  expect(readdirSync(target)).toEqual([]);
  expect((await docket(["backup", file, "--data", data])).code).toBe(0);
});
