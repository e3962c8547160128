import type { Dice } from "@docket/simulation";
import { createHash } from "node:crypto";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import type { Process } from "./process.ts";
import { simulatedTime, type Time } from "./time.ts";

/** What everything simulated stands in. */
export interface World {
  readonly time: Time;
  readonly dice: Dice;
  readonly faults: Faults;
  /** Notes what happened: the same seed gives the same notes. Nothing that was drawn by cryptography goes in. */
  readonly trace: (...what: readonly (string | number)[]) => void;
  readonly notes: readonly string[];
  hash(): string;
  /** Crashes a process; it is started anew by and by. */
  crash(process: Process): void;
  /** Called when a process has crashed. Returns how to stop that. */
  onCrash(listener: (process: Process) => void): () => void;
  /** A part rejected: a defect, unless a server was out of reach. */
  failed(error: unknown): void;
  readonly defects: readonly string[];
}

/** @param keep whether notes are kept to be printed, or hashed alone */
export function createWorld(dice: Dice, keep: boolean): World {
  const time = simulatedTime();
  const digest = createHash("sha256");
  const notes: string[] = [];
  const defects: string[] = [];
  const listeners = new Set<(process: Process) => void>();
  const begun = time.now();

  function trace(...what: readonly (string | number)[]): void {
    const note = `${(time.now() - begun).toFixed(3)} ${what.join(" ")}`;
    digest.update(`${note}\n`);
    if (keep) notes.push(note);
  }

  return {
    time,
    dice,
    faults: createFaults((fault: Fault) => trace("FAULT", fault)),
    trace,
    notes,
    hash: () => digest.copy().digest("hex"),
    crash(process) {
      if (!process.alive()) return;
      trace("crash", process.name);
      process.crash();
      for (const listener of listeners) listener(process);
    },
    onCrash(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    failed(error) {
      const what = error instanceof Error ? `${error.name} ${error.message}` : String(error);
      trace("failed", what);
      if (isDefect(error)) defects.push(error instanceof Error ? (error.stack ?? what) : what);
    },
    defects,
  };
}

const isDefect = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
