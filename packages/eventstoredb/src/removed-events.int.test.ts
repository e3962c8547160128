import { eventId, isMissing, revision, streamName } from "@docket/event-sourcing";
import { startDouble } from "@docket/eventstoredb-double";
import { EventStoreDBClient } from "@eventstore/db-client";
import { randomUUID } from "node:crypto";
import { env } from "node:process";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { endOfLog } from "./event-store.ts";
import { openStore, systemClock } from "./testing/open-store.ts";

/** What an operator may do to a stream on the node, on the double or on `ESDB_URL`. */
let url = env["ESDB_URL"] ?? "";
let stop = async () => {};
beforeAll(async () => {
  if (url !== "") return;
  const double = await startDouble();
  url = double.url;
  stop = () => double.stop();
});
afterAll(() => stop());

const event = () => ({ id: eventId(randomUUID()), type: "a", data: "{}", metadata: "{}" });

/** A stream of three events, of which some are removed. */
async function spoiled(remove: (node: EventStoreDBClient, stream: string) => Promise<unknown>) {
  const node = EventStoreDBClient.connectionString(url);
  const namespace = `removed-${randomUUID()}`;
  const store = openStore(url, { namespace });
  onTestFinished(async () => {
    await store.close();
    await node.dispose();
  });
  const stream = streamName("x", randomUUID());
  const head = await endOfLog(url);
  const events = [event(), event(), event()];
  await store.append(stream, "no-stream", events, systemClock());
  await remove(node, `${namespace}~${stream}`);
  const removed = [0, 1, 2, 3].map((at) => store.isRemoved(stream, revision(at)));
  return { store, stream, head, events, removed: await Promise.all(removed) };
}

test.each([
  ["deleted softly", (node, stream) => node.deleteStream(stream), [true, true, true, true]],
  ["ended for ever", (node, stream) => node.tombstoneStream(stream), [true, true, true, true]],
  [
    "truncated before its last event",
    (node, stream) => node.setStreamMetadata(stream, { truncateBefore: 2 }),
    [true, true, false, false],
  ],
  [
    "limited to one event",
    (node, stream) => node.setStreamMetadata(stream, { maxCount: 1 }),
    [true, true, false, false],
  ],
  [
    "limited by age, so that nobody can say what there was at its end",
    (node, stream) => node.setStreamMetadata(stream, { maxAge: 86_400 }),
    [false, false, false, true],
  ],
] as const satisfies readonly (readonly [
  string,
  (node: EventStoreDBClient, stream: string) => Promise<unknown>,
  readonly boolean[],
])[])("a stream that was %s says which events it has lost", async (_, remove, expected) => {
  const { removed } = await spoiled(remove);
  expect(removed).toEqual(expected);
});

test("of a stream that is whole, or was never there, nothing was removed", async () => {
  const { store, removed } = await spoiled(async () => {});
  expect(removed).toEqual([false, false, false, false]);
  expect(await store.isRemoved(streamName("x", randomUUID()), revision(0))).toBe(false);
});

test("the node's word that a stream was ended is no event of ours, and no end of the log", async () => {
  const { store, head, events } = await spoiled((node, stream) => node.tombstoneStream(stream));
  const page = await store.readAll({ after: head, limit: 10 });
  expect(page.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  expect(await store.head()).toBe(page.at(-1)?.position);
});

test("a stream that was ended reads as empty, and takes no more", async () => {
  const { store, stream } = await spoiled((node, ended) => node.tombstoneStream(ended));
  expect(await store.readStream(stream, { limit: 10 })).toEqual([]);
  const append = store.append(stream, revision(2), [event()], systemClock());
  await expect(append).rejects.toSatisfy(isMissing);
});

test("a stream that was deleted is not begun anew, and no repetition waits for what it had", async () => {
  const { store, stream, events } = await spoiled((node, gone) => node.deleteStream(gone));
  const repeated = store.append(stream, "no-stream", events, systemClock());
  await expect(repeated).rejects.toSatisfy(isMissing);
  const anew = store.append(stream, "no-stream", [event()], systemClock());
  await expect(anew).rejects.toSatisfy(isMissing);
});
