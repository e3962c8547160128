import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
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
async function docketOnSmallDisk(args: readonly string[]) {
  const limited = `trap '' XFSZ; ulimit -f ${ROOM}; exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", limited, process.execPath, MAIN, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(sent);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: child.exitCode, stdout, stderr };
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
