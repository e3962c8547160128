import { rebuild, type RebuildOptions, type Table } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import {
  accountsWorld,
  balances,
  balancesOf,
  deposited,
  GROUP,
  settled,
  toTheEnd,
  type AccountEvent,
} from "./testing/accounts.ts";

type World = Awaited<ReturnType<typeof accountsWorld>>;

const rebuilding = (world: World, changes: Partial<RebuildOptions<AccountEvent>> = {}) =>
  rebuild({
    ...world.options({ batch: 3 }),
    accept: false,
    upTo: "live",
    exclusively: (work) => work(),
    onProgress: () => {},
    ...changes,
  });

async function projectedWorld() {
  const world = await accountsWorld();
  await world.append("a", deposited(1), deposited(2), settled, deposited(3));
  await world.append("b", deposited(10), deposited(20));
  const projector = world.projector();
  await toTheEnd(projector);
  return { world, projector };
}

/** As by hand, past the projector. */
async function spoil({ readModels }: World, account: string, total: number): Promise<void> {
  const [row] = await readModels.load(balances, [[account]], "live");
  const at = await readModels.checkpoint(GROUP);
  if (at === null || row === undefined) throw new Error("nothing to spoil");
  const writes = [{ table: balances, put: [{ ...row, total }], remove: [] }];
  await readModels.commit({ readers: [GROUP], from: at, to: at, writes, generation: "live" });
}

test("a projector of an older program ends when the tables of a newer one have taken the place of its own", async () => {
  const { world, projector } = await projectedWorld();
  const newer = { ...balances, version: 2 };
  const projections = [balancesOf(newer), ...world.projections.slice(1)];
  await rebuilding(world, { projections, accept: true, upTo: "head" });
  const before = await world.all();
  await world.append("a", deposited(5));
  await expect(projector.step()).rejects.toMatchObject({ code: "DEFINITION_CHANGED" });
  expect(await world.all()).toEqual(before);
});

describe("a rebuild", () => {
  test("of rows that are right gives equal hashes and switches", async () => {
    const { world } = await projectedWorld();
    const before = await world.all();
    const seen: number[] = [];
    const result = await rebuilding(world, { onProgress: (events) => void seen.push(events) });
    expect(result.switched).toBe(true);
    for (const { rows, liveRows, hash, liveHash, differing } of result.models) {
      expect({ rows, hash, differing }).toEqual({ rows: liveRows, hash: liveHash, differing: [] });
    }
    expect(result.models.map(({ model, rows }) => [model, rows])).toEqual([
      ["balances", 2],
      ["entries", 5],
    ]);
    expect(seen).toEqual([3, 6, 6]);
    expect(await world.all()).toEqual(before);
  });

  test("names a row that was spoiled, and does not switch", async () => {
    const { world } = await projectedWorld();
    await spoil(world, "account-b", 31);
    const { models, switched } = await rebuilding(world);
    expect(switched).toBe(false);
    expect(models[0]?.hash).not.toBe(models[0]?.liveHash);
    expect(models.map(({ differing }) => differing)).toEqual([["account-b"], []]);
    expect((await world.rows(balances))[1]).toMatchObject({ total: 31 });
    // An erasure would not reach what it left.
    expect(await world.readModels.count(balances, [], "rebuilt")).toBe(0);
  });

  test("ends when nothing can be looked at, and holds nothing up any more", async () => {
    const { world } = await projectedWorld();
    const snapshot = () => Promise.reject(new Error("the connection was lost"));
    const held: Promise<unknown>[] = [];
    const result = rebuilding(world, {
      readModels: { ...world.readModels, snapshot },
      exclusively: (work) => {
        const working = work();
        held.push(working);
        return working;
      },
    });
    await expect(result).rejects.toThrow("the connection was lost");
    expect(await Promise.allSettled(held)).toHaveLength(1);
  });

  test.each([
    ["blames no row that another process has brought on meanwhile", 2, false],
    ["says so when that does not end", Infinity, false],
    ["switches all the same where that is accepted", Infinity, true],
  ])("%s", async (_what, times, accept) => {
    const { world } = await projectedWorld();
    const other = world.projector();
    let left = times;
    const moving: typeof world.readModels = {
      ...world.readModels,
      async snapshot(work) {
        if (left > 0) {
          left -= 1;
          await world.append("a", deposited(5));
          await toTheEnd(other);
        }
        return world.readModels.snapshot(work);
      },
    };
    const result = rebuilding(world, { readModels: moving, accept });
    if (accept) expect((await result).switched).toBe(true);
    else if (times === Infinity) await expect(result).rejects.toMatchObject({ code: "USAGE" });
    else expect((await result).models.map(({ differing }) => differing)).toEqual([[], []]);
  });

  test("holds nothing up while it compares, and switches to all that came meanwhile", async () => {
    const { world, projector } = await projectedWorld();
    let isHeld = false;
    const exclusively = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      isHeld = true;
      return work().finally(() => (isHeld = false));
    };
    const watched: typeof world.readModels = {
      ...world.readModels,
      snapshot: (work) =>
        world.readModels.snapshot(async (state) => {
          const comparing = work(state);
          await expect.poll(() => isHeld).toBe(false);
          await world.append("a", deposited(5));
          await toTheEnd(projector);
          return comparing;
        }),
    };
    const { models, switched } = await rebuilding(world, { readModels: watched, exclusively });
    expect(switched).toBe(true);
    expect(models.map(({ differing }) => differing)).toEqual([[], []]);
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("names rows that are missing and rows that should not be there, by all columns of their key", async () => {
    const { world } = await projectedWorld();
    const [, entries] = world.tables as [Table, Table];
    const at = await world.readModels.checkpoint(GROUP);
    const put = [{ account: "account-c", number: 7, amount: 1, open: true, settledAt: null }];
    await world.readModels.commit({
      readers: [GROUP],
      from: at,
      to: at!,
      writes: [{ table: entries, put, remove: [["account-a", 1]] }],
      generation: "live",
    });
    const { models } = await rebuilding(world);
    expect(models[1]?.differing).toEqual(["account-c 7", "account-a 1"]);
  });

  test("names the first few of many", async () => {
    const world = await accountsWorld();
    const accounts = Array.from({ length: 30 }, (_, index) => String(100 + index));
    for (const account of accounts) await world.append(account, deposited(1));
    await toTheEnd(world.projector());
    for (const account of accounts) await spoil(world, `account-${account}`, 2);
    const { models } = await rebuilding(world);
    expect(models[0]?.differing).toEqual(
      accounts.slice(0, 20).map((account) => `account-${account}`),
    );
  });

  test("switches to other rows when they are accepted, and the live projector goes on with those", async () => {
    const { world } = await projectedWorld();
    await spoil(world, "account-b", 31);
    // This one has loaded the spoiled row, and would build on it.
    const projector = world.projector();
    await world.append("b", deposited(40));
    await toTheEnd(projector);
    const { switched, models } = await rebuilding(world, { accept: true });
    projector.forget();
    expect([switched, models[0]?.differing]).toEqual([true, ["account-b"]]);
    await world.append("b", deposited(5));
    await toTheEnd(projector);
    expect((await world.rows(balances))[1]).toMatchObject({ total: 75 });
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("of a newer definition switches without comparing what cannot be compared", async () => {
    const { world } = await projectedWorld();
    await spoil(world, "account-b", 31);
    const newer: Table = { ...balances, version: 2 };
    const projections = [balancesOf(newer), ...world.projections.slice(1)];
    const { models, switched } = await rebuilding(world, { projections });
    expect(switched).toBe(true);
    expect(models[0]).toMatchObject({ rows: 2, liveRows: null, liveHash: null, differing: [] });
    expect(models[1]?.liveHash).toBe(models[1]?.hash);
    expect((await world.readModels.versions()).get("balances")).toBe(2);
    expect((await world.rows(newer))[1]).toMatchObject({ total: 30 });
  });

  test("of an empty log is of no rows", async () => {
    const world = await accountsWorld();
    const { models, switched } = await rebuilding(world);
    expect(switched).toBe(true);
    expect(models.map(({ rows }) => rows)).toEqual([0, 0]);
    await world.append("a", deposited(1));
    await toTheEnd(world.projector());
    expect(await world.all()).toEqual(await world.fromNothing());
  });

  test("that was broken off is begun anew", async () => {
    const { world } = await projectedWorld();
    const broken = rebuilding(world, {
      onProgress: () => {
        throw new Error("stopped");
      },
    });
    await expect(broken).rejects.toThrow("stopped");
    const { models, switched } = await rebuilding(world);
    expect(switched).toBe(true);
    expect(models.map(({ rows, liveRows }) => [rows, liveRows])).toEqual([
      [2, 2],
      [5, 5],
    ]);
  });

  test("runs beside the live projector, which goes on, and is complete in the end", async () => {
    const { world, projector } = await projectedWorld();
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
      const turn = last.then(work);
      last = turn;
      return turn;
    };
    let running = true;
    const living = async () => {
      for (let round = 0; running; round += 1) {
        await world.append(round % 2 === 0 ? "a" : "c", deposited(round), settled);
        await inTurn(() => projector.step());
      }
    };
    const exclusively: RebuildOptions<AccountEvent>["exclusively"] = (work) =>
      inTurn(async () => {
        const result = await work();
        projector.forget();
        running = false;
        return result;
      });
    const [result] = await Promise.all([rebuilding(world, { exclusively }), living()]);
    expect(result.switched).toBe(true);
    for (const { hash, liveHash } of result.models) expect(hash).toBe(liveHash);
    await toTheEnd(projector);
    expect(await world.all()).toEqual(await world.fromNothing());
    expect(world.parked).toEqual([]);
  });
});
