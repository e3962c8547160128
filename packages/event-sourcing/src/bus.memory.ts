import type { Bus } from "./bus.ts";
import type { StoredEvent } from "./event-store.ts";

/** The most events that wait for one subscriber; beyond it the oldest batches are lost to it. */
export const MAX_WAITING_EVENTS = 10_000;

/** The bus within one process: batches are handed over by reference, losing only what a slow subscriber has no room for. */
export function memoryBus(): Bus {
  const subscriptions = new Set<Subscription>();
  let closed = false;
  return {
    async publish(events) {
      if (closed) throw new Error("The bus is closed.");
      for (const subscription of subscriptions) subscription.offer(events);
    },
    subscribe(signal) {
      const subscription = new Subscription();
      const end = () => {
        subscriptions.delete(subscription);
        subscription.end();
      };
      if (closed || signal.aborted) end();
      else subscriptions.add(subscription);
      signal.addEventListener("abort", end, { once: true });
      return subscription.batches(() => {
        signal.removeEventListener("abort", end);
        end();
      });
    },
    async close() {
      closed = true;
      for (const subscription of subscriptions) subscription.end();
      subscriptions.clear();
    },
  };
}

class Subscription {
  #waiting: (readonly StoredEvent[])[] = [];
  #events = 0;
  #ended = false;
  #wake: () => void = () => {};

  offer(events: readonly StoredEvent[]): void {
    this.#waiting.push(events);
    this.#events += events.length;
    while (this.#events > MAX_WAITING_EVENTS && this.#waiting.length > 1) {
      this.#events -= this.#waiting.shift()?.length ?? 0;
    }
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *batches(unsubscribe: () => void): AsyncGenerator<readonly StoredEvent[], void> {
    try {
      while (!this.#ended) {
        const batch = this.#waiting.shift();
        if (batch !== undefined) {
          this.#events -= batch.length;
          yield batch;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      unsubscribe();
    }
  }
}
