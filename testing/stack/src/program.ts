import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** A program of ours as a process of its own, which is started again when it ends by itself. */
export interface Program {
  readonly name: string;
  /** The process that runs now: for tests that end it. */
  pid(): number | undefined;
  /** Ends it in good order, and for good. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 20_000;
const FIRST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 5_000;

/**
 * Starts a program that prints one line of JSON when it serves, and keeps it running.
 * @param log takes what it says otherwise
 * @returns that line as an object, and the program
 * @throws when it ends before it serves, or does not within a minute
 */
export async function startProgram(options: {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}): Promise<{ readonly program: Program; readonly announced: unknown }> {
  const { name, script, args, log } = options;
  const output = createWriteStream(log, { flags: "a" });
  let child: ChildProcess | undefined;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  const endWithUs = () => child?.kill("SIGKILL");
  process.on("exit", endWithUs);

  const begin = async (): Promise<unknown> => {
    const started = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    keepOutput(started, output);
    const line = await announcement(started, name);
    pause = FIRST_PAUSE_MS;
    void once(started, "exit").then(again);
    return line;
  };

  /** A defect ends a process, and the next one goes on from the checkpoint. */
  async function again(): Promise<void> {
    while (!stopped) {
      await sleep(pause);
      pause = Math.min(MOST_PAUSE_MS, pause * 2);
      if (stopped) return;
      try {
        await begin();
        return;
      } catch (error) {
        if (!stopped) output.write(`${String(error)}\n`);
      }
    }
  }

  const announced = await begin();
  const program: Program = {
    name,
    pid: () => child?.pid,
    async stop() {
      stopped = true;
      process.off("exit", endWithUs);
      if (child !== undefined) await end(child);
      output.end();
    },
  };
  return { program, announced };
}

function keepOutput({ stderr }: ChildProcess, output: WriteStream): void {
  stderr?.on("data", (text: Buffer) => output.write(text));
}

async function announcement(child: ChildProcess, name: string): Promise<unknown> {
  const { stdout } = child;
  if (stdout === null) throw new Error(`${name} has no output.`);
  const ended = new AbortController();
  child.once("exit", (code) => ended.abort(new Error(`${name} ended with code ${code}.`)));
  child.once("error", (error) => ended.abort(error));
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(START_MS)]);
  try {
    const [line] = (await once(createInterface(stdout), "line", { signal })) as [string];
    return JSON.parse(line);
  } catch {
    child.kill("SIGKILL");
    throw ended.signal.reason ?? new Error(`${name} does not serve.`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(late);
}
