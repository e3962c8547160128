import type { EventStore, StoredEvent } from "@docket/event-sourcing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery } from "./feed.ts";
import { follow } from "./follow.ts";
import { sampleStore, wholeLog } from "./testing/sample-log.ts";

const EVENTS = 40;

async function* feedOf(given: readonly Delivery[]): AsyncGenerator<Delivery, void> {
  yield* given;
}

async function followed(
  store: Pick<EventStore, "readAll">,
  given: readonly Delivery[],
  after: StoredEvent["position"] | null = null,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of follow(store, feedOf(given), { after, batch: 7 })) {
    events.push(...batch);
  }
  return events;
}

const published = (log: readonly StoredEvent[], from: number, to: number): Delivery => ({
  kind: "events",
  events: log.slice(from, to).map((event, index) => ({
    event,
    after: log[from + index - 1]?.position ?? null,
  })),
});

test("whatever is lost, repeated or out of order on the way, the log comes out once and in its order", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  const place = fc.nat(EVENTS);
  const delivery = fc.oneof(
    fc.tuple(place, place).map(([from, to]) => published(log, from, to)),
    // Some of them lost from the midst.
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
    fc.asyncProperty(fc.array(delivery), fc.option(place), async (given, start) => {
      const first = start === null ? 0 : start;
      const after = log[first - 1]?.position ?? null;
      const events = await followed(store, [...given, { kind: "missed" }], after);
      expect(events).toEqual(log.slice(first));
    }),
  );
});

test("what comes in order needs no store", async () => {
  const log = await wholeLog(await sampleStore(EVENTS));
  const nothing = { readAll: () => Promise.reject(new Error("read the store")) };
  const given = [published(log, 0, 10), published(log, 5, 30), published(log, 30, EVENTS)];
  expect(await followed(nothing, given)).toEqual(log);
});

test("a gap is read from the store at once", async () => {
  const store = await sampleStore(EVENTS);
  const log = await wholeLog(store);
  expect(await followed(store, [published(log, 0, 5), published(log, 20, 21)])).toEqual(log);
});
