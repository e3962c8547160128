import type { StoredEvent } from "./event-store.ts";

/**
 * Wake-up and fan-out. It may lose, repeat and reorder: whoever listens checks revisions and heals from the store.
 */
export interface Bus {
  /** Offers a batch to all present subscribers. Settles when the transport has taken it, not when anyone has handled it. */
  publish(events: readonly StoredEvent[]): Promise<void>;
  /**
   * Batches from now on until `signal` aborts. A subscriber that is slow loses batches rather than growing memory without bound.
   * An empty batch says that something may have been missed.
   */
  subscribe(signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  close(): Promise<void>;
}
