import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
      async (scheduler, sent) => {
        const store = memoryEventStore();
        const world = counterWorld({ store });
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
    { numRuns: 150 },
  );
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
