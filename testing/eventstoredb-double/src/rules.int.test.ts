import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  STREAM_EXISTS,
  binaryEvent,
  jsonEvent,
  type AppendToStreamOptions,
  type EventData,
  type ReadStreamOptions,
  type ResolvedEvent,
} from "@eventstore/db-client";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { spawnDouble, startDouble, type Double } from "./index.ts";

let double: Double;
let client: EventStoreDBClient;
beforeEach(async () => {
  double = await startDouble();
  client = EventStoreDBClient.connectionString(double.url);
});
afterEach(async () => {
  await client.dispose();
  await double.stop();
});

const events = (count: number, type = "happened"): EventData[] =>
  Array.from({ length: count }, (_, index) => jsonEvent({ type, data: { index } }));

const append = (
  stream: string,
  given: EventData[],
  expectedRevision: AppendToStreamOptions["expectedRevision"],
  options: AppendToStreamOptions = {},
) =>
  client.appendToStream(stream, given, {
    ...options,
    ...(expectedRevision !== undefined && { expectedRevision }),
  });

async function revisions(reading: AsyncIterable<ResolvedEvent>): Promise<number[]> {
  const found: number[] = [];
  for await (const { event } of reading) found.push(Number(event?.revision));
  return found;
}

async function types(reading: AsyncIterable<ResolvedEvent>): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for await (const { event } of reading) found.push(event?.type);
  return found;
}

const wrongVersion = (actualVersion: bigint | "no_stream") => ({
  type: "wrong-expected-version",
  message: "",
  actualVersion,
});

describe("the same events again", () => {
  test("at an explicit revision are taken once, for ever: place by place, a shorter one too", async () => {
    const given = events(3);
    const first = await append("a", given, NO_STREAM);
    await append("a", events(5), 2n);
    await double.restart();
    await expect.poll(() => append("a", given, NO_STREAM).catch(() => undefined)).toEqual(first);
    const shorter = await append("a", given.slice(0, 2), NO_STREAM);
    expect(shorter.nextExpectedRevision).toBe(1n);
    for (const other of [[...given, ...events(9)], given.toReversed(), [given[0]!, ...events(1)]]) {
      await expect(append("a", other, NO_STREAM)).rejects.toMatchObject(wrongVersion(7n));
    }
    expect(await revisions(client.readStream("a"))).toHaveLength(8);
  });

  test("at any revision are new ones where the node remembers them in another stream", async () => {
    const given = events(1);
    await append("a", given, NO_STREAM);
    expect(await append("b", given, ANY)).toMatchObject({ nextExpectedRevision: 0n });
    expect(await append("b", given, ANY)).toMatchObject({ nextExpectedRevision: 1n });
  });

  test("at any revision are taken once only while the node remembers", async () => {
    const given = events(2);
    const first = await append("a", given, ANY);
    expect(await append("a", given, ANY)).toEqual(first);
    expect(await append("a", given, STREAM_EXISTS)).toEqual(first);
    await double.restart();
    await expect
      .poll(() => append("a", given, ANY).catch(() => undefined))
      .toMatchObject({
        nextExpectedRevision: 3n,
      });
  });

  test("are new ones at a newer revision, and in another stream", async () => {
    const given = events(1);
    await append("a", given, NO_STREAM);
    expect(await append("a", given, 0n)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await append("b", given, NO_STREAM)).toMatchObject({ nextExpectedRevision: 0n });
  });
});

describe("an append is refused", () => {
  test.each([undefined, { username: "admin", password: "changeit" }])(
    "for its revision, its bytes or its stream, with credentials %o",
    async (credentials) => {
      const options = credentials && { credentials };
      await expect(append("a", events(1), 4n, options)).rejects.toMatchObject({
        type: "wrong-expected-version",
        expectedVersion: 4n,
        actualVersion: "no_stream",
      });
      const bytes = (size: number) => [binaryEvent({ type: "long", data: new Uint8Array(size) })];
      await append("a", bytes(1_048_576), NO_STREAM, options);
      await expect(append("a", bytes(1_048_577), 0n, options)).rejects.toMatchObject({
        type: "maximum-append-size-exceeded",
        maxAppendSize: 1_048_576,
      });
      await client.tombstoneStream("a");
      await expect(append("a", events(1), ANY, options)).rejects.toMatchObject({
        type: "stream-deleted",
        streamName: "a",
      });
    },
  );

  test("when its deadline, an instant, is over for the node", async () => {
    await expect(append("a", events(1), ANY, { deadline: -1 })).rejects.toMatchObject({
      type: "deadline-exceeded",
    });
  });
});

test("a deleted stream goes on numbering; an ended one refuses to be read", async () => {
  await append("a", events(3), NO_STREAM);
  await expect(client.deleteStream("a", { expectedRevision: 1n })).rejects.toMatchObject({
    type: "wrong-expected-version",
    actualVersion: 2n,
  });
  await expect(client.deleteStream("nobody")).rejects.toMatchObject({ actualVersion: -1n });
  await client.deleteStream("a");
  await expect(revisions(client.readStream("a"))).rejects.toMatchObject({
    type: "stream-not-found",
  });
  await expect(append("a", events(1), STREAM_EXISTS)).rejects.toMatchObject({
    type: "stream-deleted",
  });
  expect(await append("a", events(1), NO_STREAM)).toMatchObject({ nextExpectedRevision: 3n });
  expect(await revisions(client.readStream("a"))).toEqual([3]);
  const [metadata, event] = await types(
    client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 2 }),
  );
  expect([event, metadata]).toEqual(["happened", "$metadata"]);
  await client.tombstoneStream("a");
  await expect(revisions(client.readStream("a"))).rejects.toMatchObject({ type: "stream-deleted" });
  await expect(client.setStreamMetadata("a", {})).rejects.toMatchObject({
    type: "stream-deleted",
    streamName: "$$a",
  });
});

test("what is cut off by metadata stays so, and metadata alone makes a stream exist", async () => {
  await client.setStreamMetadata("a", { truncateBefore: 2, maxCount: 2 });
  await append("a", events(1), STREAM_EXISTS);
  await expect(revisions(client.readStream("a"))).resolves.toEqual([]);
  await append("a", events(4), 0n);
  expect(await revisions(client.readStream("a"))).toEqual([3, 4]);
  expect((await client.getStreamMetadata("a")).metadata).toEqual({
    truncateBefore: 2,
    maxCount: 2,
  });
});

test("metadata of a deleted stream lets it be read again from there on", async () => {
  await append("a", events(2), NO_STREAM);
  await client.deleteStream("a");
  await client.setStreamMetadata("a", { maxCount: 5 });
  expect((await client.getStreamMetadata("a")).metadata).toEqual({
    truncateBefore: 2,
    maxCount: 5,
  });
  await append("a", events(1), 1n);
  expect(await revisions(client.readStream("a"))).toEqual([2]);
});

test("of no stream there is a page without events, or one from the end on", async () => {
  await append("a", events(1), NO_STREAM);
  const pages: ReadStreamOptions[] = [{ maxCount: 0 }, { fromRevision: END }];
  for (const stream of ["a", "nobody"]) {
    for (const page of pages) {
      await expect(revisions(client.readStream(stream, page))).rejects.toMatchObject({ code: 2 });
    }
  }
});

test("what is under way is cut off when it ends, and when its connections break", async () => {
  for (const end of [() => double.faults.dropConnections(), () => double.stop()]) {
    const cut = new Promise((resolve) => {
      const subscription = client.subscribeToAll().on("error", resolve);
      subscription.on("caughtUp", () => void end());
    });
    expect(await cut).toMatchObject({ type: "unavailable", code: 14 });
  }
});

test("reads go both ways from a place, and positions ascend with holes", async () => {
  const { position } = await append("a", events(5), NO_STREAM);
  const backwards = { direction: BACKWARDS, maxCount: 2 } as const;
  expect(await revisions(client.readStream("a", { fromRevision: 3n }))).toEqual([3, 4]);
  expect(await revisions(client.readStream("a", { ...backwards, fromRevision: END }))).toEqual([
    4, 3,
  ]);
  expect(await revisions(client.readStream("a", { ...backwards, fromRevision: 99n }))).toEqual([
    4, 3,
  ]);
  expect(await revisions(client.readStream("a", backwards))).toEqual([0]);
  expect(await revisions(client.readAll({ ...backwards, fromPosition: END }))).toEqual([4, 3]);
  expect(await revisions(client.readAll({ fromPosition: position! }))).toEqual([4]);
  expect(await revisions(client.readAll({ ...backwards, fromPosition: position! }))).toEqual([
    3, 2,
  ]);
  const between = { commit: position!.commit + 1n, prepare: position!.prepare + 1n };
  expect(await revisions(client.readAll({ fromPosition: between }))).toEqual([]);
  await append("a", events(1), 4n);
  for (const direction of [FORWARDS, BACKWARDS] as const) {
    await expect(
      revisions(client.readAll({ direction, fromPosition: between })),
    ).rejects.toMatchObject({ code: 2 });
  }
  const places: bigint[] = [];
  for await (const { event } of client.readAll()) places.push(event!.position.commit);
  expect(places.length).toBeGreaterThan(5);
  for (const [index, place] of places.entries()) {
    if (index > 0) expect(place - places[index - 1]!).toBeGreaterThan(1n);
  }
});

test("a live subscriber keeps up with 300 events of an append, and is dropped by 400", async () => {
  const subscription = client.subscribeToAll({ fromPosition: END });
  let seen = 0;
  const dropped = new Promise<unknown>((resolve) => subscription.on("error", resolve));
  subscription.on("data", () => (seen += 1));
  await new Promise((resolve) => subscription.on("caughtUp", () => resolve(undefined)));
  await append("a", events(300), NO_STREAM);
  await expect.poll(() => seen).toBe(300);
  await append("b", events(400), NO_STREAM);
  expect(await dropped).toMatchObject({ type: "timeout", code: 10 });
  expect(seen).toBeLessThan(700);
});

test("what was answered outlives a kill", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-double-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const killed = await spawnDouble({ file });
  const before = EventStoreDBClient.connectionString(killed.url);
  const given = [
    binaryEvent({ type: "bytes", data: Buffer.from([0, 255, 10, 34]), metadata: { a: "é" } }),
  ];
  const first = await before.appendToStream("a", given, { expectedRevision: NO_STREAM });
  await killed.kill();
  await before.dispose();
  const again = await startDouble({ file });
  const after = EventStoreDBClient.connectionString(again.url);
  expect(await after.appendToStream("a", given, { expectedRevision: NO_STREAM })).toEqual(first);
  for await (const { event } of after.readStream("a")) {
    expect(Buffer.from(event!.data as Uint8Array)).toEqual(Buffer.from([0, 255, 10, 34]));
    expect(event!.metadata).toEqual({ a: "é" });
  }
  await after.dispose();
  await again.stop();
});
