import { expect, test } from "vitest";
import type { Position } from "./brands.ts";
import { derivedUuid } from "./derived-ids.ts";
import { createReactor } from "./reactor.ts";
import type { ReadModelStore } from "./read-model-store.ts";
import { add, counterCodec, counterStream, counterWorld } from "./testing/counter.ts";

/** One checkpoint that outlives its readers; `failing` is a crash before it is moved. */
function checkpointInMemory() {
  const kept = {
    at: null as Position | null,
    failing: false,
    checkpoint: async () => kept.at,
    async commit({ from, to }: Parameters<ReadModelStore["commit"]>[0]) {
      if (kept.failing) throw new Error("crashed");
      if (kept.at !== from) return "stale" as const;
      kept.at = to;
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
  return {
    world,
    handler,
    checkpoints,
    reactions,
    reactor: () =>
      createReactor({
        ...world,
        codec: counterCodec,
        checkpoints,
        group: "mirror",
        batch,
        types: new Set(["added"]),
        async react(event) {
          if (event.type !== "added" || event.stream !== counterStream("a")) return;
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

test("an unreadable event is passed over, and what comes after it is not", async () => {
  const mirror = mirroring();
  await mirror.handler.handle(add("c1", 5));
  const { store, clock } = mirror.world;
  const unreadable = { id: derivedUuid("unreadable"), type: "added", data: "{}", metadata: "{}" };
  await store.append(counterStream("c"), "no-stream", [unreadable], clock());
  await mirror.handler.handle(add("c2", 5));
  await toTheEnd(mirror.reactor());
  expect(mirror.reactions).toEqual(["c1", "c2"]);
});
