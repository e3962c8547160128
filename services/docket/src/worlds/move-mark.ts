import { position, type Position, type ReadModelStore } from "@docket/event-sourcing";

/** How far a move of another Docket's events to this one is, for all its processes. */
export type MoveState = "coming" | "there" | "over";

/**
 * What is there of a ticket amid a move lacks what happened to it next: nothing may follow from it, and nobody may tell of its
 * clocks, or the rest finds its place taken. A move that was broken off lasts until it is gone on with.
 */
export interface MoveMark {
  set(state: MoveState): Promise<void>;
  /** Waits while a move is in one of these states; whether it had to. Or `signal` aborts. */
  past(states: readonly MoveState[], signal: AbortSignal): Promise<boolean>;
}

/** It is kept as a checkpoint, with a number for a place. */
const NAME = "move";
const STATES: readonly MoveState[] = ["coming", "there", "over"];
const LOOK_MS = 1_000;

export function moveMark(options: {
  readonly readModels: Pick<ReadModelStore, "checkpoint" | "commit">;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onWait: () => void;
}): MoveMark {
  const { readModels, sleep, onWait } = options;
  const stateAt = (place: Position | null) => (place === null ? "over" : STATES[Number(place)]);

  return {
    async set(state) {
      const to = position(BigInt(STATES.indexOf(state)));
      for (;;) {
        const from = await readModels.checkpoint(NAME);
        if (from === to) return;
        const move = { readers: [NAME], from, to, writes: [], generation: "live" as const };
        if ((await readModels.commit(move)) === "committed") return;
      }
    },
    async past(states, signal) {
      for (let waited = false; !signal.aborted; waited = true) {
        const state = stateAt(await readModels.checkpoint(NAME));
        if (!states.some((one) => one === state)) return waited;
        if (!waited) onWait();
        await sleep(LOOK_MS, signal);
      }
      return false;
    },
  };
}
