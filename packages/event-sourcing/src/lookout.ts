import type { Position } from "./brands.ts";
import type { ReadModelStore } from "./read-model-store.ts";

/** Waits for readers of the log. */
export interface Lookout {
  /** Settles when all of them have come to a place: true; or when `signal` aborts: false. */
  reached(place: Position, signal?: AbortSignal): Promise<boolean>;
}

const POLL_MS = 10;

/** Who waits at the same time looks together: many that wait cost no more than one. */
export function createLookout(
  readModels: Pick<ReadModelStore, "checkpoint">,
  readers: readonly string[],
  sleep: (milliseconds: number) => Promise<void>,
): Lookout {
  const look = together(() => readModels.checkpoint(...readers));
  const pause = together(() => sleep(POLL_MS));

  return {
    async reached(place, signal) {
      while (signal?.aborted !== true) {
        const at = await look();
        if (at !== null && at >= place) return true;
        await pause();
      }
      return false;
    },
  };
}

/** Whoever calls while it is under way is given its result. */
function together<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined;
  return () => {
    underWay ??= work().finally(() => (underWay = undefined));
    return underWay;
  };
}
