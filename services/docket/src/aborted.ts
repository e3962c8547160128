import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Settles when the signal aborts, or has. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Settles after so long, or when the signal aborts. */
export async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
