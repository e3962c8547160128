import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A process that does not outlive this one, however this one ends. */
export interface Dependent {
  readonly pid: number;
  /** With its output, and until it has ended without an exit code. */
  readonly child: ChildProcess;
  /** Settles when it has ended. */
  readonly ended: Promise<unknown>;
  hasEnded(): boolean;
  /** Nothing if it has ended. */
  signal(signal: NodeJS.Signals): void;
}

export interface DependentOptions {
  /** What it is sent when this process has ended. */
  readonly last: "INT" | "KILL";
  readonly stdio: readonly ["ignore", Stream, Stream];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}
type Stream = "ignore" | "pipe" | number;

/** Tells its process id; when its pipe to us closes, it is ended. */
const DEPENDENT = `last=$1; shift; "$@" 3<&- 4>&- & pid=$!; echo $pid >&4; exec 4>&-
(cat <&3; kill -$last $pid) >/dev/null 2>&1 & exec 3<&-; wait $pid`;

/** In a group of its own: Ctrl-C is for us, who then stop it in order. */
export async function startDependent(
  words: readonly string[],
  { last, stdio, ...options }: DependentOptions,
): Promise<Dependent> {
  const child = spawn("/bin/sh", ["-c", DEPENDENT, "sh", last, ...words], {
    ...options,
    detached: true,
    stdio: [...stdio, "pipe", "pipe"],
  });
  const [, , , pipe, told] = child.stdio;
  const ended = once(child, "exit").then(() => pipe?.destroy());
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const [text]: unknown[] = told === null || told === undefined ? [] : await once(told, "data");
  const pid = Number(text);
  return {
    pid,
    child,
    ended,
    hasEnded,
    signal(signal) {
      if (hasEnded()) return;
      try {
        process.kill(pid, signal);
      } catch {
        // It ended just now.
      }
    },
  };
}
