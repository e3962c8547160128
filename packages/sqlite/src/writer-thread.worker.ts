import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "./open.ts";
import { eventWriter, type Append, type Settled } from "./write-events.ts";
import type { Told } from "./writer-thread.ts";

/** The thread that writes events: a group comes in, what became of each append goes out. */

const port = parentPort;
const file: unknown = workerData;
if (port === null || typeof file !== "string") throw new Error("This runs as a thread only.");
const database = openDatabase(file, "write", "");
/** Made for the first group: until then another wrote, and what it would remember might be old. */
let writer: ReturnType<typeof eventWriter> | undefined;

port.on("message", (message: readonly Append[] | "close") => {
  if (message === "close") {
    database.close();
    port.close();
    return;
  }
  writer ??= eventWriter(database);
  port.postMessage(writer.commit(message).map(toldOf));
});

function toldOf(settled: Settled): Told {
  if (settled.kind === "committed" || settled.kind === "conflict") return settled;
  const { kind, cause } = settled;
  const errcode = cause instanceof Error && "errcode" in cause ? Number(cause.errcode) : undefined;
  return { kind, message: cause instanceof Error ? cause.message : String(cause), errcode };
}
