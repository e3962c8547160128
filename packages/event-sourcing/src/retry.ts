/** How long to wait before the next try: doubling from `first` up to `most` milliseconds, each with jitter. */
export interface Backoff {
  readonly first: number;
  readonly most: number;
  /** In [0, 1): injected, so that a simulation repeats itself. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Waits before try number `attempt` (1 is the second try of all). */
export async function pause(backoff: Backoff, attempt: number): Promise<void> {
  const ceiling = Math.min(backoff.most, backoff.first * 2 ** (attempt - 1));
  await backoff.sleep(ceiling * (0.5 + backoff.random() / 2));
}
