import type { Position } from "./brands.ts";
import type { Bus } from "./bus.ts";
import type { EventStore } from "./event-store.ts";

/**
 * Publishes on the bus what the store takes, from `after` on, until `signal` aborts. Order is the log's. While a full page
 * is published the next one is read.
 */
export async function relay(options: {
  readonly store: Pick<EventStore, "readAll" | "changed">;
  readonly bus: Pick<Bus, "publish">;
  readonly after: Position | null;
  readonly batch: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, bus, batch, signal } = options;
  const read = (after: Position | null) => store.readAll({ after, limit: batch });
  let at = options.after;
  let ahead: ReturnType<typeof read> | undefined;
  while (!signal.aborted) {
    const page = await (ahead ?? read(at));
    ahead = undefined;
    const last = page.at(-1);
    if (last === undefined) await store.changed(at, signal);
    else {
      at = last.position;
      if (page.length === batch) ahead = read(at);
      await Promise.all([bus.publish(page), ahead]);
    }
  }
}
