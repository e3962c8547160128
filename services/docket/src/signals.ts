/** By these the system asks a process to end. */
export const ENDING_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Is aborted by the first of each of these signals; a second one ends the process. */
export function stopAt(signals: readonly NodeJS.Signals[]): AbortController {
  const stop = new AbortController();
  for (const signal of signals) process.once(signal, () => stop.abort());
  return stop;
}
