import { eventFormats } from "@docket/command-api";
import {
  derivedUlid,
  memoryBus,
  position,
  type Parked,
  type ReadModelStore,
} from "@docket/event-sourcing";
import {
  buildGroup,
  createProjectorRole,
  type BuildApart,
  type ProjectorGround,
} from "@docket/projector";
import { clocksTable } from "@docket/read-models";
import { openReadModelStore } from "@docket/sqlite";
import { expect, test } from "vitest";
import { commandSide } from "./testing/command-side.ts";
import { open as openTicket } from "./testing/commands.ts";

const never = new AbortController().signal;

/** A log with one event, and projectors of everything. */
async function desk() {
  const { store, keys, send } = await commandSide();
  const bus = memoryBus();
  const reading = { store, keys, formats: eventFormats, onParked: () => expect.unreachable() };
  const projector = (readModels: ReadModelStore, changes: Partial<ProjectorGround> = {}) =>
    createProjectorRole({ ...reading, readModels, bus, ...changes });
  async function open(commandId = "one") {
    const ticketId = derivedUlid("projecting", commandId);
    expect(await send(openTicket({}, { commandId, ticketId }))).toMatchObject({ accepted: true });
  }
  return { ...reading, open, bus, projector };
}

/** A projector of that event, whatever becomes of its transactions. */
async function projectorOn(change: (readModels: ReadModelStore) => ReadModelStore) {
  const { store, projector } = await desk();
  const readModels = openReadModelStore(":memory:");
  return { role: await projector(change(readModels)), readModels, head: await store.head() };
}

test("a projector whose last transaction fails ends, though nothing wakes it again", async () => {
  const { role } = await projectorOn((readModels) => ({
    ...readModels,
    async commit() {
      throw new Error("the disk is full");
    },
  }));
  await expect(role.run(never)).rejects.toThrow("the disk is full");
});

test("a projector that is stopped has written what it took in", async () => {
  const stop = new AbortController();
  const { role, readModels, head } = await projectorOn((inner) => ({
    ...inner,
    async commit(batch) {
      stop.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return inner.commit(batch);
    },
  }));
  await role.run(stop.signal);
  expect(await readModels.checkpoint("levels")).toBe(head);
});

test("a projector that is stopped at its first look into the log ends when that is done", async () => {
  const { store, projector } = await desk();
  const [readModels, stop] = [openReadModelStore(":memory:"), new AbortController()];
  const read = Promise.withResolvers<void>();
  const role = await projector(readModels, {
    store: {
      ...store,
      async readAll(options) {
        stop.abort();
        await read.promise;
        return store.readAll(options);
      },
    },
  });
  let isOver = false;
  const running = role.run(stop.signal).then(() => (isOver = true));
  await expect.poll(() => stop.signal.aborted).toBe(true);
  for (let turns = 0; turns < 50; turns += 1) await new Promise((turn) => setImmediate(turn));
  expect(isOver).toBe(false);
  read.resolve();
  await running;
  expect(await readModels.checkpoint("levels")).toBe(await store.head());
});

test("a projector at the end of the log brings on tables that went back, when it may have missed something", async () => {
  const { store, bus, projector } = await desk();
  const [readModels, head] = [openReadModelStore(":memory:"), await store.head()];
  const stop = new AbortController();
  const running = (await projector(readModels)).run(stop.signal);
  const stands = () => readModels.checkpoint("levels");
  await expect.poll(stands).toBe(head);
  const back = { readers: ["levels"], from: head, to: position(0n), writes: [] };
  expect(await readModels.commit({ ...back, generation: "live" })).toBe("committed");
  await bus.publish([]);
  await expect.poll(stands).toBe(head);
  stop.abort();
  await running;
});

test("a group that another process makes anew does not keep the others of a projector, and goes on after it", async () => {
  const { open, store, bus, projector } = await desk();
  const readModels = openReadModelStore(":memory:");
  const made = Promise.withResolvers<void>();
  const other = readModels.alone("rebuild levels", () => made.promise);
  const stop = new AbortController();
  const running = (await projector(readModels)).run(stop.signal);
  const stands = (group: string) => readModels.checkpoint(group);
  await expect.poll(() => stands("customers")).not.toBe(null);
  await open();
  await bus.publish([]);
  const head = await store.head();
  await expect.poll(() => stands("customers")).toBe(head);
  expect(await stands("levels")).toBe(null);
  made.resolve();
  await other;
  await expect.poll(() => stands("levels")).toBe(head);
  stop.abort();
  await running;
});

test("a group that could not be looked at goes on when it is tried again", async () => {
  let failures = 1;
  const { role, readModels, head } = await projectorOn((inner) => ({
    ...inner,
    async alone(...work) {
      failures -= 1;
      if (failures === 0) throw new Error("the connection was lost");
      return inner.alone(...work);
    },
  }));
  await expect(role.run(never)).rejects.toThrow("the connection was lost");
  await role.catchUp();
  expect(await readModels.checkpoint("customers", "levels")).toBe(head);
});

test("a projector that takes over from another judges by the policies that the other has read", async () => {
  const { open, projector } = await desk();
  const readModels = openReadModelStore(":memory:");
  const waiting = await projector(readModels);
  await (await projector(readModels)).catchUp();
  await open();
  await waiting.catchUp();
  expect(await readModels.count(clocksTable, [])).toBeGreaterThan(0);
});

test("tables of another definition are derived and brought on by policies that the old ones did not know", async () => {
  const { open, projector, ...reading } = await desk();
  const readModels = openReadModelStore(":memory:");
  await projector(readModels);
  await open();
  const older = { ...readModels, versions: async () => new Map([[clocksTable.name, 0]]) };
  const buildApart: BuildApart = (...piece) => buildGroup({ ...reading, readModels }, ...piece);
  const role = await projector(older, { buildApart });
  await role.catchUp();
  const clocks = await readModels.count(clocksTable, []);
  expect(clocks).toBeGreaterThan(0);
  await open("another");
  await role.catchUp();
  expect(await readModels.count(clocksTable, [])).toBe(2 * clocks);
});

test("projectors that find tables of another definition together make them anew one after the other", async () => {
  const { open, projector } = await desk();
  const readModels = openReadModelStore(":memory:");
  await open();
  await (await projector(readModels)).catchUp();
  const clocks = await readModels.count(clocksTable, []);
  let [switches, atWork, most] = [0, 0, 0];
  const upgraded: ReadModelStore = {
    ...readModels,
    versions: async () =>
      new Map([
        ...(await readModels.versions()),
        ...(switches === 0 ? [[clocksTable.name, 0] as const] : []),
      ]),
    async install(tables, generation) {
      most = Math.max(most, (atWork += 1));
      await new Promise((resolve) => setImmediate(resolve));
      await readModels.install(tables, generation);
    },
    async switch(...all) {
      await readModels.switch(...all);
      [switches, atWork] = [switches + 1, atWork - 1];
    },
  };
  const groups = ["levels"] as const;
  const both = [await projector(upgraded, { groups }), await projector(upgraded, { groups })];
  await Promise.all(both.map((one) => one.catchUp()));
  expect([switches, most]).toEqual([1, 1]);
  expect(await readModels.count(clocksTable, [])).toBe(clocks);
});

test("tickets of a policy that could not be read wait with it, and have clocks after a retry", async () => {
  const { open, projector, formats } = await desk();
  const readModels = openReadModelStore(":memory:");
  await open();
  const parked: string[] = [];
  const older = new Map(formats);
  older.delete("policyPublished");
  const onParked = ({ stream, reason }: Parked) => void parked.push(`${stream} ${reason}`);
  await (await projector(readModels, { formats: older, onParked })).catchUp();
  // More than once: a batch from which no rows follow is done again by halves.
  expect([...new Set(parked)].toSorted()).toEqual([
    "policy-desk UNREADABLE_EVENT",
    expect.stringMatching(/^ticket-.* POLICY_UNKNOWN$/),
  ]);
  expect(await (await projector(readModels)).retry()).toMatchObject({ parked: [] });
  expect(await readModels.count(clocksTable, [])).toBeGreaterThan(0);
});

test("a retry waits for a step under way, and takes up what that has parked", async () => {
  const { store, projector, formats } = await desk();
  const [readModels, reading] = [openReadModelStore(":memory:"), Promise.withResolvers<void>()];
  const older = new Map(formats);
  older.delete("policyPublished");
  const role = await projector(readModels, {
    formats: older,
    onParked: () => {},
    groups: ["levels"],
    store: {
      ...store,
      async readAll(options) {
        await reading.promise;
        return store.readAll(options);
      },
    },
  });
  const [step, retry] = [role.catchUp(), role.retry()];
  for (let turns = 0; turns < 50; turns += 1) await new Promise((turn) => setImmediate(turn));
  reading.resolve();
  await step;
  expect((await retry).parked).toMatchObject([{ stream: "policy-desk" }]);
});

test("of a rebuild that was cut off nothing is left after the next start", async () => {
  const { store, open, projector } = await desk();
  const readModels = openReadModelStore(":memory:");
  await open();
  await (await projector(readModels)).catchUp();
  const rows = await readModels.select(clocksTable, {});
  await readModels.install([clocksTable], "rebuilt");
  const writes = [{ table: clocksTable, put: rows, remove: [] }];
  const to = (await store.head())!;
  const cutOff = { readers: ["levels:rebuilt"], from: null, to, writes } as const;
  await readModels.commit({ ...cutOff, generation: "rebuilt" });
  const left = () => readModels.count(clocksTable, [], "rebuilt");
  expect(await left()).toBe(rows.length);
  await (await projector(readModels)).catchUp();
  expect([await left(), await readModels.checkpoint("levels:rebuilt")]).toEqual([0, null]);
});

test("after a rebuild the files are cleared of what it has written and dropped", async () => {
  const { open, projector } = await desk();
  const inner = openReadModelStore(":memory:");
  const done: string[] = [];
  const role = await projector({
    ...inner,
    async switch(...all) {
      done.push("switch");
      return inner.switch(...all);
    },
    async scrub() {
      done.push("scrub");
      return inner.scrub();
    },
  });
  await open();
  await role.catchUp();
  await role.rebuild({ accept: false, onProgress: () => {} });
  expect(done).toEqual(["switch", "switch", "switch", "scrub"]);
});
