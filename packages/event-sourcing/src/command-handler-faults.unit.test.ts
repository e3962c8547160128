import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommandResult } from "./command-result.ts";
import type { EventStore } from "./event-store.ts";
import { add, counterStream, counterWorld, type CounterRefusal } from "./testing/counter.ts";
import { faultyStore, type Fault } from "./testing/store-doubles.ts";

const codeOf = (result: CommandResult<CounterRefusal>) =>
  result.accepted ? "accepted" : result.refusal.code;
const forever = function* (fault: Fault) {
  for (;;) yield fault;
};

describe("an append of unknown outcome", () => {
  test.each([
    ["was stored", ["lost answer"]],
    ["was not stored", ["not stored"]],
    ["was stored at the second try", ["not stored", "lost answer"]],
    ["was stored, and its repetition got lost too", ["lost answer", "not stored", "lost answer"]],
  ] as const)("that %s is settled with one effect", async (_name, faults) => {
    const world = counterWorld();
    const handler = world.handler(faultyStore(world.store, faults));
    const result = await handler.handle(add("c1", 5, { notes: ["one", "two"] }));
    expect(result).toMatchObject({ accepted: true, revision: 1, repeated: false });
    expect(await world.events()).toHaveLength(2);
    expect(world.waits).toHaveLength(faults.length);
    expect(await handler.handle(add("c2", 5))).toMatchObject({ accepted: true, revision: 2 });
    expect((await handler.read(counterStream("a"))).state.total).toBe(10);
  });

  test("is settled as a conflict when another writer took its place", async () => {
    const world = counterWorld();
    const other = world.handler();
    const intruding: EventStore = {
      ...world.store,
      async append(...append) {
        if ((await world.events()).length > 0) return world.store.append(...append);
        await other.handle(add("other", 3));
        return { kind: "unknown", cause: undefined };
      },
    };
    const result = await world.handler(intruding).handle(add("c1", 5));
    expect(result).toMatchObject({ accepted: true, revision: 1 });
    expect((await world.events()).map(({ commandId }) => commandId)).toEqual(["other", "c1"]);
  });

  test("leaves one effect of each command, whatever faults come in whatever order", async () => {
    const fault = fc.constantFrom<Fault>("none", "lost answer", "not stored");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 12 }),
        fc.nat(6),
        fc.boolean(),
        async (faults, count, begins) => {
          const world = counterWorld({ begins });
          const handler = world.handler(faultyStore(world.store, faults));
          const ids = Array.from({ length: count }, (_, index) => `c${index}`);
          for (let round = 0; round < 6; round += 1) {
            await Promise.all(ids.map((id) => handler.handle(add(id))));
          }
          expect((await world.events()).map(({ commandId }) => commandId)).toEqual(ids);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a store that stays away", () => {
  test("refuses all that wait, advances nothing, and works again when it is back", async () => {
    const world = counterWorld();
    await world.handler().handle(add("before", 2));
    let fault: Fault = "not stored";
    const faults = (function* () {
      for (;;) yield fault;
    })();
    const handler = world.handler(faultyStore(world.store, faults));
    const away = await Promise.all(
      [add("c1", 5), add("c2", 5)].map((each) => handler.handle(each)),
    );
    expect(away.map(codeOf)).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    expect((await handler.read(counterStream("a"))).state.total).toBe(2);
    fault = "none";
    expect(await handler.handle(add("c3", 7))).toMatchObject({ accepted: true, revision: 1 });
    expect(await handler.handle(add("c1", 5))).toMatchObject({ accepted: true, repeated: false });
    expect((await handler.read(counterStream("a"))).state.total).toBe(14);
  });

  test.each([["not stored"], ["lost answer"]] as const)(
    "and comes back has decided nothing as if what stood before it had not been sent: %s",
    async (fault) => {
      const world = counterWorld();
      // As many as the first append and its repetitions.
      const handler = world.handler(faultyStore(world.store, Array<Fault>(9).fill(fault)));
      const send = () =>
        Promise.all(["c1", "c2", "c3"].map((id) => handler.handle(add(id, 5)).then(codeOf)));
      expect(await send()).toEqual(["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
      expect(await send()).toEqual(["accepted", "accepted", "accepted"]);
      const recorded = (await world.events()).map(({ commandId }) => commandId);
      expect(recorded).toEqual(["c1", "c2", "c3"]);
    },
  );

  test("though it stored the command: asked again, the command gets its first answer", async () => {
    const world = counterWorld();
    const handler = world.handler(faultyStore(world.store, forever("lost answer")));
    expect(codeOf(await handler.handle(add("c1", 5)))).toBe("UNAVAILABLE");
    expect(await handler.handle(add("c1", 5))).toMatchObject({ accepted: true, repeated: true });
    expect(await world.events()).toHaveLength(1);
  });

  test("is asked a bounded number of times, waiting longer each time up to a bound", async () => {
    const world = counterWorld();
    const handler = world.handler(faultyStore(world.store, forever("not stored")));
    await handler.handle(add("c1"));
    expect(world.waits).toEqual([7.5, 15, 30, 60, 75, 75, 75, 75]);
  });
});

describe("another writer on the stream", () => {
  test("makes a command be decided again, on what the stream holds now", async () => {
    const world = counterWorld();
    world.limit = 10;
    const one = world.handler();
    const other = world.handler();
    await one.handle(add("c1", 4));
    await other.handle(add("c2", 4));
    expect(await one.handle(add("c3", 2))).toMatchObject({ accepted: true, revision: 2 });
    // By what `other` remembers there is room for 6.
    expect(codeOf(await other.handle(add("c4", 6)))).toBe("OVER_LIMIT");
    expect((await one.read(counterStream("a"))).state.total).toBe(10);
  });

  test("that has handled the same command is seen: the answer is repeated", async () => {
    const world = counterWorld();
    const [one, other] = [world.handler(), world.handler()];
    await one.handle(add("c1", 4));
    await other.handle(add("c2", 4));
    await other.handle(add("c3", 4));
    world.clock.advance(1);
    const repeated = await one.handle(add("c2", 4));
    expect(repeated).toMatchObject({ accepted: true, revision: 1, repeated: true });
    expect(codeOf(await one.handle(add("c3", 5)))).toBe("REUSED");
    expect(await world.events()).toHaveLength(3);
  });

  test("that took the same id for another content: one of the two is refused", async () => {
    const world = counterWorld();
    const commands = [add("c1", 4), add("c1", 5)];
    const results = await Promise.all(commands.map((each) => world.handler().handle(each)));
    expect(results.map(codeOf).toSorted()).toEqual(["REUSED", "accepted"]);
    expect(await world.events()).toHaveLength(1);
  });

  test("that is always faster ends in a refusal that may be asked again", async () => {
    const world = counterWorld();
    const conflicting: EventStore = {
      ...world.store,
      append: async () => ({ kind: "conflict", actual: null }),
    };
    expect(codeOf(await world.handler(conflicting).handle(add("c1")))).toBe("UNAVAILABLE");
    expect(world.waits).toHaveLength(6);
  });
});

describe("before its commit", () => {
  test("a command has changed nothing that anyone can read", async () => {
    const world = counterWorld();
    const gate = Promise.withResolvers<void>();
    const held: EventStore = {
      ...world.store,
      append: (...append) => gate.promise.then(() => world.store.append(...append)),
    };
    const handler = world.handler(held);
    const pending = handler.handle(add("c1", 5));
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect((await handler.read(counterStream("a"))).state.total).toBe(0);
    gate.resolve();
    await pending;
    expect((await handler.read(counterStream("a"))).state.total).toBe(5);
  });
});

describe("a defect", () => {
  test("of the decider fails what was decided together, and the next command works from the store's truth", async () => {
    const world = counterWorld();
    const handler = world.handler();
    await handler.handle(add("c0", 2));
    const settled = await Promise.allSettled([
      handler.handle(add("c1", 3)),
      handler.handle(add("c2", 4)),
      handler.handle(add("c3", 0, { type: "fail" })),
      handler.handle(add("other", 5, { counterId: "b" })),
    ]);
    expect(settled.map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    expect(await handler.handle(add("c2", 4))).toMatchObject({ accepted: true, revision: 1 });
    expect((await handler.read(counterStream("a"))).state.total).toBe(6);
  });

  test("of the store while reading fails what waits too, and the next one works", async () => {
    const world = counterWorld();
    let reads = 0;
    const breaking: EventStore = {
      ...world.store,
      async readStream(...read) {
        reads += 1;
        if (reads === 1) throw new Error("the disk is gone");
        return world.store.readStream(...read);
      },
    };
    const handler = world.handler(breaking);
    const sent = ["c1", "c2"].map((id) => handler.handle(add(id)));
    for (const one of await Promise.allSettled(sent)) {
      expect(one).toMatchObject({ status: "rejected", reason: { message: "the disk is gone" } });
    }
    expect(await handler.handle(add("c1"))).toMatchObject({ accepted: true, repeated: false });
  });
});

test("a failure halfway through what another has written leaves nothing half known", async () => {
  const world = counterWorld();
  let pages = 0;
  const breaking: EventStore = {
    ...world.store,
    async readStream(...read) {
      pages += 1;
      if (pages === 3) throw new Error("the disk is gone");
      return world.store.readStream(...read);
    },
  };
  const handler = world.handler(breaking);
  await handler.handle(add("c1"));
  const other = world.handler();
  const notes = Array.from({ length: 600 }, () => "note");
  const first = await other.handle(add("other", 1, { notes }));
  // A conflict, then a page of 500 that is read and one that is not.
  await expect(handler.handle(add("c2"))).rejects.toThrow("the disk is gone");
  expect(await handler.handle(add("other", 1, { notes }))).toEqual({ ...first, repeated: true });
  expect(await handler.handle(add("c2"))).toMatchObject({ accepted: true, revision: 601 });
});

test("a stream that lost its first events takes no command, and says so", async () => {
  const world = counterWorld();
  await world.handler().handle(add("c1", 5, { notes: ["one", "two"] }));
  const truncated: EventStore = {
    ...world.store,
    readStream: async (...read) => (await world.store.readStream(...read)).slice(1),
  };
  expect(codeOf(await world.handler(truncated).handle(add("c2", 5)))).toBe("UNREADABLE");
  expect(await world.events()).toHaveLength(2);
});
