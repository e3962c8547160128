import { expect, test } from "vitest";
import { memoryBus } from "./bus.memory.ts";
import type { Bus } from "./bus.ts";
import { settles } from "./contract.ts";
import type { StoredEvent } from "./event-store.ts";
import { relay } from "./relay.ts";
import { add, counterWorld } from "./testing/counter.ts";

/** A bus that ends the relay once it has taken so many events. */
function collectingBus(until: number) {
  const taken: StoredEvent[] = [];
  const ended = new AbortController();
  const bus: Bus = {
    ...memoryBus(),
    async publish(events) {
      taken.push(...events);
      if (taken.length >= until) ended.abort();
    },
  };
  return { bus, taken, signal: ended.signal };
}
const revisionsOf = (events: readonly StoredEvent[]) =>
  events.map(({ revision }) => Number(revision));

test("what the store takes is published in the log's order, old events first and new ones when they come", async () => {
  const world = counterWorld();
  const handler = world.handler();
  for (const id of ["c0", "c1", "c2"]) await handler.handle(add(id));
  const { bus, taken, signal } = collectingBus(5);
  const relayed = relay({ store: world.store, bus, after: null, batch: 2, signal });
  for (const id of ["c3", "c4"]) await handler.handle(add(id));
  await settles(relayed, "the relay");
  expect(revisionsOf(taken)).toEqual([0, 1, 2, 3, 4]);
});

test("it begins after the place it is given, and ends while it waits", async () => {
  const world = counterWorld();
  const handler = world.handler();
  for (const id of ["c0", "c1", "c2"]) await handler.handle(add(id));
  const [first] = await world.store.readAll({ after: null, limit: 1 });
  const { bus, taken } = collectingBus(99);
  const ended = new AbortController();
  const after = first?.position ?? null;
  const relayed = relay({ store: world.store, bus, after, batch: 100, signal: ended.signal });
  await handler.handle(add("c3"));
  while (taken.length < 3) await Promise.resolve();
  ended.abort();
  await settles(relayed, "the relay");
  expect(revisionsOf(taken)).toEqual([1, 2, 3]);
});

test("a bus that refuses a batch ends it: what was not taken is not passed over", async () => {
  const world = counterWorld();
  await world.handler().handle(add("c0"));
  const bus: Bus = {
    ...memoryBus(),
    publish: async () => {
      throw new Error("no one is there");
    },
  };
  const { signal } = new AbortController();
  const relayed = relay({ store: world.store, bus, after: null, batch: 2, signal });
  await expect(relayed).rejects.toThrow("no one is there");
});
