import type { Bus } from "./bus.ts";

/**
 * Does the work now, and again after each wake-up of the bus, until `signal` aborts or the subscription ends. It is subscribed
 * before the first time: what is published meanwhile waits there. A failure of the work ends it, and the subscription too.
 * @param work `missed`: the wake-up was an empty batch, so that something may have happened that nobody told
 */
export async function atEachWake(
  bus: Pick<Bus, "subscribe">,
  signal: AbortSignal,
  work: (missed: boolean) => Promise<void>,
): Promise<void> {
  const wakes = bus.subscribe(signal)[Symbol.asyncIterator]();
  try {
    for (let missed = false; !signal.aborted;) {
      await work(missed);
      const wake = await wakes.next();
      if (wake.done === true) return;
      missed = wake.value.length === 0;
    }
  } finally {
    await wakes.return?.();
  }
}
