import { buildPiece, parkedStreams, rebuild } from "@docket/event-sourcing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountsWorld,
  balances,
  deposited,
  entries,
  GROUP,
  settled,
  toTheEnd,
  type AccountEvent,
} from "./testing/accounts.ts";
import { derivedAccounts, derivedFrom, parts, sizes } from "./testing/derived-accounts.ts";

type World = Awaited<ReturnType<typeof accountsWorld>>;

const derivedIn = async (world: World): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    await Promise.all(
      world.derivations.map(async ({ table }) => [table.name, await world.rows(table)] as const),
    ),
  );

/** Here, or each piece for itself, as in threads. */
const rebuilding = (world: World, isApart = false) => {
  const options = { ...world.options({ batch: 3 }), onProgress: () => {} };
  return rebuild({
    ...options,
    accept: false,
    upTo: "live",
    exclusively: (work) => work(),
    ...(isApart && {
      buildApart: (piece, until, onProgress) =>
        buildPiece({ ...options, onProgress }, piece, until),
    }),
  });
};

const event = fc.oneof(
  fc.nat(5).map((amount) => deposited(amount)),
  fc.constant(settled),
);
const history = fc.array(
  fc.tuple(
    fc.constantFrom("a", "b", "c"),
    fc.array<AccountEvent>(event, { minLength: 1, maxLength: 4 }),
  ),
  { maxLength: 15 },
);

describe("derived rows", () => {
  test("follow from the rows they come from, in batches of any size and after any course", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 4 }),
        async (appends, batches, rowsInMemory) => {
          const world = await accountsWorld(derivedAccounts());
          for (const [index, [account, events]] of appends.entries()) {
            await world.append(account, ...events);
            const batch = batches[index % batches.length] ?? 1;
            await world.projector({ batch, rowsInMemory }).step();
          }
          await toTheEnd(world.projector({ batch: batches[0] ?? 1, rowsInMemory }));
          expect(await derivedIn(world)).toEqual(derivedFrom(await world.rows(entries)));
        },
      ),
      { numRuns: 100 },
    );
  });

  test("live are those of a rebuild, by hash", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (appends, batch, isApart) => {
          const world = await accountsWorld(derivedAccounts());
          for (const [account, events] of appends) await world.append(account, ...events);
          await toTheEnd(world.projector({ batch }));
          const { models, switched } = await rebuilding(world, isApart);
          expect(switched).toBe(true);
          for (const { hash, liveHash } of models) expect(hash).toBe(liveHash);
          expect(await derivedIn(world)).toEqual(derivedFrom(await world.rows(entries)));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("that were spoiled are found by a rebuild like any others", async () => {
    const world = await accountsWorld(derivedAccounts());
    await world.append("a", deposited(1), deposited(2));
    await toTheEnd(world.projector());
    const at = await world.readModels.checkpoint(GROUP);
    await world.readModels.commit({
      readers: [GROUP],
      from: at,
      to: at!,
      writes: [
        {
          table: sizes,
          put: [{ amount: 2, parts: 7, openParts: 2, accounts: null }],
          remove: [[1]],
        },
      ],
      generation: "live",
    });
    const { models, switched } = await rebuilding(world);
    expect(switched).toBe(false);
    const differing = models.filter((model) => model.differing.length > 0);
    expect(differing.map(({ model, differing: keys }) => [model, keys])).toEqual([
      ["sizes", ["2", "1"]],
    ]);
  });

  test("are written only when they change", async () => {
    const world = await accountsWorld(derivedAccounts());
    await world.append("a", deposited(1), settled);
    await toTheEnd(world.projector());
    await world.append("a", settled, deposited(0));
    const written: string[] = [];
    const commit: typeof world.readModels.commit = async (batch) => {
      written.push(...batch.writes.map(({ table }) => table.name));
      return world.readModels.commit(batch);
    };
    await toTheEnd(world.projector({ readModels: { ...world.readModels, commit } }));
    expect(written).not.toContain(sizes.name);
    expect(await derivedIn(world)).toEqual(derivedFrom(await world.rows(entries)));
  });
});

describe("an event after which rows cannot be derived", () => {
  const POISON = 5;
  async function poisoned() {
    const defects = new Set([POISON]);
    const world = await accountsWorld(derivedAccounts(defects));
    await world.append("a", deposited(1), deposited(2));
    await world.append("b", deposited(1));
    await world.append("a", deposited(POISON), deposited(4));
    await world.append("b", deposited(2), deposited(3));
    return { world, defects };
  }
  const parked = [{ group: GROUP, stream: "account-a", revision: 2, reason: "RangeError" }];

  test.each([1, 2, 3, 100])("parks its stream only, in batches of %i", async (batch) => {
    const { world } = await poisoned();
    await toTheEnd(world.projector({ batch }));
    expect(await world.rows(balances)).toMatchObject([{ total: 3 }, { total: 6 }]);
    expect(await derivedIn(world)).toEqual(derivedFrom(await world.rows(entries)));
    expect(await parkedStreams(world.readModels, GROUP)).toEqual(parked);
    expect(world.parked).toEqual(parked);
  });

  test("is taken up by a retry once the fault is gone, and not before", async () => {
    const { world, defects } = await poisoned();
    const projector = world.projector({ batch: 3 });
    await toTheEnd(projector);
    expect(await projector.retry()).toEqual({ resumed: [], parked });
    expect(world.parked).toEqual([...parked, ...parked]);
    expect(await world.rows(balances)).toMatchObject([{ total: 3 }, { total: 6 }]);
    defects.clear();
    expect(await projector.retry()).toEqual({ resumed: ["account-a"], parked: [] });
    expect(await world.all()).toEqual(await world.fromNothing());
    expect(await derivedIn(world)).toEqual(derivedFrom(await world.rows(entries)));
  });

  test.each([
    ["as a whole", false],
    ["in pieces", true],
  ])("does not stop a rebuild %s, which leaves the same stream behind", async (_, isApart) => {
    const { world } = await poisoned();
    await toTheEnd(world.projector());
    const { models, switched } = await rebuilding(world, isApart);
    expect(switched).toBe(true);
    for (const { hash, liveHash } of models) expect(hash).toBe(liveHash);
    expect(await parkedStreams(world.readModels, GROUP)).toEqual(parked);
  });
});

test("a store that fails while rows are derived parks nothing", async () => {
  const world = await accountsWorld(derivedAccounts());
  await world.append("a", deposited(3));
  await toTheEnd(world.projector());
  await world.append("b", deposited(3));
  let failing = true;
  const load: typeof world.readModels.load = async (table, ...rest) => {
    if (failing && table === sizes) throw new Error("the connection was lost");
    return world.readModels.load(table, ...rest);
  };
  const projector = world.projector({ readModels: { ...world.readModels, load } });
  await expect(projector.step()).rejects.toThrow("the connection was lost");
  expect(world.parked).toEqual([]);
  failing = false;
  await toTheEnd(projector);
  expect(await world.rows(parts)).toHaveLength(6);
  expect(await world.all()).toEqual(await world.fromNothing());
});
