import type { Bus } from "./bus.ts";

/**
 * Does the work now, and again after each wake-up of the bus, until `signal` aborts or the subscription ends. It is subscribed
 * before the first time: what is published meanwhile waits there. A failure of the work ends it, and the subscription too.
 */
export async function atEachWake(
  bus: Pick<Bus, "subscribe">,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const wakes = bus.subscribe(signal)[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      await work();
      if ((await wakes.next()).done === true) return;
    }
  } finally {
    await wakes.return?.();
  }
}
