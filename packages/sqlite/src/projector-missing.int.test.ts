import {
  parkedStreams,
  streamName,
  type EventStore,
  type StoredEvent,
} from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { accountsWorld, balances, deposited, GROUP, toTheEnd } from "./testing/accounts.ts";

const SPOILED = streamName("account", "a");
const parked = [{ group: GROUP, stream: SPOILED, revision: 3, reason: "EVENTS_MISSING" }];

/** A store that lacks events of one stream: `removed` for good, or not there yet. */
function lacking(
  store: EventStore,
  removed: () => boolean,
  lacks: (event: StoredEvent) => boolean,
) {
  const left = (page: readonly StoredEvent[]) =>
    page.filter((event) => event.stream !== SPOILED || !lacks(event));
  const lacked: EventStore = {
    ...store,
    readStream: async (...read) => left(await store.readStream(...read)),
    isRemoved: async (stream) => stream === SPOILED && removed(),
  };
  return lacked;
}

/** Of account `a` the log has only the last of four events. */
const scavenged = (store: EventStore): EventStore => ({
  ...store,
  readAll: async (options) => {
    const page = await store.readAll({ ...options, limit: 100 });
    return page.filter((event) => event.stream !== SPOILED || event.revision === 3);
  },
});

async function worldOfTwo() {
  const world = await accountsWorld();
  await world.append("a", deposited(1), deposited(2), deposited(3), deposited(4));
  await world.append("b", deposited(10));
  return world;
}

test.each([
  ["truncated", (event: StoredEvent) => event.revision < 3],
  ["deleted", () => true],
] as const)("a stream that was %s parks alone, and a retry leaves it so", async (_, lacks) => {
  const world = await worldOfTwo();
  const store = scavenged(lacking(world.store, () => true, lacks));
  const projector = world.projector({ store });
  await toTheEnd(projector);
  expect(world.parked).toEqual(parked);
  expect(await world.rows(balances)).toMatchObject([{ account: "account-b", total: 10 }]);
  expect(await projector.retry()).toMatchObject({ resumed: [] });
  expect(await parkedStreams(world.readModels, GROUP)).toMatchObject([
    { stream: SPOILED, reason: "EVENTS_MISSING" },
  ]);
});

test("once the events are back, a retry takes the stream up again", async () => {
  const world = await worldOfTwo();
  let removed = true;
  const store = scavenged(
    lacking(
      world.store,
      () => removed,
      () => removed,
    ),
  );
  const projector = world.projector({ store });
  await toTheEnd(projector);
  removed = false;
  expect(await projector.retry()).toEqual({ resumed: [SPOILED], parked: [] });
  expect(await world.rows(balances)).toMatchObject([{ total: 10 }, { total: 10 }]);
});

test("what a node does not have yet is asked for again, and parks nothing", async () => {
  const world = await worldOfTwo();
  let behind = true;
  const store = scavenged(
    lacking(
      world.store,
      () => false,
      () => behind,
    ),
  );
  const projector = world.projector({ store });
  await expect(projector.step()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(world.parked).toEqual([]);
  behind = false;
  await toTheEnd(projector);
  expect(await world.rows(balances)).toMatchObject([{ total: 10 }, { total: 10 }]);
});
