import { describe, expect, test } from "vitest";
import { revision, type Position } from "./brands.ts";
import { createCodec, UnreadableEvent, type Codec } from "./codec.ts";
import { derivedUuid } from "./derived-ids.ts";
import type { EventStore } from "./event-store.ts";
import { missingEvent } from "./missing-events.ts";
import { parkedReactions } from "./parked-events.ts";
import { createReactor } from "./reactor.ts";
import type { ReadModelStore, Row } from "./read-model-store.ts";
import {
  add,
  counterCodec,
  counterStream,
  counterWorld,
  type CounterEvent,
} from "./testing/counter.ts";

/** One checkpoint that outlives its readers; `failing` is a crash before it is moved. */
function checkpointInMemory() {
  const kept = {
    at: null as Position | null,
    failing: false,
    parked: new Map<string, Row>(),
    checkpoint: async () => kept.at,
    install: async () => {},
    select: async () => [...kept.parked.values()],
    async commit({ from, to, writes }: Parameters<ReadModelStore["commit"]>[0]) {
      if (kept.failing) throw new Error("crashed");
      if (kept.at !== from) return "stale" as const;
      kept.at = to;
      for (const { put, remove } of writes) {
        for (const row of put) kept.parked.set(`${row["stream"]} ${row["revision"]}`, row);
        for (const key of remove) kept.parked.delete(key.join(" "));
      }
      return "committed" as const;
    },
  };
  return kept;
}

/** What is added to counter `a` is added to counter `b` too. */
function mirroring(batch = 2) {
  const world = counterWorld();
  const handler = world.handler();
  const checkpoints = checkpointInMemory();
  const reactions: string[] = [];
  /** By command: why what its event leads to cannot be read. */
  const unreadable = new Map<string, Error>();
  return {
    unreadable,
    world,
    handler,
    checkpoints,
    reactions,
    reactor: (over: { codec?: Codec<CounterEvent>; batch?: number; store?: EventStore } = {}) =>
      createReactor({
        ...world,
        codec: counterCodec,
        checkpoints,
        group: "mirror",
        batch,
        ...over,
        types: new Set(["added"]),
        async react(event) {
          if (event.type !== "added") throw new TypeError(`not asked for: ${event.type}`);
          if (event.stream !== counterStream("a")) return;
          const why = unreadable.get(event.metadata.commandId);
          if (why !== undefined) throw why;
          reactions.push(event.metadata.commandId);
          await handler.handle(add(event.id, event.data.amount, { counterId: "b" }));
        },
      }),
  };
}
async function toTheEnd(loop: { step(): Promise<number> }): Promise<void> {
  while ((await loop.step()) > 0);
}
const totalOf = async ({ handler }: ReturnType<typeof mirroring>, counterId: string) =>
  (await handler.read(counterStream(counterId))).state.total;

test("each event is reacted to in the log's order, the types that matter alone", async () => {
  const mirror = mirroring();
  for (const [id, amount] of [
    ["c1", 5],
    ["c2", 0],
    ["c3", 7],
  ] as const) {
    await mirror.handler.handle(add(id, amount));
  }
  await toTheEnd(mirror.reactor());
  expect(mirror.reactions).toEqual(["c1", "c3"]);
  expect(await totalOf(mirror, "b")).toBe(12);
});

test("a new reactor goes on where the last one stood", async () => {
  const mirror = mirroring();
  await mirror.handler.handle(add("c1", 5));
  await toTheEnd(mirror.reactor());
  await mirror.handler.handle(add("c2", 5));
  await toTheEnd(mirror.reactor());
  expect(mirror.reactions).toEqual(["c1", "c2"]);
});

test("a crash before the checkpoint repeats the reaction, without a second effect", async () => {
  const mirror = mirroring();
  await mirror.handler.handle(add("c1", 5));
  mirror.checkpoints.failing = true;
  await expect(mirror.reactor().step()).rejects.toThrow("crashed");
  mirror.checkpoints.failing = false;
  await toTheEnd(mirror.reactor());
  expect(mirror.reactions).toEqual(["c1", "c1"]);
  expect(await totalOf(mirror, "b")).toBe(5);
  expect(await mirror.world.events("b")).toHaveLength(1);
});

test("so does the same reactor, when it is asked again", async () => {
  const mirror = mirroring();
  await mirror.handler.handle(add("c1", 5));
  const reactor = mirror.reactor();
  mirror.checkpoints.failing = true;
  await expect(reactor.step()).rejects.toThrow("crashed");
  mirror.checkpoints.failing = false;
  await toTheEnd(reactor);
  expect(await mirror.world.events("b")).toHaveLength(1);
});

test("two reactors of one group repeat each other's work, without a second effect", async () => {
  const mirror = mirroring(1);
  for (const id of ["c1", "c2", "c3"]) await mirror.handler.handle(add(id, 5));
  const reactors = [mirror.reactor(), mirror.reactor()];
  while ((await Promise.all(reactors.map((each) => each.step()))).some((events) => events > 0));
  expect(new Set(mirror.reactions)).toEqual(new Set(["c1", "c2", "c3"]));
  expect(await totalOf(mirror, "b")).toBe(15);
});

test("a reactor that another one has overtaken goes on from there, and its place counts again", async () => {
  const mirror = mirroring();
  for (const id of ["c1", "c2", "c3", "c4", "c5", "c6"]) await mirror.handler.handle(add(id, 0));
  const [late, other] = [mirror.reactor(), mirror.reactor({ batch: 1 })];
  await late.step();
  await other.step();
  await toTheEnd(late);
  expect(mirror.checkpoints.at).toBe(await mirror.world.store.head());
});

describe("an unreadable event", () => {
  test("of a type that this program does not know may lead somewhere: it holds up its stream", async () => {
    const mirror = mirroring();
    const { store, clock } = mirror.world;
    const later = { id: derivedUuid("later"), type: "split", data: "{}", metadata: "{}" };
    await store.append(counterStream("a"), "no-stream", [later], clock());
    await mirror.handler.handle(add("c1", 5, { counterId: "c" }));
    await toTheEnd(mirror.reactor());
    expect([...mirror.checkpoints.parked.keys()]).toEqual(["counter-a 0"]);
  });

  test("is passed over for good by a program that never reads it, and what comes after it is not", async () => {
    const mirror = mirroring();
    await mirror.handler.handle(add("c1", 5));
    const { store, clock } = mirror.world;
    const unreadable = { id: derivedUuid("unreadable"), type: "added", data: "{}", metadata: "{}" };
    await store.append(counterStream("c"), "no-stream", [unreadable], clock());
    await mirror.handler.handle(add("c2", 5));
    for (let programs = 0; programs < 2; programs += 1) await toTheEnd(mirror.reactor());
    expect(mirror.reactions).toEqual(["c1", "c2"]);
    expect([...mirror.checkpoints.parked.keys()]).toEqual(["counter-c 0"]);
  });

  test.each([
    ["of another version", { version: 2 }],
    ["of a type that is not known yet", undefined],
  ])(
    "%s is taken up by a newer program, with what waited behind it, in order",
    async (_how, format) => {
      const mirror = mirroring();
      // Nothing follows from it, as the newer one knows.
      await mirror.handler.handle(add("c0", 0));
      for (const id of ["c1", "c2", "c3"]) await mirror.handler.handle(add(id, 5));
      const older = createCodec<CounterEvent>(new Map(format && [["added", format]]));
      await toTheEnd(mirror.reactor({ codec: older, batch: 1 }));
      expect(mirror.reactions).toEqual([]);
      expect(mirror.checkpoints.parked.size).toBe(4);

      await toTheEnd(mirror.reactor());
      expect(mirror.reactions).toEqual(["c1", "c2", "c3"]);
      expect(mirror.checkpoints.parked.size).toBe(0);
      expect(await totalOf(mirror, "b")).toBe(15);
    },
  );

  test("holds up those that can be read after it in its stream", async () => {
    const mirror = mirroring();
    for (const id of ["c1", "c2"]) await mirror.handler.handle(add(id, 5));
    const older: Codec<CounterEvent> = {
      ...counterCodec,
      decode(stored, keys) {
        if (stored.stream === counterStream("a") && stored.revision === 0)
          throw new UnreadableEvent("of a later program");
        return counterCodec.decode(stored, keys);
      },
    };
    await toTheEnd(mirror.reactor({ codec: older, batch: 1 }));
    expect(mirror.reactions).toEqual([]);
    await toTheEnd(mirror.reactor());
    expect(mirror.reactions).toEqual(["c1", "c2"]);
  });

  test("is taken up by a retry, with what waited behind it; what stays is told, each stream with its first", async () => {
    const mirror = mirroring();
    for (const id of ["c1", "c2"]) await mirror.handler.handle(add(id, 5));
    let isOlder = true;
    const older = createCodec<CounterEvent>(new Map([["added", { version: 2 }]]));
    const codec: typeof counterCodec = {
      ...counterCodec,
      decode: (...stored) => (isOlder ? older : counterCodec).decode(...stored),
    };
    const [reactor, other] = [mirror.reactor({ codec }), mirror.reactor({ codec })];
    await toTheEnd(reactor);
    await toTheEnd(other);
    const stream = counterStream("a");
    const parked = [{ group: "mirror", stream, revision: 0, reason: "UNREADABLE_EVENT" }];
    expect(await other.retry()).toEqual({ resumed: [], parked });
    expect(await parkedReactions(mirror.checkpoints, "mirror")).toEqual(parked);

    isOlder = false;
    expect(await other.retry()).toEqual({ resumed: [stream], parked: [] });
    expect(mirror.reactions).toEqual(["c1", "c2"]);
    await mirror.handler.handle(add("c3", 5));
    await toTheEnd(reactor);
    expect(mirror.reactions).toEqual(["c1", "c2", "c3"]);
    expect(mirror.checkpoints.parked.size).toBe(0);
  });

  test.each([
    ["an unreadable event", new UnreadableEvent("of a later program")],
    ["an event that was removed", missingEvent(counterStream("b"), 0)],
  ])(
    "%s in the stream that an event leads to has that event done later, and holds up no other",
    async (_what, why) => {
      const mirror = mirroring();
      await mirror.handler.handle(add("c1", 5));
      await mirror.handler.handle(add("c2", 7));
      mirror.unreadable.set("c1", why);
      await toTheEnd(mirror.reactor());
      expect(mirror.reactions).toEqual(["c2"]);
      const [parked, ...others] = await parkedReactions(mirror.checkpoints, "mirror");
      expect([parked?.reason, others]).toEqual([why.code, []]);
      mirror.unreadable.clear();
      await toTheEnd(mirror.reactor());
      expect(mirror.reactions).toEqual(["c2", "c1"]);
      expect(mirror.checkpoints.parked.size).toBe(0);
    },
  );

  test("that was removed since stays parked, and holds up no other", async () => {
    const mirror = mirroring();
    for (const id of ["c1", "c2"]) await mirror.handler.handle(add(id, 5));
    mirror.unreadable.set("c1", new UnreadableEvent("of a later program"));
    await toTheEnd(mirror.reactor());
    const { store } = mirror.world;
    // What is left of the stream is read.
    const readStream: EventStore["readStream"] = (stream, page) =>
      store.readStream(stream, { ...page, from: revision(Math.max(page.from ?? 0, 1)) });
    const reactor = mirror.reactor({ store: { ...store, readStream } });
    mirror.unreadable.clear();
    await mirror.handler.handle(add("c3", 5));
    await toTheEnd(reactor);
    expect(await reactor.retry()).toMatchObject({ resumed: [], parked: [{ revision: 0 }] });
    expect(mirror.reactions).toEqual(["c2", "c3"]);
  });

  test("is no other failure: one that is not known to be waited for ends the reactor", async () => {
    const mirror = mirroring();
    await mirror.handler.handle(add("c1", 5));
    mirror.unreadable.set("c1", new TypeError("a defect"));
    await expect(mirror.reactor().step()).rejects.toThrow("a defect");
    expect(mirror.checkpoints.at).toBeNull();
  });
});
