import { freePort, listens } from "@docket/local-servers";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

const MAIN = join(import.meta.dirname, "main.ts");
const ready = z.object({
  url: z.url(),
  nats: z.url(),
  eventStore: z.url(),
  postgres: z.url(),
});

/** `pnpm stack`, as somebody starts it. */
function stackOn(folder: string, port: number) {
  const words = [MAIN, "--data", folder, "--port", String(port), "--json"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = Promise.all([once(child, "exit"), text(child.stderr)]);
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const announced = async () => {
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return ready.parse(JSON.parse(line));
  };
  return { child, announced, ended };
}

/** All servers of a stack are on the loopback. */
const answers = (address: string): Promise<boolean> => {
  const { hostname, port } = new URL(address);
  expect(hostname).toBe("127.0.0.1");
  return listens(Number(port));
};

test("one stack works on a folder; of one that is killed nothing goes on, and the next does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-stack-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const first = stackOn(folder, port);
  const addresses = Object.values(await first.announced());
  expect(await Promise.all(addresses.map(answers))).toEqual([true, true, true, true]);

  const [[code], told] = await stackOn(folder, await freePort()).ended;
  expect({ code, told }).toEqual({ code: 2, told: expect.stringContaining("Another process") });

  first.child.kill("SIGKILL");
  await first.ended;
  for (const address of addresses) await expect.poll(() => answers(address)).toBe(false);
  const { url } = await stackOn(folder, port).announced();
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
}, 240_000);
