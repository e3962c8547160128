import { instant, type Clock } from "@docket/event-sourcing";

/** A process of the simulated desk, from its start to its end. What it held in memory goes with it. */
export interface Process {
  readonly name: string;
  readonly role: Role;
  /** Its own clock, which may be wrong. */
  readonly clock: Clock;
  alive(): boolean;
  /** Whether it stands still: then the step is done when it goes on. */
  keepsWaiting(step: () => void): boolean;
  /** Nothing of it is done any more, and nothing reaches it. */
  crash(): void;
  /** As SIGSTOP: what comes in waits. */
  stall(): void;
  resume(): void;
  /** Sets its clock off by so much. */
  setClock(milliseconds: number): void;
}

export type Role = "command-api" | "relay" | "projector" | "deadlines" | "reader" | "writers";

/** @param replay does a step that waited, at once */
export function startProcess(
  name: string,
  role: Role,
  now: () => number,
  replay: (process: Process, step: () => void) => void,
): Process {
  let alive = true;
  let waiting: (() => void)[] | undefined;
  let offset = 0;
  const process: Process = {
    name,
    role,
    clock: () => instant(now() + offset),
    alive: () => alive,
    keepsWaiting(step) {
      waiting?.push(step);
      return waiting !== undefined;
    },
    crash() {
      alive = false;
      waiting = undefined;
    },
    stall() {
      waiting ??= [];
    },
    resume() {
      const steps = waiting ?? [];
      waiting = undefined;
      for (const step of steps) replay(process, step);
    },
    setClock(milliseconds) {
      offset = milliseconds;
    },
  };
  return process;
}
