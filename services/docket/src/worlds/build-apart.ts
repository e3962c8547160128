import type { Parked } from "@docket/event-sourcing";
import type { BuildApart } from "@docket/projector";
import { filesOf } from "@docket/sqlite";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** What a thread is asked to build. */
export interface Build {
  readonly group: string;
  readonly until: bigint;
}
/** What a thread tells of that. */
export interface Word {
  readonly group: string;
  readonly events?: number;
  readonly parked?: Parked;
  readonly done?: true;
}

interface Pending {
  readonly onProgress: (events: number) => void;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Rows die young while they are folded: with room for a batch they need not be moved. */
const YOUNG_MB = 96;

/**
 * Builds the tables of a rebuild in threads, with connections of their own to the files of a folder: the first group that is asked
 * for has one for itself, and the last one takes all for which no processor is left.
 */
export function buildInThreads(folder: string, onParked: (parked: Parked) => void): BuildApart {
  const most = Math.max(2, availableParallelism());
  let threads: ReturnType<typeof startThread>[] = [];
  let asked = 0;

  return async (group, until, onProgress) => {
    const place = Math.min(asked, most - 1);
    asked += 1;
    const thread = (threads[place] ??= startThread(folder, onParked));
    try {
      await thread.build({ group, until }, onProgress);
    } finally {
      asked -= 1;
      if (asked === 0) {
        for (const one of threads) one.end();
        threads = [];
      }
    }
  };
}

function startThread(folder: string, onParked: (parked: Parked) => void) {
  const worker = new Worker(new URL("build-thread.ts", import.meta.url), {
    workerData: filesOf(folder),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const pending = new Map<string, Pending>();
  const failed = (cause: Error) => {
    for (const { reject } of pending.values()) reject(cause);
  };
  worker.on("message", ({ group, events, parked, done }: Word) => {
    const one = pending.get(group);
    if (events !== undefined) one?.onProgress(events);
    if (parked !== undefined) onParked(parked);
    if (done === true) one?.resolve();
  });
  worker.on("error", (cause) => failed(cause instanceof Error ? cause : new Error(String(cause))));
  worker.on("exit", (code) => failed(new Error(`A thread ended with ${code}.`)));

  return {
    build: (build: Build, onProgress: Pending["onProgress"]): Promise<void> =>
      new Promise<void>((resolve, reject) => {
        pending.set(build.group, { onProgress, resolve, reject });
        worker.postMessage(build);
      }).finally(() => pending.delete(build.group)),
    end: () => worker.postMessage("end"),
  };
}
