import { expect, test } from "vitest";
import { instant, position, revision, streamName } from "./brands.ts";
import { MAX_WAITING_EVENTS, memoryBus } from "./bus.memory.ts";
import { busContract, testContract } from "./contracts.ts";
import type { StoredEvent } from "./event-store.ts";
import { sampleEvent } from "./event-store-samples.contract.ts";

testContract("the memory bus keeps the bus contract", busContract, () => async () => memoryBus());

test("a subscriber that does not read loses the oldest batches, not the newest", async () => {
  const bus = memoryBus();
  const subscription = bus.subscribe(new AbortController().signal);
  const event: StoredEvent = {
    ...sampleEvent(),
    stream: streamName("ticket", "bus"),
    revision: revision(0),
    position: position(1n),
    recordedAt: instant(0),
  };
  const batches = Array.from({ length: 2 * (MAX_WAITING_EVENTS / 10) }, (_, place) =>
    Array.from({ length: 10 }, () => ({ ...event, revision: revision(place) })),
  );
  for (const batch of batches) await bus.publish(batch);
  const kept: (readonly StoredEvent[])[] = [];
  for await (const batch of subscription) {
    kept.push(batch);
    if (batch === batches.at(-1)) break;
  }
  expect(kept).toEqual(batches.slice(batches.length / 2));
});
