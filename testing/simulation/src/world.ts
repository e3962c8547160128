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
  trace(...what: readonly (string | number)[]): void;
  readonly notes: readonly string[];
  hash(): string;
  /** Crashes a process; it is started anew by and by. */
  crash(process: Process): void;
  /** Called when a process has crashed. */
  onCrash(listener: (process: Process) => void): void;
}

/** @param keep whether notes are kept to be printed, or hashed alone */
export function createWorld(dice: Dice, keep: boolean): World {
  const time = simulatedTime();
  const digest = createHash("sha256");
  const notes: string[] = [];
  const listeners: ((process: Process) => void)[] = [];
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
    onCrash: (listener) => void listeners.push(listener),
  };
}
