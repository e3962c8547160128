import {
  commandId,
  derivedUuid,
  instant,
  memoryEventStore,
  revision,
  streamName,
  type EventStore,
} from "@docket/event-sourcing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adoptEvents, type ForeignEvent } from "./adopt.ts";

const backoff = { first: 1, most: 1, random: () => 0, sleep: () => Promise.resolve() };

/** A log over a few streams: each number is the stream of the next event; a time stays the same now and then. */
function logOf(streams: readonly number[]): ForeignEvent[] {
  const next = new Map<number, number>();
  return streams.map((stream, index) => {
    const at = next.get(stream) ?? 0;
    next.set(stream, at + 1);
    return {
      stream: streamName("ticket", String(stream)),
      revision: revision(at),
      id: derivedUuid(commandId(`c${index}`), "0"),
      type: "noted",
      data: `{"index":${index}}`,
      metadata: "{}",
      recordedAt: instant(Math.floor(index / 3) * 1_000),
    };
  });
}

const streams = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 });
const withoutPosition = async (store: EventStore): Promise<ForeignEvent[]> => {
  const events = await store.readAll({ after: null, limit: 1_000 });
  return events.map(({ position: _position, ...event }) => event);
};

describe("events of another store", () => {
  test("are there with ids, revisions, bytes and instants, however often they are brought", async () => {
    await fc.assert(
      fc.asyncProperty(streams, fc.nat(60), async (numbers, cut) => {
        const log = logOf(numbers);
        const store = memoryEventStore();
        expect(await adoptEvents(store, log.slice(0, cut), backoff)).toBeUndefined();
        expect(await adoptEvents(store, log, backoff)).toBeUndefined();
        expect(await withoutPosition(store)).toEqual(log);
      }),
    );
  });

  test("are there though all of one instant do not fit into one append", async () => {
    const large = `{"text":"${"x".repeat(200_000)}"}`;
    const log = logOf([0, 0, 0, 0, 0, 0]).map((event) => ({
      ...event,
      data: large,
      recordedAt: instant(0),
    }));
    const store = memoryEventStore();
    expect(await adoptEvents(store, log, backoff)).toBeUndefined();
    expect(await withoutPosition(store)).toEqual(log);
  });

  test("are refused where the stream holds something else", async () => {
    const store = memoryEventStore();
    const [first] = logOf([0]);
    if (first === undefined) throw new Error("no event");
    await adoptEvents(store, [{ ...first, id: derivedUuid("another", "0") }], backoff);
    expect(await adoptEvents(store, [first], backoff)).toMatchObject({ code: "STREAM_DIFFERS" });
    expect(await withoutPosition(store)).toHaveLength(1);
  });
});
