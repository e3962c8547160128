import { UnderivableRow, type BuildPiece, type Parked } from "@docket/event-sourcing";
import type { BuildApart } from "@docket/projector";
import { filesOf } from "@docket/sqlite";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** What a thread is asked to do. */
export interface Asked {
  readonly id: number;
  readonly group: string;
  readonly piece: BuildPiece;
  readonly until: bigint;
}
/** What a thread tells of that. */
export interface Word {
  readonly id: number;
  readonly events?: number;
  readonly parked?: Parked;
  readonly ended?: "done" | "underivable";
}

interface Pending {
  readonly group: string;
  readonly onProgress: (events: number) => void;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Rows die young while they are folded: with room for a batch they need not be moved. */
const YOUNG_MB = 96;

/**
 * Builds the tables of a rebuild in threads, with connections of their own to the files of a folder: as many as there are
 * processors, and what they cannot do at once goes to the one with the least to do.
 */
export function buildInThreads(folder: string, onParked: (parked: Parked) => void): BuildApart {
  const most = Math.max(2, availableParallelism());
  let threads: ReturnType<typeof startThread>[] = [];

  /** Among those with as little to do, one that has nothing of the same group: pieces of one are begun together. */
  function threadFor(group: string): ReturnType<typeof startThread> {
    const load = (one: ReturnType<typeof startThread>) =>
      one.pending().length + (one.pending().includes(group) ? 0.5 : 0);
    const least = Math.min(...threads.map(load));
    const known = threads.findLast((one) => load(one) === least);
    if (known !== undefined && (least === 0 || threads.length >= most)) return known;
    const started = startThread(folder, onParked, () => {
      threads = threads.filter((one) => one !== started);
    });
    threads.push(started);
    return started;
  }

  return async (group, piece, until, onProgress) => {
    try {
      await threadFor(group).work({ group, piece, until }, onProgress);
    } finally {
      // Whoever has more to ask does so at once.
      setImmediate(endIdle);
    }
  };

  function endIdle(): void {
    if (threads.some((one) => one.pending().length > 0)) return;
    for (const one of threads) one.end();
    threads = [];
  }
}

function startThread(folder: string, onParked: (parked: Parked) => void, onEnded: () => void) {
  const worker = new Worker(new URL("build-thread.ts", import.meta.url), {
    workerData: filesOf(folder),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const pending = new Map<number, Pending>();
  let asked = 0;
  const failed = (cause: Error) => {
    for (const { reject } of pending.values()) reject(cause);
  };
  worker.on("message", ({ id, events, parked, ended }: Word) => {
    const one = pending.get(id);
    if (events !== undefined) one?.onProgress(events);
    if (parked !== undefined) onParked(parked);
    if (ended === "done") one?.resolve();
    if (ended === "underivable") one?.reject(new UnderivableRow("no rows could be derived"));
  });
  worker.on("error", (cause) => failed(cause instanceof Error ? cause : new Error(String(cause))));
  worker.on("exit", (code) => {
    failed(new Error(`A thread ended with ${code}.`));
    onEnded();
  });

  return {
    /** The groups of what it has to do. */
    pending: () => [...pending.values()].map(({ group }) => group),
    work(given: Omit<Asked, "id">, onProgress: Pending["onProgress"]): Promise<void> {
      const id = (asked += 1);
      return new Promise<void>((resolve, reject) => {
        pending.set(id, { group: given.group, onProgress, resolve, reject });
        worker.postMessage({ id, ...given } satisfies Asked);
      }).finally(() => pending.delete(id));
    },
    end: () => worker.postMessage("end"),
  };
}
