import { fork } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EventStore, StoredEvent } from "@docket/event-sourcing";
import { deliveries } from "./feed.ts";
import { namesOf } from "./names.ts";
import { backoff, countIn, eventually, inStream, useNats } from "./testing/desk.ts";
import { appendSamples, sampleStore, wholeLog } from "./testing/sample-log.ts";

const nats = useNats();

/** A store that counts the events read from it. */
function counted(store: EventStore) {
  const counting = { ...store, read: 0 };
  counting.readAll = async (options) => {
    const page = await store.readAll(options);
    counting.read += page.length;
    return page;
  };
  return counting;
}

const revisionsOf = (events: readonly StoredEvent[], stream: string) =>
  events.filter((event) => event.stream === stream).map(({ revision }) => Number(revision));

test("a reader gets what is new from the stream, not from the store", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(100)];
  const reads = counted(store);
  nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, reads);
  await eventually(() => expect(given).toHaveLength(100));
  await appendSamples(store, 100, 900);
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
  expect(reads.read).toBeLessThanOrEqual(100);
});

test("a reader that begins before there is a stream, or a relay", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(40)];
  const given = nats.follower(await nats.link(), desk, store);
  nats.relay(link, desk, store);
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
});

test("a reader whose consumer is deleted heals from the store", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(40)];
  nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  await eventually(() => expect(given).toHaveLength(40));
  const manager = await link.connection.jetstreamManager();
  const { stream } = namesOf(desk);
  for await (const { name } of manager.consumers.list(stream)) {
    await manager.consumers.delete(stream, name);
  }
  await appendSamples(store, 40, 80);
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
});

test("a reader that stands still holds a bounded number of messages, and gets all of them later", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(1)];
  nats.relay(link, desk, store, "relay", 1_000);
  await eventually(async () => expect(await countIn(link, desk)).toBe(1));
  const reader = await nats.link();
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const taken: StoredEvent[] = [];
  const feed = deliveries({ link: reader, desk, backoff, onFailure: () => {} }, ended.signal);
  const read = async () => {
    const next = await feed.next();
    if (next.done !== true && next.value.kind === "events") {
      taken.push(...next.value.events.map(({ event }) => event));
    }
  };
  while (taken.length < 1) await read();
  await appendSamples(store, 1, 12_000);
  await eventually(async () => expect(await countIn(link, desk)).toBe(12_000));
  await eventually(() => expect(reader.health().pending).toBeGreaterThan(7_900));
  expect(reader.health().pending).toBeLessThanOrEqual(8_000);
  while (taken.length < 12_000) await read();
  expect(taken).toEqual(await wholeLog(store));
});

test("messages that a reader never saw: the mark of an idle relay sends it to the store", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(40)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  await eventually(() => expect(given).toHaveLength(40));
  await relay.stop();
  await appendSamples(store, 40, 41);
  const mark = JSON.stringify({ position: String(await store.head()), sequence: 41 });
  for (let count = 0; count < 2; count += 1) link.connection.publish(namesOf(desk).mark, mark);
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
});

test("a server killed amid the work, and up again: nothing is lost, doubled or out of order", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(200)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  for (let round = 1; round <= 3; round += 1) {
    await appendSamples(store, round * 200, round * 200 + 150);
    await nats.server().kill("SIGKILL");
    await appendSamples(store, round * 200 + 150, round * 200 + 200);
    await nats.server().restart();
    await eventually(async () => expect(given).toEqual(await wholeLog(store)));
  }
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  expect(revisionsOf(given, "ticket-T0")).toEqual(given.map((_, index) => index).slice(0, 115));
  expect(link.health().reconnects).toBe(3);
  expect(relay.alarms.map(({ kind }) => kind)).not.toContain("tail-lost");
});

test("a server that lost the end of its stream, and uses its sequences again", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(100)];
  const relay = nats.relay(link, desk, store);
  const given = nats.follower(await nats.link(), desk, store);
  const before = join(nats.folder(), "..", `${desk}-before`);
  onTestFinished(() => rm(before, { recursive: true, force: true }));
  await eventually(async () => expect(await countIn(link, desk)).toBe(100));
  await nats.server().kill("SIGTERM");
  await cp(nats.folder(), before, { recursive: true });
  await nats.server().restart();
  await appendSamples(store, 100, 250);
  await eventually(async () => expect(await countIn(link, desk)).toBe(250));
  await eventually(() => expect(given).toHaveLength(250));
  await nats.server().kill("SIGKILL");
  await rm(join(nats.folder(), "jetstream"), { recursive: true });
  await cp(join(before, "jetstream"), join(nats.folder(), "jetstream"), { recursive: true });
  await nats.server().restart();
  await appendSamples(store, 250, 300);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  await eventually(async () => expect(given).toEqual(await wholeLog(store)));
  expect(relay.alarms.map(({ kind }) => kind)).toContain("tail-lost");
});

test("a relay that stalls, and wakes after another took over, is fenced and changes nothing", async () => {
  const [desk, link] = [nats.newDesk(), await nats.link()];
  const program = new URL("testing/relay-process.ts", import.meta.url);
  const stalled = fork(program, [nats.server().url, desk, "100"]);
  onTestFinished(() => void stalled.kill("SIGKILL"));
  await eventually(async () => expect(await countIn(link, desk)).toBe(100));
  stalled.kill("SIGSTOP");
  const store = await sampleStore(150);
  const relay = nats.relay(link, desk, store, "second");
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  const ended = once(stalled, "message");
  stalled.send(200);
  stalled.kill("SIGCONT");
  expect((await ended)[0]).toEqual({ kind: "fenced", by: "second" });
  await appendSamples(store, 150, 220);
  await eventually(async () => expect(await inStream(link, desk)).toEqual(await wholeLog(store)));
  expect(relay.alarms).toEqual([]);
});

test("a relay killed amid its publications: the next one goes on without a gap or a repetition", async () => {
  const [desk, link, store] = [nats.newDesk(), await nats.link(), await sampleStore(20_000)];
  const program = new URL("testing/relay-process.ts", import.meta.url);
  for (const most of [50, 4_000]) {
    const killed = fork(program, [nats.server().url, desk, "20000"]);
    const exit = once(killed, "exit");
    await eventually(async () => expect(await countIn(link, desk)).toBeGreaterThan(most));
    killed.kill("SIGKILL");
    await exit;
  }
  nats.relay(link, desk, store, "last", 1_000);
  await eventually(async () => expect(await countIn(link, desk)).toBe(20_000));
  expect(await inStream(link, desk)).toEqual(await wholeLog(store));
});
