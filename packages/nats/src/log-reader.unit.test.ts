import {
  atEachWake,
  type EventStore,
  type Position,
  type StoredEvent,
} from "@docket/event-sourcing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery } from "./feed.ts";
import { logReader, type LogReader } from "./log-reader.ts";
import { sampleStore, wholeLog } from "./testing/sample-log.ts";

const EVENTS = 40;
const never = () => new Promise<void>(() => {});
const { signal } = new AbortController();

async function* feedOf(given: readonly Delivery[]): AsyncGenerator<Delivery, void> {
  yield* given;
}

/** A reader as the roles are: all there is, then the next wake-up, and so on to the feed's end. */
async function read(
  { store, bus }: LogReader,
  start: Position | null = null,
  limit = 7,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const catchUp = async () => {
    for (;;) {
      const page = await store.readAll({ after: events.at(-1)?.position ?? start, limit });
      if (page.length === 0) return;
      events.push(...page);
    }
  };
  for await (const _ of bus.subscribe(signal)) await catchUp();
  return events;
}

const published = (log: readonly StoredEvent[], from: number, to: number): Delivery => ({
  kind: "events",
  events: log.slice(from, to).map((event, index) => ({
    event,
    after: log[from + index - 1]?.position ?? null,
  })),
});

/** A store of so many events of the log. */
const holding = (store: EventStore, log: readonly StoredEvent[], count: () => number) => {
  const held: EventStore = {
    ...store,
    readAll: async (options) => {
      const place = log[count() - 1]?.position;
      const page = await store.readAll(options);
      return page.filter((event) => place !== undefined && event.position <= place);
    },
  };
  return held;
};

test("whatever is lost, repeated or out of order on the way, the log comes out once and in its order", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const place = fc.nat(EVENTS);
  const delivery = fc.oneof(
    fc.tuple(place, place).map(([from, to]) => published(log, from, to)),
    fc.subarray(log.map((_, index) => index)).map((places): Delivery => ({
      kind: "events",
      events: places.flatMap((index) => {
        const one = published(log, index, index + 1);
        return one.kind === "events" ? one.events : [];
      }),
    })),
    fc.constant<Delivery>({ kind: "missed" }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(delivery, place)),
      fc.integer({ min: 1, max: 50 }),
      async (given, limit) => {
        // The log grows meanwhile, and holds whatever was published.
        let grown = 0;
        async function* feed(): AsyncGenerator<Delivery, void> {
          for (const [one, size] of given) {
            const last = one.kind === "events" ? one.events.at(-1)?.event : undefined;
            grown = Math.max(grown, size, last === undefined ? 0 : log.indexOf(last) + 1);
            yield one;
          }
          grown = EVENTS;
          yield { kind: "missed" };
        }
        const reader = logReader(
          { store: holding(store, log, () => grown), patienceMs: 5_000, sleep: never },
          feed,
        );
        expect(await read(reader, null, limit)).toEqual(log);
      },
    ),
  );
});

test("what comes in order is not read from the store again", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const reads: (Position | null)[] = [];
  const counting: EventStore = {
    ...holding(store, log, () => 10),
    readAll: async (options) => {
      reads.push(options.after);
      return holding(store, log, () => 10).readAll(options);
    },
  };
  const given = [
    { kind: "missed" } as const,
    published(log, 5, 30),
    published(log, 8, 30),
    published(log, 30, EVENTS),
  ];
  const reader = logReader({ store: counting, patienceMs: 5_000, sleep: never }, () =>
    feedOf(given),
  );
  expect(await read(reader, null, 100)).toEqual(log);
  expect(reads).toEqual([null, log[9]?.position]);
});

test("a page of what was published has as many events as are asked for, and no more", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const reader = logReader({ store, patienceMs: 5_000, sleep: never }, () =>
    feedOf([published(log, 0, EVENTS)]),
  );
  for await (const _ of reader.bus.subscribe(signal)) {
    const page = await reader.store.readAll({ after: null, limit: 3 });
    expect(page).toEqual(log.slice(0, 3));
  }
});

test("at the end of the log the store is asked once, until something may have been missed", async () => {
  const store = await sampleStore(EVENTS);
  const after = await store.head();
  let reads = 0;
  const counting: EventStore = {
    ...store,
    readAll: async (options) => {
      reads += 1;
      return store.readAll(options);
    },
  };
  const reader = logReader({ store: counting, patienceMs: 5_000, sleep: never }, () =>
    feedOf([{ kind: "missed" }]),
  );
  const look = async () => {
    for (let look = 0; look < 3; look += 1) {
      expect(await reader.store.readAll({ after, limit: 7 })).toEqual([]);
    }
  };
  await look();
  expect(reads).toBe(1);
  for await (const _ of reader.bus.subscribe(signal)) await look();
  expect(reads).toBe(2);
});

test("what does not follow is read from the store, though the feed says nothing else", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const given = [published(log, 0, 5), published(log, 8, EVENTS)];
  let grown = 5;
  async function* feed(): AsyncGenerator<Delivery, void> {
    for (const one of given) {
      yield one;
      grown = EVENTS;
    }
  }
  const held = holding(store, log, () => grown);
  expect(await read(logReader({ store: held, patienceMs: 5_000, sleep: never }, feed))).toEqual(
    log,
  );
});

test("a page of the store that is not full is no end of the log: others' events lie between", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const among: EventStore = {
    ...store,
    readAll: async ({ after, limit }) => store.readAll({ after, limit: Math.ceil(limit / 2) }),
  };
  const reader = logReader({ store: among, patienceMs: 5_000, sleep: never }, () =>
    feedOf([{ kind: "missed" }]),
  );
  expect(await read(reader)).toEqual(log);
});

test("whoever goes back reads again what the feed told long ago", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const reader = logReader({ store, patienceMs: 5_000, sleep: never }, () =>
    feedOf([{ kind: "missed" }]),
  );
  expect(await read(reader)).toEqual(log);
  const after = log[9]?.position ?? null;
  expect(await reader.store.readAll({ after, limit: 100 })).toEqual(log.slice(10));
});

test("what may have been missed while the store is read is looked for afterwards", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  let grown = 10;
  const held = holding(store, log, () => grown);
  const asked = Promise.withResolvers<void>();
  const answering = Promise.withResolvers<void>();
  const slow: EventStore = {
    ...held,
    async readAll(options) {
      const page = await held.readAll(options);
      asked.resolve();
      await answering.promise;
      return page;
    },
  };
  const reader = logReader({ store: slow, patienceMs: 5_000, sleep: never }, () =>
    feedOf([{ kind: "missed" }]),
  );
  const first = reader.store.readAll({ after: null, limit: 100 });
  await asked.promise;
  grown = EVENTS;
  for await (const _ of reader.bus.subscribe(signal)) answering.resolve();
  expect(await first).toEqual(log.slice(0, 10));
  const after = log[9]?.position ?? null;
  expect(await reader.store.readAll({ after, limit: 100 })).toEqual(log.slice(10));
});

test("without a word from the feed the store is looked at every so often", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  let grown = 0;
  const slept: number[] = [];
  const left = new AbortController();
  async function* silent(ended: AbortSignal): AsyncGenerator<Delivery, void> {
    await new Promise((resolve) => ended.addEventListener("abort", resolve));
    yield* [];
  }
  const { store: reading, bus } = logReader(
    {
      store: holding(store, log, () => grown),
      patienceMs: 5_000,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
        grown += 10;
      },
    },
    silent,
  );
  const events: StoredEvent[] = [];
  for await (const _ of bus.subscribe(left.signal)) {
    const after = events.at(-1)?.position ?? null;
    events.push(...(await reading.readAll({ after, limit: 100 })));
    if (events.length === EVENTS) break;
  }
  expect(events).toEqual(log);
  expect(new Set(slept)).toEqual(new Set([5_000]));
});

test("whoever fails amid a delivery leaves no feed behind", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  let ended = false;
  async function* feed(): AsyncGenerator<Delivery, void> {
    try {
      yield published(log, 0, EVENTS);
    } finally {
      ended = true;
    }
  }
  const { bus } = logReader({ store, patienceMs: 5_000, sleep: never }, feed);
  let works = 0;
  const failing = atEachWake(bus, signal, async () => {
    works += 1;
    if (works === 2) throw new Error("no room");
  });
  await expect(failing).rejects.toThrow("no room");
  expect(ended).toBe(true);
});
