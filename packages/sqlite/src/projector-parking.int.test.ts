import { parkedStreams } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import {
  accountsWorld,
  balances,
  deposited,
  GROUP,
  settled,
  toTheEnd,
} from "./testing/accounts.ts";

const POISON = 666;
type World = Awaited<ReturnType<typeof accountsWorld>>;

/** Two ways in which an event cannot be applied, and how the fault goes. */
const faults: readonly {
  readonly name: string;
  readonly reason: string;
  readonly begin: (world: World) => void;
  readonly end: (world: World) => void;
}[] = [
  {
    name: "that the codec cannot read",
    reason: "UNREADABLE_EVENT",
    begin: ({ formats }) => void formats.delete("settled"),
    end: ({ formats }) => void formats.set("settled", { version: 1 }),
  },
  {
    name: "on which a projection throws",
    reason: "RangeError",
    begin: ({ defects }) => void defects.add(POISON),
    end: ({ defects }) => void defects.delete(POISON),
  },
];

describe.each(faults)("an event $name", ({ reason, begin, end }) => {
  /** The third event of account `a` is the bad one in either way. */
  async function poisonedWorld() {
    const world = await accountsWorld();
    begin(world);
    await world.append("a", deposited(1), deposited(2));
    await world.append("b", deposited(10));
    await world.append("a", reason === "RangeError" ? deposited(POISON) : settled, deposited(4));
    await world.append("b", deposited(20));
    return world;
  }
  const parked = [{ group: GROUP, stream: "account-a", revision: 2, reason }];

  test.each([1, 2, 100])("parks its stream only, in batches of %i", async (batch) => {
    const world = await poisonedWorld();
    await toTheEnd(world.projector({ batch }));
    expect(await world.rows(balances)).toMatchObject([{ total: 3 }, { total: 30 }]);
    expect(world.parked).toEqual(parked);
    expect(await parkedStreams(world.readModels, GROUP)).toEqual(parked);
  });

  test("has changed no row, though another projection could have applied it", async () => {
    const world = await poisonedWorld();
    await toTheEnd(world.projector());
    const [, entries] = await world.all();
    expect(entries?.map((row) => row["amount"])).toEqual([1, 2, 10, 20]);
    expect((await world.rows(balances))[0]).toMatchObject({ total: 3, settlements: 0 });
  });

  test("is applied by a retry once the fault is gone, with all that came after it", async () => {
    const world = await poisonedWorld();
    const projector = world.projector({ batch: 2 });
    await toTheEnd(projector);
    end(world);
    expect(await projector.retry()).toEqual({ resumed: ["account-a"], parked: [] });
    expect(await world.all()).toEqual(await world.fromNothing());
    await world.append("a", deposited(5));
    await toTheEnd(projector);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("is applied by a retry up to the checkpoint and no further", async () => {
    const world = await poisonedWorld();
    const projector = world.projector();
    await toTheEnd(projector);
    await world.append("a", deposited(5));
    end(world);
    await projector.retry();
    expect((await world.rows(balances))[0]).toMatchObject({ lastBy: "Ann" });
    const progress = (await world.all())[2];
    expect(progress?.[0]).toMatchObject({ stream: "account-a", applied: 4, parkedAt: null });
    await toTheEnd(projector);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("keeps its stream parked when a retry fails", async () => {
    const world = await poisonedWorld();
    const projector = world.projector();
    await toTheEnd(projector);
    expect(await projector.retry()).toEqual({ resumed: [], parked });
    expect(world.parked).toEqual([...parked, ...parked]);
    expect((await world.rows(balances))[0]).toMatchObject({ total: 3 });
  });

  test("stays parked over a restart, and a later event of its stream waits with it", async () => {
    const world = await poisonedWorld();
    await toTheEnd(world.projector());
    end(world);
    await world.append("a", deposited(5));
    await toTheEnd(world.projector());
    expect((await world.rows(balances))[0]).toMatchObject({ total: 3 });
    expect(world.parked).toHaveLength(1);
    expect(await world.projector().retry()).toMatchObject({ resumed: ["account-a"] });
    expect(await world.all()).toEqual(await world.fromNothing());
  });
});

test("what erases is applied to a stream that is parked, and leaves it parked where it stood", async () => {
  const world = await accountsWorld();
  world.defects.add(POISON);
  await world.append("a", deposited(1), deposited(POISON), settled, deposited(2));
  await toTheEnd(world.projector({ erases: (type) => type === "settled" }));
  expect((await world.rows(balances))[0]).toMatchObject({ total: 1, settlements: 1 });
  const stands = { stream: "account-a", revision: 1, reason: "RangeError" };
  expect(await parkedStreams(world.readModels, GROUP)).toMatchObject([stands]);
  world.defects.delete(POISON);
  expect(await world.projector().retry()).toMatchObject({ resumed: ["account-a"], parked: [] });
  expect((await world.rows(balances))[0]).toMatchObject({ total: 1 + POISON + 2 });
});

test("a retry of several streams resumes those whose fault is gone", async () => {
  const world = await accountsWorld();
  world.defects.add(1).add(2);
  await world.append("a", deposited(1));
  await world.append("b", deposited(2));
  const projector = world.projector();
  await toTheEnd(projector);
  world.defects.delete(1);
  expect(await projector.retry()).toEqual({
    resumed: ["account-a"],
    parked: [{ group: GROUP, stream: "account-b", revision: 0, reason: "RangeError" }],
  });
});

test("a retry with nothing parked does nothing", async () => {
  const world = await accountsWorld();
  expect(await world.projector().retry()).toEqual({ resumed: [], parked: [] });
});
