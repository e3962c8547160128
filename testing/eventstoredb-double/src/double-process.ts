import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface DoubleProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** Ends it in the middle of whatever it does, as `kill -9` does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, "main.ts");

/** The double in a process of its own, on the port given or a free one, with its log in the file. */
export async function spawnDouble(options: {
  readonly port?: number;
  readonly file?: string;
}): Promise<DoubleProcess> {
  const file = options.file === undefined ? [] : ["--file", options.file];
  const child = spawn(process.execPath, [program, "--port", String(options.port ?? 0), ...file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => [undefined])]);
  if (typeof line !== "string") throw new Error("The double ended before it served.");
  const { url }: { url: string } = JSON.parse(line);
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    kill: end("SIGKILL"),
    stop: end("SIGTERM"),
  };
}
