import { expect, test } from "vitest";
import { JETSTREAM } from "./connection.ts";
import { namesOf } from "./names.ts";
import { countIn, eventually, inStream, useNats } from "./testing/desk.ts";
import { appendSamples, sampleStore, wholeLog } from "./testing/sample-log.ts";

const nats = useNats();

test("what the store takes is in the stream, each event once and in the log's order", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(130)];
  const relay = nats.relay(link, desk, store);
  await appendSamples(store, 130, 260);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  await appendSamples(store, 260, 261);
  await eventually(async () => expect(await countIn(link, desk)).toBe(261));
  expect(await relay.stop()).toEqual({ kind: "stopped" });
  expect(relay.published.count).toBe(261);
  expect(relay.alarms).toEqual([]);
});

test("one that begins again goes on where the stream ends, whatever the last one did not hear", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(1_200)];
  for (const taken of [1, 499, 500, 501, 1_000]) {
    const dying = await nats.link();
    const relay = nats.relay(dying, desk, await sampleStore(taken), `relay-${taken}`, 250);
    await eventually(async () => expect(await countIn(link, desk)).toBe(taken));
    await dying.close();
    await relay.stop();
  }
  const relay = nats.relay(link, desk, store);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  expect(relay.alarms).toEqual([]);
});

test("a second relay is fenced while the first one is there, and may begin when it has gone", async () => {
  const [desk, store] = [nats.newDesk(), await sampleStore(60)];
  const [one, other] = [await nats.link(), await nats.link()];
  const first = nats.relay(one, desk, store, "first");
  await eventually(async () => expect(await countIn(one, desk)).toBe(60));
  expect(await nats.relay(other, desk, store, "second").ended).toEqual({
    kind: "fenced",
    by: "first",
  });
  await first.stop();
  const second = nats.relay(other, desk, store, "second");
  await appendSamples(store, 60, 90);
  await eventually(async () => expect(await inStream(one, desk)).toEqual(await wholeLog(store)));
  expect([...first.alarms, ...second.alarms]).toEqual([]);
});

test("of two that begin at once one is fenced, and each event is there once", async () => {
  const [desk, store] = [nats.newDesk(), await sampleStore(500)];
  const [one, other] = [await nats.link(), await nats.link()];
  const relays = [nats.relay(one, desk, store, "a"), nats.relay(other, desk, store, "b")];
  const ended = await Promise.race(relays.map(({ ended }) => ended));
  expect(ended.kind).toBe("fenced");
  await appendSamples(store, 500, 600);
  await eventually(async () => expect(await inStream(one, desk)).toEqual(await wholeLog(store)));
});

test("a purge amid the window for duplicates: all is published again", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(100)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  await eventually(async () => expect(await countIn(link, desk)).toBe(100));
  await eventually(() => expect(given).toHaveLength(100));
  const manager = await link.connection.jetstreamManager();
  await manager.streams.purge(namesOf(desk).stream);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  const position = (await store.head()) ?? 0n;
  expect(relay.alarms).toEqual([{ kind: "tail-lost", had: position, has: null }]);
  await appendSamples(store, 100, 120);
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
});

test.each([["deleted"], ["deleted and made anew"]])("a stream that is %s", async (how) => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(100)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  await eventually(() => expect(given).toHaveLength(100));
  const manager = await link.connection.jetstreamManager();
  const { config } = await manager.streams.info(namesOf(desk).stream);
  await manager.streams.delete(config.name);
  if (how !== "deleted") await manager.streams.add(config);
  await appendSamples(store, 100, 120);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
  expect(relay.alarms.map(({ kind }) => kind)).toContain("tail-lost");
});

test("the last messages deleted: they are published again", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(100)];
  const relay = nats.relay(link, desk, store);
  await eventually(async () => expect(await countIn(link, desk)).toBe(100));
  await relay.stop();
  const manager = await link.connection.jetstreamManager();
  for (const sequence of [99, 100]) {
    await manager.streams.deleteMessage(namesOf(desk).stream, sequence);
  }
  nats.relay(link, desk, store);
  await appendSamples(store, 100, 120);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
});

test("a stream of another store: all of this one's log is published, with an alarm", async () => {
  const [desk, link, other] = [nats.newDesk(), await nats.link(), await sampleStore(50)];
  const before = nats.relay(link, desk, other);
  await eventually(async () => expect(await countIn(link, desk)).toBe(50));
  await before.stop();
  const store = await sampleStore(20);
  const relay = nats.relay(link, desk, store);
  await eventually(async () =>
    expect((await inStream(link, desk)).slice(50)).toEqual(await wholeLog(store)),
  );
  expect(relay.alarms).toEqual([{ kind: "log-replaced", at: await other.head() }]);
});

test("messages that no relay wrote disturb neither relay nor reader", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(30)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  await eventually(() => expect(given).toHaveLength(30));
  for (let count = 0; count < 3; count += 1) {
    link.connection.publish(`${namesOf(desk).events}.0.ticket`, "nonsense");
    link.connection.publish(namesOf(desk).mark, "nonsense");
  }
  await appendSamples(store, 30, 60);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
  expect(relay.alarms.filter(({ kind }) => kind !== "unavailable")).toEqual([]);
});

test("a relay begins where the stream ends also when that event was removed from the store", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(30)];
  const before = nats.relay(link, desk, store);
  await eventually(async () => expect(await countIn(link, desk)).toBe(30));
  await before.stop();
  const spoiled = { ...store, readStream: async () => [], isRemoved: async () => true };
  const relay = nats.relay(link, desk, spoiled, "relay-2");
  await appendSamples(store, 30, 40);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  expect(relay.alarms).toEqual([]);
});

test("a relay whose stream does not take its events is not in office until it does", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(10)];
  const { streams } = await link.connection.jetstreamManager(JETSTREAM);
  const { stream: name, events } = namesOf(desk);
  await streams.add({ name, subjects: [`elsewhere.${desk}`] });
  const relay = nats.relay(link, desk, store);
  await eventually(() => expect(relay.alarms.length).toBeGreaterThan(0));
  await eventually(() => expect(relay.office.held).toBe(false));
  await streams.update(name, { subjects: [`${events}.>`] });
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  expect(relay.office.held).toBe(true);
  await relay.stop();
  expect(relay.office.held).toBe(false);
});

test("what JetStream says of an event that it does not take is told", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(10)];
  const { streams } = await link.connection.jetstreamManager(JETSTREAM);
  const { stream: name, events } = namesOf(desk);
  await streams.add({ name, subjects: [`${events}.>`], max_msg_size: 10 });
  const relay = nats.relay(link, desk, store);
  await eventually(() => expect(relay.alarms.length).toBeGreaterThan(0));
  expect(relay.alarms[0]).toEqual({
    kind: "unavailable",
    code: "REFUSED",
    reason: "message size exceeds maximum allowed (10054)",
    failures: 1,
  });
  await streams.update(name, { max_msg_size: -1 });
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
});
