import type { Projection, Row, Table } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import {
  accountsWorld,
  deposited,
  settled,
  toTheEnd,
  type AccountEvent,
} from "./testing/accounts.ts";

/** How many deposits there were of an amount, to whatever account. */
const deposits: Table = {
  name: "deposits",
  version: 1,
  columns: { amount: "integer", count: "integer" },
  key: ["amount"],
  indexes: [],
};
const counting: Projection<Row, AccountEvent> = {
  table: deposits,
  affects: ({ type, data }) => (type === "deposited" ? [[data.amount]] : []),
  apply: (row, _event, [amount = null]) => ({ amount, count: Number(row?.["count"] ?? 0) + 1 }),
};

test("batches keep what many streams did to one row, whatever had to leave memory", async () => {
  const world = await accountsWorld();
  await world.readModels.install([deposits], "live");
  for (const account of ["a", "b", "a", "b", "a"]) await world.append(account, deposited(7));
  await toTheEnd(world.projector({ projections: [counting], batch: 1, rowsInMemory: 0 }));
  expect(await world.rows(deposits)).toEqual([{ amount: 7, count: 5 }]);
});

describe("a projector that does not wait for its last transaction", () => {
  test("takes in what comes meanwhile, and writes it after that", async () => {
    const world = await accountsWorld();
    const { readModels } = world;
    const held = Promise.withResolvers<void>();
    const written: number[] = [];
    const projector = world.projector({
      readModels: {
        ...readModels,
        async commit(batch) {
          await held.promise;
          written.push(batch.writes.length);
          return readModels.commit(batch);
        },
      },
    });
    await world.append("a", deposited(1), settled);
    expect(await projector.goOn()).toBe(2);
    await world.append("b", deposited(2));
    const next = projector.goOn();
    expect(written).toEqual([]);
    held.resolve();
    expect(await next).toBe(1);
    await projector.settle();
    expect(written).toHaveLength(2);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("builds on rows that left memory before they were written", async () => {
    const world = await accountsWorld();
    const { readModels } = world;
    await readModels.install([deposits], "live");
    await world.append("a", deposited(1));
    const projections = [counting];
    await toTheEnd(world.projector({ projections }));
    const held = Promise.withResolvers<void>();
    const projector = world.projector({
      projections,
      rowsInMemory: 0,
      readModels: {
        ...readModels,
        commit: (batch) => held.promise.then(() => readModels.commit(batch)),
      },
    });
    await world.append("b", deposited(7));
    expect(await projector.goOn()).toBe(1);
    await world.append("c", deposited(7));
    const next = projector.goOn();
    setImmediate(held.resolve);
    expect(await next).toBe(1);
    await projector.settle();
    expect(await world.rows(deposits)).toEqual([
      { amount: 1, count: 1 },
      { amount: 7, count: 2 },
    ]);
  });

  test("finds by a condition what left memory before it was written", async () => {
    const world = await accountsWorld();
    const { readModels } = world;
    await world.append("b", deposited(1));
    await toTheEnd(world.projector());
    const held = Promise.withResolvers<void>();
    const projector = world.projector({
      // The account stays, one of its entries goes.
      rowsInMemory: 1,
      readModels: {
        ...readModels,
        commit: (batch) => held.promise.then(() => readModels.commit(batch)),
      },
    });
    await world.append("a", deposited(7), deposited(8));
    expect(await projector.goOn()).toBe(2);
    await world.append("a", settled);
    const next = projector.goOn();
    setImmediate(held.resolve);
    expect(await next).toBe(1);
    await projector.settle();
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("is told by the next call that it failed, and does its batch again", async () => {
    for (const told of ["goOn", "step", "settle", "level"] as const) {
      const world = await accountsWorld();
      await world.append("a", deposited(1), settled);
      const { readModels } = world;
      let failing = true;
      const projector = world.projector({
        readModels: {
          ...readModels,
          async commit(batch) {
            if (failing) throw new Error("the disk is full");
            return readModels.commit(batch);
          },
        },
      });
      expect(await projector.goOn()).toBe(2);
      await world.append("b", deposited(2));
      await expect(projector[told]()).rejects.toThrow("the disk is full");
      failing = false;
      await toTheEnd(projector);
      expect(await world.all()).toEqual(await world.fromNothing());
    }
  });
});
