import type { Position } from "./brands.ts";
import type { Bus } from "./bus.ts";
import type { EventStore } from "./event-store.ts";

/** Publishes on the bus what the store takes, from `after` on, until `signal` aborts. Order is the log's. */
export async function relay(options: {
  readonly store: EventStore;
  readonly bus: Bus;
  readonly after: Position | null;
  readonly batch: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, bus, signal } = options;
  let at = options.after;
  while (!signal.aborted) {
    const page = await store.readAll({ after: at, limit: options.batch });
    const last = page.at(-1);
    if (last === undefined) await store.changed(at, signal);
    else {
      await bus.publish(page);
      at = last.position;
    }
  }
}
