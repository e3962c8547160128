/** How long a process stays whose roles have ended. */
const MOST_LEFT_MS = 5_000;

/**
 * Work after which the process ends, by itself if nothing is open. Whoever starts roles again waits for that: nothing that a
 * client of a server has left open may keep it.
 */
export async function endingSoon(work: () => Promise<void>, exit: () => void): Promise<void> {
  try {
    await work();
  } finally {
    setTimeout(exit, MOST_LEFT_MS).unref();
  }
}
