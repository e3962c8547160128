import assert from "node:assert/strict";
import { instant, position, revision, streamName } from "./brands.ts";
import type { Bus } from "./bus.ts";
import { settles, type Check } from "./contract.ts";
import type { StoredEvent } from "./event-store.ts";
import { sampleEvent } from "./event-store-samples.contract.ts";

const storedEvent = (index: number): StoredEvent => ({
  ...sampleEvent({ data: '{"text":"Größe \u{1F469}"}' }),
  stream: streamName("ticket", "bus"),
  revision: revision(index),
  position: position(2n ** 60n + BigInt(index)),
  recordedAt: instant(Date.UTC(2024, 0, 15)),
});

/** Publishes until the subscriber hears of it: a bus may lose a batch, but not each. */
async function heard(
  bus: Bus,
  listener: AsyncIterator<readonly StoredEvent[]>,
  event: StoredEvent,
) {
  let found = false;
  const listening = (async () => {
    while (!found) {
      const next = await listener.next();
      assert(!next.done, "the subscription ended by itself");
      for (const other of next.value) {
        if (other.id !== event.id) continue;
        assert.deepEqual(other, event);
        found = true;
      }
    }
  })();
  const publishing = (async () => {
    while (!found) {
      await bus.publish([event]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await settles(Promise.race([listening, Promise.all([listening, publishing])]), "the subscriber");
}

const listen = (bus: Bus, signal: AbortSignal) => bus.subscribe(signal)[Symbol.asyncIterator]();

/** What every bus keeps. Little, since it may lose, repeat and reorder. */
export const busContract: readonly Check<Bus>[] = [
  {
    name: "each present subscriber hears of events, unchanged",
    check: async (open) => {
      const bus = await open();
      const { signal } = new AbortController();
      const [one, other] = [listen(bus, signal), listen(bus, signal)];
      await heard(bus, one, storedEvent(0));
      await heard(bus, other, storedEvent(1));
      await heard(bus, one, storedEvent(2));
    },
  },
  {
    name: "publishing to nobody, or an empty batch, is no error",
    check: async (open) => {
      const bus = await open();
      await bus.publish([storedEvent(0)]);
      await bus.publish([]);
    },
  },
  {
    name: "a subscriber that does not read holds nobody up and still hears of later events",
    check: async (open) => {
      const bus = await open();
      const { signal } = new AbortController();
      const [slow, quick] = [listen(bus, signal), listen(bus, signal)];
      const batch = Array.from({ length: 100 }, (_, index) => storedEvent(index));
      for (let count = 0; count < 300; count += 1) await settles(bus.publish(batch), "publishing");
      await heard(bus, quick, storedEvent(100));
      await heard(bus, slow, storedEvent(101));
    },
  },
  {
    name: "a subscription ends quietly by its signal, others go on",
    check: async (open) => {
      const bus = await open();
      const [first, second] = [new AbortController(), new AbortController()];
      const [leaving, staying] = [listen(bus, first.signal), listen(bus, second.signal)];
      const last = leaving.next();
      first.abort();
      assert.equal((await settles(last, "the aborted subscription")).done, true);
      await heard(bus, staying, storedEvent(0));
      const late = listen(bus, first.signal).next();
      assert.equal((await settles(late, "a subscription aborted before")).done, true);
    },
  },
  {
    name: "closing ends every subscription",
    check: async (open) => {
      const bus = await open();
      const last = listen(bus, new AbortController().signal).next();
      await bus.close();
      assert.equal((await settles(last, "the subscription")).done, true);
    },
  },
];
