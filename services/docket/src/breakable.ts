import { ENDING_SIGNALS } from "./signals.ts";

/**
 * Work that leaves nothing half done where Ctrl-C or SIGTERM break it off: it is told by its signal, clears up and throws, and the
 * process ends as the signal ends any other.
 */
export async function breakable(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let told: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    told = signal;
    stop.abort();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  try {
    await work(stop.signal);
    told = undefined;
  } catch (error) {
    if (told === undefined) throw error;
  } finally {
    for (const signal of ENDING_SIGNALS) process.removeListener(signal, onSignal);
  }
  if (told !== undefined) process.kill(process.pid, told);
}
