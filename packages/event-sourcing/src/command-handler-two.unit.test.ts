import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "./brands.ts";
import type { CommandResult } from "./command-result.ts";
import { memoryEventStore } from "./event-store.memory.ts";
import { add, counterStream, counterWorld, type CounterRefusal } from "./testing/counter.ts";
import { waitingStore } from "./testing/store-doubles.ts";

const codeOf = (result: CommandResult<CounterRefusal>) =>
  result.accepted ? "accepted" : result.refusal.code;

test("two handlers on one store, interleaved in any way: one effect each, in a row without gaps", async () => {
  const anyCommand = fc.record({ id: fc.nat(5), amount: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fc.boolean(), anyCommand), { maxLength: 12 }),
      fc.boolean(),
      async (scheduler, sent, begins) => {
        const store = memoryEventStore();
        const world = counterWorld({ store, begins });
        const turn = () => scheduler.schedule(Promise.resolve());
        const through = () => world.handler(waitingStore(store, turn));
        const [one, other] = [through(), through()];
        const handled = sent.map(([first, { id, amount }]) =>
          (first ? one : other).handle(add(`c${id}`, amount)),
        );
        const results = await scheduler.waitFor(Promise.all(handled));

        const events = await world.events();
        expect(events.map(({ revision }) => revision)).toEqual([...events.keys()]);
        const ids = events.map(({ commandId }) => commandId);
        expect(ids).toEqual([...new Set(ids)]);
        for (const [index, result] of results.entries()) {
          const { id, amount } = sent[index]![1];
          const effect = events.find(({ commandId }) => commandId === `c${id}`);
          if (result.accepted) {
            expect(effect?.revision).toBe(result.revision);
            expect(effect?.data).toEqual(amount === 0 ? {} : { amount });
          } else if (result.refusal.code === "REUSED") {
            expect(effect?.data).not.toEqual(amount === 0 ? {} : { amount });
          } else {
            expect(result.refusal.code).toBe("UNAVAILABLE");
          }
        }
        // What each remembers is what the store holds.
        const total = (await world.handler().read(counterStream("a"))).state.total;
        const remaining = world.limit - total;
        for (const handler of [one, other]) {
          const answer = handler.handle(add(`last ${handler === one}`, remaining + 1));
          expect(codeOf(await scheduler.waitFor(answer))).toBe("OVER_LIMIT");
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe("a command that is taken for the first of its stream", () => {
  const occurredAt = instant(Date.UTC(2026, 0, 4));
  const countingWorld = () => {
    const world = counterWorld({ begins: true });
    let reads = 0;
    const restarted = () =>
      world.handler({
        ...world.store,
        readStream(...read) {
          reads += 1;
          return world.store.readStream(...read);
        },
      });
    return { world, restarted, reads: () => reads };
  };

  test("is decided without a look, and so are those after it", async () => {
    const { restarted, reads } = countingWorld();
    const handler = restarted();
    expect(await handler.handle(add("c1", 1))).toMatchObject({ revision: 0, repeated: false });
    expect(await handler.handle(add("c2", 1))).toMatchObject({ revision: 1, repeated: false });
    expect(reads()).toBe(0);
  });

  test.each([
    ["with a time of its own", { occurredAt }],
    ["without", {}],
  ])("and is a repetition, %s, gets the first answer", async (_, time) => {
    const { world, restarted } = countingWorld();
    const first = await restarted().handle(add("c1", 1, time));
    await restarted().handle(add("c2", 1));
    world.clock.advance(1_000);
    const again = await restarted().handle(add("c1", 1, time));
    expect(again).toEqual({ ...first, repeated: true });
    expect(await restarted().handle(add("c1", 2, time))).toMatchObject({
      refusal: { code: "REUSED" },
    });
    expect(await world.events()).toHaveLength(2);
    expect(world.waits).toEqual([]);
  });

  test("and is not is decided on what is there, refused or not", async () => {
    const { world, restarted } = countingWorld();
    world.limit = 10;
    await restarted().handle(add("c1", 8));
    expect(await restarted().handle(add("c2", 8))).toMatchObject({
      refusal: { code: "OVER_LIMIT" },
    });
    expect(await restarted().handle(add("c3", -8))).toMatchObject({ revision: 1 });
    expect(await restarted().handle(add("c4", 11))).toMatchObject({
      refusal: { code: "OVER_LIMIT" },
    });
    expect((await restarted().read(counterStream("a"))).state.total).toBe(0);
  });
});

describe("a refusal by a handler that remembers the stream, while another one wrote to it", () => {
  test("is decided anew on what is there", async () => {
    const world = counterWorld();
    world.limit = 10;
    const [one, other] = [world.handler(), world.handler()];
    await one.handle(add("c1", 8));
    expect(await one.handle(add("c2", 8))).toMatchObject({ accepted: false });
    await other.handle(add("c3", -8));
    expect(await one.handle(add("c2", 8))).toMatchObject({ accepted: true, revision: 2 });
  });

  test("gives way to the answer that the command got there", async () => {
    const world = counterWorld();
    world.limit = 10;
    const [one, other] = [world.handler(), world.handler()];
    await one.handle(add("c1", 8));
    await other.handle(add("c2", -8));
    await other.handle(add("c3", 8));
    expect(await one.handle(add("c3", 8))).toMatchObject({
      accepted: true,
      revision: 2,
      repeated: true,
    });
  });

  test("costs nothing where a commit has shown that nobody else wrote", async () => {
    const world = counterWorld();
    world.limit = 10;
    let reads = 0;
    const handler = world.handler({
      ...world.store,
      readStream(...read) {
        reads += 1;
        return world.store.readStream(...read);
      },
    });
    await handler.handle(add("c1", 8));
    const before = reads;
    const results = await Promise.all([handler.handle(add("c2", 8)), handler.handle(add("c3", 1))]);
    expect(results.map(codeOf)).toEqual(["OVER_LIMIT", "accepted"]);
    expect(reads).toBe(before);
  });
});
