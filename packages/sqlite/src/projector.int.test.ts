import type { StoredEvent } from "@docket/event-sourcing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountsWorld,
  balances,
  deposited,
  settled,
  tampered,
  toTheEnd,
  type AccountEvent,
} from "./testing/accounts.ts";

const accountEvent = fc.oneof(
  fc.record({ type: fc.constant("deposited" as const), data: fc.record({ amount: fc.nat(9) }) }),
  fc.constant(settled),
);
const history = fc.array(
  fc.tuple(
    fc.constantFrom("a", "b", "c"),
    fc.array<AccountEvent>(accountEvent, { minLength: 1, maxLength: 4 }),
  ),
  { maxLength: 15 },
);

describe("batches", () => {
  test("advance the rows and the checkpoint together, up to the place asked for", async () => {
    const world = await accountsWorld();
    for (const amount of [1, 2, 3, 4, 5]) await world.append("a", deposited(amount));
    const [, second] = await world.store.readAll({ after: null, limit: 2 });
    const projector = world.projector({ batch: 3 });
    expect(await projector.step(second?.position)).toBe(2);
    expect(await world.rows(balances)).toMatchObject([{ total: 3 }]);
    expect(await world.readModels.checkpoint("read-models")).toBe(second?.position);
    expect(await projector.step(second?.position)).toBe(0);
    expect([await projector.step(), await projector.step()]).toEqual([3, 0]);
    expect(await world.rows(balances)).toMatchObject([{ total: 15, lastBy: "Ann" }]);
  });

  test("of any size give the same rows, also when a row found by a condition changed in the same batch", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 7 }), async (appends, batch) => {
        const world = await accountsWorld();
        for (const [account, events] of appends) await world.append(account, ...events);
        await toTheEnd(world.projector({ batch }));
        expect(await world.all()).toEqual(await world.fromNothing());
        expect(world.parked).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("find by a condition what the batch itself has written, and not what it has moved out of it", async () => {
    const world = await accountsWorld();
    await world.append(
      "a",
      deposited(1),
      deposited(2),
      settled,
      deposited(3),
      settled,
      deposited(4),
    );
    await world.projector().step();
    const [, entries] = await world.all();
    expect(entries?.map((row) => [row["amount"], row["open"]])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ]);
  });
});

interface Disturbance {
  readonly lost: boolean;
  readonly at: number;
}
const nextFault = (faults: Iterator<Disturbance>): Disturbance => {
  const next = faults.next();
  return next.done === true ? { lost: false, at: 0 } : next.value;
};

describe("a log that loses and repeats on its way", () => {
  test("heals: a gap is read from the store when the stream's next event shows it", async () => {
    const world = await accountsWorld();
    await world.append("a", deposited(1), deposited(2), deposited(3));
    await world.append("b", deposited(9));
    const lossy = tampered(world.store, (page) =>
      page.filter((event) => event.stream !== "account-a" || event.revision === 2),
    );
    await toTheEnd(world.projector({ store: lossy }));
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("heals a gap of more than a page", async () => {
    const world = await accountsWorld();
    const many = Array.from({ length: 803 }, (_, index) => deposited(index));
    await world.append("a", ...many);
    const lossy = tampered(world.store, (page) => page.filter((event) => event.revision === 802));
    await toTheEnd(world.projector({ store: lossy, batch: 1_000 }));
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("passes over what is repeated", async () => {
    const world = await accountsWorld();
    for (const amount of [1, 2, 3, 4]) await world.append("a", deposited(amount));
    const seen: StoredEvent[] = [];
    const repeating = tampered(world.store, (page) => {
      if (page.length === 0) return page;
      seen.push(...page);
      return [...page, ...seen, ...page];
    });
    await toTheEnd(world.projector({ store: repeating, batch: 2 }));
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("gives the same rows in any order and with any losses, once an intact page of each stream came", async () => {
    const loss = fc.infiniteStream(fc.record({ lost: fc.boolean(), at: fc.nat(100) }));
    await fc.assert(
      fc.asyncProperty(
        history,
        loss,
        fc.integer({ min: 1, max: 7 }),
        async (appends, faults, batch) => {
          const world = await accountsWorld();
          for (const [account, events] of appends) await world.append(account, ...events);
          const disturbed = tampered(world.store, (page) => {
            const last = page.at(-1);
            const shaken = page
              .map((event) => ({ event, ...nextFault(faults) }))
              .filter(({ lost }) => !lost)
              .toSorted((one, other) => one.at - other.at)
              .map(({ event }) => event);
            return last === undefined ? [] : [...shaken, last];
          });
          await toTheEnd(world.projector({ store: disturbed, batch }));
          for (const account of new Set(appends.map(([name]) => name))) {
            await world.append(account, deposited(1));
            await toTheEnd(world.projector());
          }
          expect(await world.all()).toEqual(await world.fromNothing());
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a projector that ends", () => {
  test("between two batches is continued by a new one", async () => {
    const world = await accountsWorld();
    for (const amount of [1, 2, 3, 4, 5]) await world.append("a", deposited(amount), settled);
    while ((await world.projector({ batch: 3 }).step()) > 0);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("before its transaction leaves nothing behind: the same one or a new one does the batch again", async () => {
    for (const renewed of [false, true]) {
      const world = await accountsWorld();
      await world.append("a", deposited(1), deposited(2), settled);
      let failing = true;
      const { readModels } = world;
      const options = {
        readModels: {
          ...readModels,
          async commit(batch: Parameters<typeof readModels.commit>[0]) {
            if (failing) throw new Error("the disk is full");
            return readModels.commit(batch);
          },
        },
      };
      const projector = world.projector(options);
      await expect(projector.step()).rejects.toThrow("the disk is full");
      expect(await world.all()).toEqual([[], [], []]);
      failing = false;
      await toTheEnd(renewed ? world.projector(options) : projector);
      expect(await world.all()).toEqual(await world.fromNothing());
    }
  });

  test("because rows cannot be read parks nothing", async () => {
    const world = await accountsWorld();
    await world.append("a", deposited(1), settled);
    let failing = true;
    const { readModels } = world;
    const select: typeof readModels.select = async (...query) => {
      if (failing) throw new Error("the connection was lost");
      return readModels.select(...query);
    };
    const projector = world.projector({ readModels: { ...readModels, select } });
    await expect(projector.step()).rejects.toThrow("the connection was lost");
    failing = false;
    await toTheEnd(projector);
    expect(world.parked).toEqual([]);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("being late: when another of its group was here first, it believes what is stored and converges", async () => {
    const world = await accountsWorld();
    const [one, other] = [world.projector({ batch: 2 }), world.projector({ batch: 3 })];
    for (let round = 0; round < 5; round += 1) {
      await world.append("a", deposited(round), deposited(round), settled);
      await world.append("b", deposited(round));
      await one.step();
      await other.step();
      await one.step();
    }
    await Promise.all([toTheEnd(one), toTheEnd(other)]);
    expect(await world.all()).toEqual(await world.fromNothing());
  });
});
