import type { Process } from "./process.ts";
import type { World } from "./world.ts";

/** What one side of a connection sends reaches the other in its order, after a while. */
export type Channel = (arrives: () => void) => void;

const LATENCY_MS = 2;

/** @param receiver whose step the arrival is; nobody's when it is a server's */
export function channel({ time, dice }: World, receiver: Process | undefined): Channel {
  let last = 0;
  return (arrives) => {
    last = Math.max(last, time.now() + dice.next() * LATENCY_MS);
    time.after(last - time.now(), arrives, receiver);
  };
}
