import { Worker } from "node:worker_threads";
import type { WriterThread } from "./append-queue.ts";
import type { Append, Settled } from "./write-events.ts";

/** What the thread tells of a group: errors lose their kind on the way, so SQLite's code goes beside the text. */
export type Told = Extract<Settled, { readonly kind: "committed" | "conflict" }> | ToldFailure;
interface ToldFailure {
  readonly kind: "failed" | "unknown";
  readonly message: string;
  readonly errcode: number | undefined;
}

/** Starts a thread that writes events into a store's file. A defect in it ends the process, as one here would. */
export async function startWriterThread(file: string): Promise<WriterThread> {
  const worker = new Worker(new URL("./writer-thread.worker.ts", import.meta.url), {
    workerData: file,
  });
  await new Promise((resolve, reject) => {
    worker.once("online", resolve);
    worker.once("error", reject);
  });
  // While it has nothing to do the process may end without it.
  worker.unref();
  let settle: ((settled: readonly Settled[]) => void) | undefined;
  worker.on("message", (told: readonly Told[]) => {
    worker.unref();
    settle?.(told.map(settledOf));
  });
  return {
    commit(group) {
      worker.ref();
      const settled = new Promise<readonly Settled[]>((resolve) => {
        settle = resolve;
      });
      worker.postMessage(group.map(appendOnly));
      return settled;
    },
    async close() {
      worker.ref();
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage("close");
      await ended;
    },
  };
}

const appendOnly = ({ stream, expected, events, recordedAt }: Append): Append => ({
  stream,
  expected,
  events,
  recordedAt,
});

function settledOf(told: Told): Settled {
  if (told.kind === "committed" || told.kind === "conflict") return told;
  const { kind, message, errcode } = told;
  return { kind, cause: Object.assign(new Error(message), { errcode }) };
}
