import type { ModelGroup } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import {
  accountsWorld,
  balances,
  balancesOf,
  deposited,
  settled,
  toTheEnd,
  type AccountEvent,
} from "./testing/accounts.ts";

type Reads = NonNullable<ModelGroup<AccountEvent>["reads"]>;

test("a projector heals gaps of several streams in the page in which it forgets what it knew of so many", async () => {
  const world = await accountsWorld();
  for (const account of ["a", "b"]) await world.append(account, deposited(1), deposited(2));
  const others = Array.from({ length: 50_696 }, (_, index) => `other${index}`);
  for (const account of [...others, "a", "b"]) await world.append(account, settled);
  let reads = 0;
  const store: typeof world.store = {
    ...world.store,
    readStream(...read) {
      if ((reads += 1) > 4) throw new Error("a gap is read again and again");
      return world.store.readStream(...read);
    },
  };
  const projections = [balancesOf(balances)];
  const readsOnly: Reads = ({ type }) => type === "settled";
  const sizes = { batch: 10_000, rowsInMemory: 8_000 };
  await toTheEnd(world.projector({ store, projections, reads: readsOnly, ...sizes }));
  const healed = await world.readModels.load(balances, [["account-a"], ["account-b"]], "live");
  expect(healed).toMatchObject([{ settlements: 1 }, { settlements: 1 }]);
});
