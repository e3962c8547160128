import { startDependent, type Dependent } from "@docket/local-servers";
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
  let running: Dependent | undefined;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;

  const begin = async (): Promise<unknown> => {
    const started = await startDependent([process.execPath, script, ...args], {
      last: "KILL",
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = started;
    if (stopped) started.signal("SIGKILL");
    keepOutput(started, output);
    const line = await announcement(started, name);
    pause = FIRST_PAUSE_MS;
    void started.ended.then(again);
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
    pid: () => running?.pid,
    async stop() {
      stopped = true;
      if (running !== undefined) await end(running);
      output.end();
    },
  };
  return { program, announced };
}

function keepOutput({ child }: Dependent, output: WriteStream): void {
  child.stderr?.on("data", (text: Buffer) => output.write(text));
}

async function announcement(started: Dependent, name: string): Promise<unknown> {
  const { stdout } = started.child;
  if (stdout === null) throw new Error(`${name} has no output.`);
  const failed = new AbortController();
  void started.ended.then(() =>
    failed.abort(new Error(`${name} ended with code ${started.child.exitCode}.`)),
  );
  const signal = AbortSignal.any([failed.signal, AbortSignal.timeout(START_MS)]);
  try {
    const [line] = (await once(createInterface(stdout), "line", { signal })) as [string];
    return JSON.parse(line);
  } catch {
    started.signal("SIGKILL");
    throw failed.signal.reason ?? new Error(`${name} does not serve.`);
  }
}

async function end(running: Dependent): Promise<void> {
  running.signal("SIGTERM");
  const late = setTimeout(() => running.signal("SIGKILL"), STOP_MS);
  await running.ended;
  clearTimeout(late);
}
