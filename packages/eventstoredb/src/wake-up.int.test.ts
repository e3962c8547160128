import type { EventId, Position, StoredEvent } from "@docket/event-sourcing";
import { startDouble, type Double } from "@docket/eventstoredb-double";
import { binaryEvent, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventStoreDb } from "./event-store.ts";
import { openStore } from "./testing/open-store.ts";
import { readLog, sampleAppend, settled } from "./testing/sample-appends.ts";

let double: Double;
let store: EventStoreDb;
beforeEach(async () => {
  double = await startDouble();
  store = openStore(double.url);
});
afterEach(async () => {
  await store.close();
  await double.stop();
});

/** Reads by pages and sleeps by `changed` until so many events are there. */
async function follow(count: number): Promise<readonly EventId[]> {
  const seen: EventId[] = [];
  const running = new AbortController();
  let after: Position | null = null;
  while (seen.length < count) {
    const page: readonly StoredEvent[] = await store.readAll({ after, limit: 50 }).catch(() => []);
    seen.push(...page.map(({ id }) => id));
    after = page.at(-1)?.position ?? after;
    if (page.length === 0) await store.changed(after, running.signal);
  }
  return seen;
}

describe("a reader sees every event once, in order, although its subscription", () => {
  const losses: readonly (readonly [string, (round: number) => void])[] = [
    ["is aborted", () => double.faults.endSubscriptions(10)],
    ["is cancelled by the node", () => double.faults.endSubscriptions(1)],
    ["ends cleanly", () => double.faults.endSubscriptions()],
    ["ends at once", () => double.faults.subscription({ kind: "end", after: 0 })],
    ["delivers twice", () => double.faults.subscription({ kind: "duplicate" })],
    ["delivers out of order", () => double.faults.subscription({ kind: "reorder" })],
  ];
  test.each(losses)("%s", async (_, lose) => {
    const appends = Array.from({ length: 60 }, () => sampleAppend(2));
    const reader = follow(120);
    for (const [round, append] of appends.entries()) {
      if (round % 10 === 5) lose(round);
      await append.to(store);
    }
    expect(await reader).toEqual(appends.flatMap(({ events }) => events.map(({ id }) => id)));
  });

  test("is dropped for being 32 events behind", async () => {
    const reader = follow(1_600);
    const appends = Array.from({ length: 4 }, () => sampleAppend(400));
    for (const append of appends) {
      await expect.poll(() => store.health().connected).toBe(true);
      await append.to(store);
    }
    expect(await reader).toEqual(appends.flatMap(({ events }) => events.map(({ id }) => id)));
  });

  test("breaks with the node's connections, again and again", async () => {
    const appends = Array.from({ length: 30 }, () => sampleAppend());
    const reader = follow(30);
    for (const [round, append] of appends.entries()) {
      if (round % 10 === 5) await double.restart();
      await settled(() => append.to(store));
    }
    expect(await reader).toHaveLength(30);
    expect(store.health().droppedSubscriptions).toBeGreaterThan(0);
  });
});

test("a subscription that was lost comes back while everybody sleeps", async () => {
  const { position } = { position: null, ...(await sampleAppend().to(store)) };
  const asleep = store.changed(position, new AbortController().signal);
  for (let loss = 1; loss <= 3; loss += 1) {
    await expect
      .poll(() => {
        double.faults.endSubscriptions(10);
        return store.health().droppedSubscriptions;
      })
      .toBeGreaterThanOrEqual(loss);
  }
  await sampleAppend().to(store);
  await asleep;
});

describe("a page of the log", () => {
  test("passes over what the node writes for itself, and is never empty for it", async () => {
    const bare = EventStoreDBClient.connectionString(double.url);
    await sampleAppend().to(store);
    for (let round = 0; round < 9; round += 1) {
      await bare.setStreamMetadata(`sample-${round}`, { maxCount: round });
    }
    await sampleAppend().to(store);
    const first = await store.readAll({ after: null, limit: 2 });
    expect(first).toHaveLength(1);
    const second = await store.readAll({ after: first[0]?.position ?? null, limit: 2 });
    expect(second).toHaveLength(1);
    expect(await store.head()).toBe(second[0]?.position);
    await bare.setStreamMetadata("sample-9", { maxCount: 1 });
    expect(await store.head()).toBe(second[0]?.position);
    await bare.dispose();
  });

  test("gives what others wrote as JSON texts, whatever it is", async () => {
    const bare = EventStoreDBClient.connectionString(double.url);
    const json = jsonEvent({ type: "json", data: { of: "another" }, metadata: { by: "hand" } });
    const data = Buffer.from('no "JSON"');
    await bare.appendToStream("sample-1", [json, binaryEvent({ type: "bytes", data })]);
    expect(await readLog(store)).toMatchObject([
      { type: "json", data: '{"of":"another"}', metadata: '{"by":"hand"}' },
      { type: "bytes", data: '"no \\"JSON\\""' },
    ]);
    await bare.dispose();
  });

  test.each(["duplicate", "reorder"] as const)("that comes wrong (%s) is refused", async (kind) => {
    await sampleAppend(4).to(store);
    // The clock's offset is measured by a page too.
    await expect.poll(() => store.health().clockOffsetMs).not.toBeNull();
    double.faults.page({ kind });
    await expect(store.readAll({ after: null, limit: 9 })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    expect(await readLog(store)).toHaveLength(4);
  });
});

test("stores in two namespaces of a node see nothing of each other", async () => {
  const one = openStore(double.url, { namespace: "one" });
  const two = openStore(double.url, { namespace: "two" });
  const append = sampleAppend(2);
  for (const each of [one, two, store]) {
    expect(await append.to(each)).toMatchObject({ kind: "committed", first: 0 });
  }
  for (const each of [one, two, store]) {
    const log = await readLog(each);
    expect(log.map(({ id }) => id)).toEqual(append.events.map(({ id }) => id));
    expect(await each.head()).toBe(log.at(-1)?.position);
  }
  expect(() => openStore(double.url, { namespace: "Two~" })).toThrow(RangeError);
  await one.close();
  await two.close();
});
