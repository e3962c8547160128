import { describe, expect, test } from "vitest";
import { subject } from "./brands.ts";
import type { CommandResult } from "./command-result.ts";
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES } from "./event-store.ts";
import { add, counterStream, counterWorld, type CounterRefusal } from "./testing/counter.ts";
import { countingStore } from "./testing/store-doubles.ts";

type Result = CommandResult<CounterRefusal>;
const accepted = (result: Result) => {
  if (!result.accepted) throw new Error(`refused: ${result.refusal.code}`);
  return result;
};
const codeOf = (result: Result) => (result.accepted ? "accepted" : result.refusal.code);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

test("nothing is decided on a stream from which an event was taken", async () => {
  const world = counterWorld();
  await Promise.all(numbered(3).map((id) => world.handler().handle(add(id))));
  const robbed = world.handler({
    ...world.store,
    readStream: async (...read) =>
      (await world.store.readStream(...read)).filter(({ revision }) => revision !== 1),
  });
  expect(codeOf(await robbed.handle(add("c9")))).toBe("UNREADABLE");
  expect(await world.events()).toHaveLength(3);
});

describe("the same command id twice", () => {
  test("has one effect and the same answer", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const first = accepted(await handler.handle(add("c1", 5)));
    world.clock.advance(60_000);
    expect(await handler.handle(add("c1", 5))).toEqual({ ...first, repeated: true });
    expect((await handler.read(counterStream("a"))).state.total).toBe(5);
    expect(await world.events()).toHaveLength(1);
  });

  test("at the same time too", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const both = [add("c0"), add("c1", 5), add("c1", 5), add("c2")];
    const [, one, other] = (await Promise.all(both.map((each) => handler.handle(each)))).map(
      accepted,
    );
    expect(other?.events).toEqual(one?.events);
    expect([one?.repeated, other?.repeated]).toEqual([false, true]);
    expect((await world.events()).map(({ commandId }) => commandId)).toEqual(["c0", "c1", "c2"]);
  });

  test("after a restart", async () => {
    const world = counterWorld();
    const first = accepted(await world.handler().handle(add("c1", 5)));
    expect(await world.handler().handle(add("c1", 5))).toEqual({ ...first, repeated: true });
    expect(await world.events()).toHaveLength(1);
  });

  test("a thousand events later, over more than one page of the stream", async () => {
    const world = counterWorld();
    const first = accepted(await world.handler().handle(add("first", 5)));
    const handler = world.handler();
    await Promise.all(numbered(1_000).map((id) => handler.handle(add(id))));
    expect(await handler.handle(add("first", 5))).toEqual({ ...first, repeated: true });
    expect(await world.handler().handle(add("first", 5))).toEqual({ ...first, repeated: true });
    expect(await world.events()).toHaveLength(1_001);
    expect((await world.handler().read(counterStream("a"))).state.total).toBe(1_005);
  });

  test("of a command with several events, all are named again", async () => {
    const world = counterWorld();
    const command = add("c1", 5, { notes: ["one", "two", "three"] });
    const first = accepted(await world.handler().handle(command));
    expect(first.events.map(({ type, revision }) => [type, revision])).toEqual([
      ["added", 0],
      ["added", 1],
      ["added", 2],
    ]);
    expect(await world.handler().handle(command)).toEqual({ ...first, repeated: true });
  });

  test("with no effect the first time, has none the second time", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const first = accepted(await handler.handle(add("c1", 0)));
    expect(first.events.map(({ type }) => type)).toEqual(["noEffect"]);
    expect(await handler.handle(add("c1", 0))).toEqual({ ...first, repeated: true });
    expect(await world.events()).toHaveLength(1);
  });

  test("with other content is refused, whoever sees it and however soon", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const results = await Promise.all(
      [add("c1", 5), add("c1", 6)].map((each) => handler.handle(each)),
    );
    expect(results.map(codeOf)).toEqual(["accepted", "REUSED"]);
    expect(codeOf(await world.handler().handle(add("c1", 7)))).toBe("REUSED");
    expect(await world.events()).toHaveLength(1);
  });

  test("on another stream is another command", async () => {
    const world = counterWorld();
    const handler = world.handler();
    accepted(await handler.handle(add("c1", 5)));
    const other = accepted(await handler.handle(add("c1", 6, { counterId: "b" })));
    expect(other.repeated).toBe(false);
    expect(await world.events("b")).toHaveLength(1);
  });

  test("gets its first answer after an erasure too, when contents can no longer be compared", async () => {
    const world = counterWorld();
    accepted(await world.handler().handle(add("c1", 5, { notes: ["hello"] })));
    await world.keys.erase(subject("ticket", "a"));
    const again = accepted(await world.handler().handle(add("c1", 5, { notes: ["hello"] })));
    expect(again.repeated).toBe(true);
  });
});

describe("an expected revision", () => {
  test("that is the stream's last lets the command pass", async () => {
    const handler = counterWorld().handler();
    accepted(await handler.handle(add("c1")));
    accepted(await handler.handle(add("c2", 1, { expectedRevision: 0 })));
  });

  test("that is not is refused and says where the stream is", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const none = await handler.handle(add("c1", 1, { expectedRevision: 0 }));
    expect(none).toMatchObject({ refusal: { code: "STALE", detail: null } });
    accepted(await handler.handle(add("c1")));
    const stale = await handler.handle(add("c2", 1, { expectedRevision: 3 }));
    expect(stale).toMatchObject({ refusal: { code: "STALE", detail: 0 } });
    expect(await world.events()).toHaveLength(1);
  });

  test("is held against the commands before it that are decided together with it", async () => {
    const handler = counterWorld().handler();
    const commands = [
      add("c0"),
      add("c1", 1, { expectedRevision: 0 }),
      add("c2", 1, { expectedRevision: 0 }),
    ];
    const results = await Promise.all(commands.map((each) => handler.handle(each)));
    expect(results.map(codeOf)).toEqual(["accepted", "accepted", "STALE"]);
  });
});

describe("a refusal", () => {
  test("leaves no event and is decided anew when asked again", async () => {
    const world = counterWorld();
    const handler = world.handler();
    world.limit = 3;
    expect(await handler.handle(add("c1", 5))).toEqual({
      accepted: false,
      commandId: "c1",
      refusal: { code: "OVER_LIMIT" },
      repeated: false,
    });
    expect(await world.events()).toEqual([]);
    expect(await world.keys.kept(null, 10)).toEqual([]);
    world.limit = 10;
    expect(accepted(await handler.handle(add("c1", 5))).repeated).toBe(false);
  });

  test("that is recorded leaves one event and stays, even where it would now be accepted", async () => {
    const world = counterWorld();
    world.limit = 3;
    const recordRefusal = { recordRefusal: true };
    const first = await world.handler().handle(add("c1", 5), recordRefusal);
    expect(first).toMatchObject({ refusal: { code: "OVER_LIMIT" }, repeated: false });
    world.limit = 10;
    for (const handler of [world.handler(), world.handler()]) {
      expect(await handler.handle(add("c1", 5), recordRefusal)).toEqual({
        ...first,
        repeated: true,
      });
    }
    expect((await world.events()).map(({ type }) => type)).toEqual(["overflowed"]);
  });

  test("does not hold up what waits behind it", async () => {
    const world = counterWorld();
    world.limit = 3;
    const handler = world.handler();
    const results = await Promise.all(
      [1, 1, 9, 1].map((amount, n) => handler.handle(add(`c${n}`, amount))),
    );
    expect(results.map(codeOf)).toEqual(["accepted", "accepted", "OVER_LIMIT", "accepted"]);
  });

  test("meets whoever writes of an erased subject, and leaves nothing", async () => {
    const world = counterWorld();
    const handler = world.handler();
    accepted(await handler.handle(add("c1", 1, { of: "customer:1" })));
    await world.keys.erase(subject("customer", "1"));
    const result = await handler.handle(add("c2", 1, { of: "customer:1" }));
    expect(result).toMatchObject({ refusal: { code: "ERASED", detail: "customer:1" } });
    expect(await world.events()).toHaveLength(1);
  });
});

describe("commands that wait together", () => {
  test("are decided in order and appended in a few appends", async () => {
    const world = counterWorld();
    const counting = countingStore(world.store);
    const handler = world.handler(counting.store);
    const results = await Promise.all(numbered(64).map((id) => handler.handle(add(id))));
    expect(results.map((result) => accepted(result).revision)).toEqual([...numbered(64).keys()]);
    expect((await world.events()).map(({ commandId }) => commandId)).toEqual(numbered(64));
    expect(counting.appends).toEqual([1, 63]);
  });

  test("on many streams do not wait for one another", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const ids = numbered(40);
    const results = await Promise.all(
      ids.map((id) => handler.handle(add("c", 1, { counterId: id }))),
    );
    expect(results.map((result) => accepted(result).revision)).toEqual(ids.map(() => 0));
  });

  test("are split over several appends when together they are over the limit of one", async () => {
    const world = counterWorld();
    const counting = countingStore(world.store);
    const handler = world.handler(counting.store);
    const notes = ["x".repeat(100_000)];
    const results = await Promise.all(
      numbered(21).map((id) => handler.handle(add(id, 1, { notes }))),
    );
    expect(results.map((result) => accepted(result).revision)).toEqual([...numbered(21).keys()]);
    // One that was served at once, then as many as fit: 100,000 bytes are 133,400 as base64.
    expect(counting.appends).toEqual([1, 6, 6, 6, 2]);
    expect((await world.events()).map(({ commandId }) => commandId)).toEqual(numbered(21));
  });
});

describe("a command too large", () => {
  test("for an event is refused, and the next one works", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const notes = ["x".repeat(200_000)];
    expect(await handler.handle(add("c1", 1, { notes }))).toMatchObject({
      refusal: { code: "TOO_LARGE", detail: MAX_EVENT_BYTES },
    });
    accepted(await handler.handle(add("c2")));
    expect(await world.events()).toHaveLength(1);
  });

  test("for an append is refused, and does not wait for room for ever", async () => {
    const world = counterWorld();
    const handler = world.handler();
    const notes = Array.from({ length: 8 }, () => "x".repeat(100_000));
    const results = await Promise.all([
      handler.handle(add("c1")),
      handler.handle(add("c2", 1, { notes })),
      handler.handle(add("c3")),
    ]);
    expect(results.map(codeOf)).toEqual(["accepted", "TOO_LARGE", "accepted"]);
    expect(results[1]).toMatchObject({ refusal: { detail: MAX_APPEND_BYTES } });
    expect(await world.events()).toHaveLength(2);
  });
});
