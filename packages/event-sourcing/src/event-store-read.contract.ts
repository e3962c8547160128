import assert from "node:assert/strict";
import { revision } from "./brands.ts";
import { settles, type Check } from "./contract.ts";
import {
  appended,
  handedOver,
  newStream,
  readLog,
  readWhole,
  sampleEvent,
  sampleEvents,
} from "./event-store-samples.contract.ts";
import type { EventStore } from "./event-store.ts";

export const readChecks: readonly Check<EventStore>[] = [
  {
    name: "an empty store, and a stream that does not exist, read as empty",
    check: async (open) => {
      const store = await open();
      assert.equal(await store.head(), null);
      assert.deepEqual(await store.readAll({ after: null, limit: 10 }), []);
      assert.deepEqual(await store.readStream(newStream(), { limit: 10 }), []);
      const backwards = await store.readStream(newStream(), { direction: "backwards", limit: 10 });
      assert.deepEqual(backwards, []);
    },
  },
  {
    name: "no event was removed that is there, or was never there",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      await appended(store, stream, "no-stream", sampleEvents(1));
      assert.equal(await store.isRemoved(stream, revision(0)), false);
      assert.equal(await store.isRemoved(stream, revision(1)), false);
      assert.equal(await store.isRemoved(newStream(), revision(0)), false);
    },
  },
  {
    name: "a stream reads in both directions, page by page, from a revision inclusive",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const events = sampleEvents(5);
      await appended(store, newStream(), "no-stream", sampleEvents(2));
      await appended(store, stream, "no-stream", events.slice(0, 3));
      await appended(store, newStream(), "no-stream", sampleEvents(2));
      await appended(store, stream, revision(2), events.slice(3));
      const read = async (direction: "forwards" | "backwards", limit: number, from?: number) => {
        const place = from === undefined ? {} : { from: revision(from) };
        const page = await store.readStream(stream, { direction, limit, ...place });
        return page.map((event) => event.revision);
      };
      assert.deepEqual(await read("forwards", 9), [0, 1, 2, 3, 4]);
      assert.deepEqual(await read("forwards", 2), [0, 1]);
      assert.deepEqual(await read("forwards", 2, 2), [2, 3]);
      assert.deepEqual(await read("forwards", 2, 4), [4]);
      assert.deepEqual(await read("forwards", 2, 5), []);
      assert.deepEqual(await read("backwards", 9), [4, 3, 2, 1, 0]);
      assert.deepEqual(await read("backwards", 2), [4, 3]);
      assert.deepEqual(await read("backwards", 2, 2), [2, 1]);
      assert.deepEqual(await read("backwards", 2, 0), [0]);
      assert.deepEqual(await read("backwards", 2, 9), [4, 3]);
      const whole = await readWhole(store, stream);
      assert.deepEqual(whole.map(handedOver), events);
      assert(whole.every((event) => event.stream === stream));
    },
  },
  {
    name: "the log reads in the order of its commits, page by page, the same in any size of page",
    check: async (open) => {
      const store = await open();
      const streams = [newStream(), newStream(), newStream()];
      const order: string[] = [];
      for (let round = 0; round < 20; round += 1) {
        for (const stream of streams) {
          const events = sampleEvents(1 + (round % 3));
          const expected = (await readWhole(store, stream)).at(-1)?.revision ?? "no-stream";
          const outcome = await appended(store, stream, expected, events);
          order.push(...events.map((event) => event.id));
          assert.equal(await store.head(), outcome.position);
        }
      }
      const log = await readLog(store, 1_000);
      assert.deepEqual(
        log.map((event) => event.id),
        order,
      );
      for (const limit of [1, 2, 7, 117, 118]) assert.deepEqual(await readLog(store, limit), log);
      assert(log.every((event, index) => index === 0 || event.position > log[index - 1]!.position));
      for (const stream of streams) {
        const whole = await readWhole(store, stream);
        assert.deepEqual(
          log.filter((event) => event.stream === stream),
          whole,
        );
        assert.deepEqual(
          whole.map((event) => event.revision),
          [...whole.keys()],
        );
      }
    },
  },
  {
    name: "everything is there after a reopening",
    check: async (open) => {
      const store = await open();
      for (let count = 1; count <= 4; count += 1) {
        await appended(store, newStream(), "no-stream", sampleEvents(count));
      }
      const [log, head] = [await readLog(store), await store.head()];
      await store.close();
      const reopened = await open();
      assert.deepEqual(await readLog(reopened), log);
      assert.equal(await reopened.head(), head);
      const next = await appended(reopened, newStream(), "no-stream", [sampleEvent()]);
      assert(head !== null && next.position > head);
    },
  },
  {
    name: "changed wakes for an event before and after it is called, and for an abort",
    check: async (open) => {
      const store = await open();
      const running = new AbortController();
      const append = () => appended(store, newStream(), "no-stream", [sampleEvent()]);
      const first = store.changed(null, running.signal);
      const { position } = await append();
      await settles(first, "changed, called before the first event,");
      await settles(store.changed(null, running.signal), "changed, called after the first event,");
      const second = store.changed(position, running.signal);
      await append();
      await settles(second, "changed, called before the second event,");
      await settles(store.changed(position, running.signal), "changed, called too late,");
      const asleep = store.changed(await store.head(), running.signal);
      running.abort();
      await settles(asleep, "changed, aborted,");
      await settles(store.changed(await store.head(), running.signal), "changed, aborted before,");
    },
  },
  {
    name: "a reader that sleeps by changed sees every event while others write",
    check: async (open) => {
      const store = await open();
      const running = new AbortController();
      const events = sampleEvents(200);
      const seen: string[] = [];
      const reader = (async () => {
        let after = null;
        while (seen.length < events.length) {
          await store.changed(after, running.signal);
          const page = await store.readAll({ after, limit: 3 });
          seen.push(...page.map((event) => event.id));
          after = page.at(-1)?.position ?? after;
        }
      })();
      for (const event of events) await appended(store, newStream(), "no-stream", [event]);
      await settles(reader, "the reader");
      assert.deepEqual(
        seen,
        events.map((event) => event.id),
      );
    },
  },
];
