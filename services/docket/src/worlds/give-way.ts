import { setImmediate as turn } from "node:timers/promises";

/** A turn of the event loop takes less when nobody has anything to do. */
const IDLE_MS = 2;

/** Lets commands and requests go first: whether there were any. */
export async function giveWay(): Promise<boolean> {
  const began = performance.now();
  await turn();
  return performance.now() - began > IDLE_MS;
}
