import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

export const MAIN = join(import.meta.dirname, "..", "main.ts");

export interface Ran {
  /** `null` for a process that a signal ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Running = ChildProcess & { readonly ended: Promise<Ran> };

/** The program as a process of its own, which does not outlive the test. */
export function spawnDocket(args: readonly string[], cwd?: string): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
  const ended = (async () => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return { code, stdout, stderr };
  })();
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  // A process that ends before it has read everything is the test's to judge.
  child.stdin.on("error", () => {});
  return Object.assign(child, { ended });
}

/** Runs the program to its end. */
export function docket(args: readonly string[], stdin = "", cwd?: string): Promise<Ran> {
  const child = spawnDocket(args, cwd);
  child.stdin?.end(stdin);
  return child.ended;
}

/** Looks again and again until the condition holds, or the process has ended. */
export async function until(condition: () => boolean, { ended }: Running): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  while (!over && !condition()) await sleep(2);
}

/** What a run with `--json` printed, an object per line. */
export const objectsIn = <Line = Readonly<Record<string, unknown>>>({ stdout }: Ran): Line[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

/** The one object that such a run printed. */
export function objectIn<Line = Readonly<Record<string, unknown>>>(ran: Ran): Line {
  const [first, ...others] = objectsIn<Line>(ran);
  if (first === undefined || others.length > 0) throw new Error(JSON.stringify(ran));
  return first;
}
