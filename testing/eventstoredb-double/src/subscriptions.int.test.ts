import {
  END,
  EventStoreDBClient,
  binaryEvent,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type SubscribeToAllOptions,
} from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDouble, type Double } from "./index.ts";

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

const write = (stream: string, type: string, count = 1) =>
  client.appendToStream(
    stream,
    Array.from({ length: count }, (_, index) => jsonEvent({ type, data: { index } })),
  );

/** Subscribes to the log and keeps what comes, with what was said between. */
function listen(options: SubscribeToAllOptions) {
  const said: string[] = [];
  const events: AllStreamResolvedEvent[] = [];
  const subscription = client
    .subscribeToAll(options)
    .on("confirmation", () => said.push("confirmed"))
    .on("caughtUp", () => said.push(`caught up after ${events.length}`))
    .on("data", (event) => events.push(event))
    .on("end", () => said.push("ended"))
    .on("error", (error) => said.push(error.name));
  return { said, events, subscription };
}

describe("a subscription", () => {
  test("begins after its place, says when it caught up, and goes on with what comes", async () => {
    const { position } = await write("a", "first");
    await write("b", "second", 2);
    const { said, events, subscription } = listen({ fromPosition: position! });
    await expect.poll(() => said).toEqual(["confirmed", "caught up after 2"]);
    await write("a", "third");
    await expect
      .poll(() => events.map(({ event }) => event?.type))
      .toEqual(["second", "second", "third"]);
    await subscription.unsubscribe();
    await expect.poll(() => said.at(-1)).toBe("ended");
  });

  test.each([
    [streamNameFilter({ prefixes: ["a", "x"] }), ["one", "two"]],
    [streamNameFilter({ regex: "^b$" }), ["two", "three"]],
    [eventTypeFilter({ prefixes: ["t"] }), ["two", "two", "three"]],
    [eventTypeFilter({ regex: "^one$" }), ["one"]],
  ])("passes on what its filter %o finds", async (filter, types) => {
    await write("a", "one");
    await write("a", "two");
    await write("b", "two");
    const { events } = listen({ filter });
    await write("b", "three");
    await expect.poll(() => events.map(({ event }) => event?.type)).toEqual(types);
  });

  test("tells checkpoints by the events it looked at, whether they match or not", async () => {
    for (const prefixes of [["happened"], ["never"]]) {
      const reached: bigint[] = [];
      const filter = eventTypeFilter({
        prefixes,
        checkpointInterval: 2,
        checkpointReached: (_, { commit }) => {
          reached.push(commit);
          return Promise.resolve();
        },
      });
      const { said } = listen({ fromPosition: END, filter });
      await expect.poll(() => said).toContain("caught up after 0");
      for (let round = 0; round < 10; round += 1) await write("a", "happened", 20);
      await expect.poll(() => reached).toHaveLength(3);
      expect(reached.toSorted((one, other) => Number(one - other))).toEqual(reached);
    }
  });

  test("to a stream that is not there, or not any more, says nothing until it is", async () => {
    await write("gone", "hidden", 2);
    await client.deleteStream("gone");
    for (const stream of ["gone", "later"]) {
      const said: (string | undefined)[] = [];
      client
        .subscribeToStream(stream)
        .on("confirmation", () => said.push("confirmed"))
        .on("data", ({ event }) => said.push(event?.type))
        .on("caughtUp", () => said.push("caught up"));
      await expect.poll(() => said).toEqual(["confirmed"]);
      await write(stream, "shown");
      await expect.poll(() => said).toEqual(["confirmed", "shown", "caught up"]);
    }
  });

  test("to a stream that is ended for ever is refused then", async () => {
    await write("a", "happened");
    const subscription = client.subscribeToStream("a");
    subscription.on("caughtUp", () => void client.tombstoneStream("a"));
    const refused = new Promise((resolve) => subscription.on("error", resolve));
    expect(await refused).toMatchObject({ type: "stream-deleted", streamName: "a" });
  });

  test("with a filter that is none is refused, and the node goes on", async () => {
    const { said } = listen({ filter: streamNameFilter({ regex: "(" }) });
    await expect.poll(() => said).toEqual(["Error"]);
    await expect(write("a", "happened")).resolves.toMatchObject({ success: true });
  });

  test("is ended on demand: with a code, or as if there were no more", async () => {
    const [first, second] = [listen({}), listen({ filter: excludeSystemEvents() })];
    await expect.poll(() => [...first.said, ...second.said]).toHaveLength(4);
    double.faults.endSubscriptions(10);
    await expect.poll(() => first.said.at(-1)).toBe("Error");
    const third = listen({});
    await expect.poll(() => third.said).toContain("confirmed");
    double.faults.endSubscriptions();
    await expect.poll(() => third.said.at(-1)).toBe("ended");
    expect([...double.faults.met]).toEqual([
      ["subscription abort", 2],
      ["subscription end", 1],
    ]);
  });
});

test("an event that names another is resolved for who asks", async () => {
  await write("target", "happened", 3);
  const link = binaryEvent({ type: "$>", data: Buffer.from("2@target") });
  await client.appendToStream("links", link);
  for await (const resolved of client.readStream("links", { resolveLinkTos: true })) {
    expect(resolved).toMatchObject({
      event: { streamId: "target", revision: 2n },
      link: { streamId: "links", type: "$>" },
    });
  }
  for await (const { event, link: none } of client.readStream("links")) {
    expect([event?.type, none]).toEqual(["$>", undefined]);
  }
});

test.each([
  ["9@target", true],
  ["0@nobody", true],
  ["0@cut", true],
  ["x@target", false],
])("an event that names %s, which is not there, is given without", async (named, isLink) => {
  await write("target", "happened");
  await write("cut", "happened", 2);
  await client.setStreamMetadata("cut", { truncateBefore: 1 });
  await client.appendToStream("links", binaryEvent({ type: "$>", data: Buffer.from(named) }));
  for await (const { event, link } of client.readStream("links", { resolveLinkTos: true })) {
    expect([event?.type, link?.type]).toEqual(isLink ? [undefined, "$>"] : ["$>", undefined]);
  }
});

test("a cluster of one is discovered by gossip", async () => {
  const found = EventStoreDBClient.connectionString(
    `esdb+discover://127.0.0.1:${double.port}?tls=false`,
  );
  const event = jsonEvent({ type: "happened", data: {} });
  expect(await found.appendToStream("a", event)).toMatchObject({ success: true });
  await found.dispose();
});
