import { eventFormats } from "@docket/command-api";
import {
  derivedUlid,
  memoryBus,
  parkedStreams,
  progressTable,
  type EventStore,
  type Position,
  type ReadModelStore,
  WHOLE,
  type Share,
} from "@docket/event-sourcing";
import { createProjectorRole, type Progress, type ProjectorGround } from "@docket/projector";
import { keptGroups, readersIn } from "@docket/read-models";
import { openReadModelStore } from "@docket/sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commandSide } from "./testing/command-side.ts";

const TICKETS = 40;
const CUSTOMERS = 4;

/** A desk in memory, which records what it refuses, as an import does. */
async function emptyDesk() {
  const { store, keys, send } = await commandSide();
  const actor = { id: "sam", role: "administrator" };
  let sent = 0;
  return {
    store,
    keys,
    send: (type: string, target: object, data: object = {}) =>
      send(
        { type, commandId: `c-${(sent += 1)}`, actor, ...target, data },
        { recordRefusal: true },
      ),
  };
}

const ticket = (number: number) => ({ ticketId: derivedUlid("divided", String(number)) });

/** Tickets of a few customers, one of whom is erased while their tickets go on; those of another are given to a third. */
async function desk() {
  const empty = await emptyDesk();
  const send = async (...sent: Parameters<typeof empty.send>) =>
    expect(await empty.send(...sent)).toMatchObject({ accepted: true });
  const customer = (number: number) => ({ customerId: `c-${number % CUSTOMERS}` });
  for (let number = 0; number < CUSTOMERS; number += 1) {
    await send("registerCustomer", customer(number));
  }
  for (let number = 0; number < TICKETS; number += 1) {
    const opening = { kind: "inquiry", channel: "email", subject: `of ${number}` };
    await send("open", ticket(number), { ...opening, ...customer(number) });
  }
  for (let number = 0; number < TICKETS; number += 1) {
    if (number === TICKETS / 2) await send("eraseCustomer", customer(1), { ground: "asked" });
    if (number % 3 === 0) await send("acknowledge", ticket(number), { automatic: true });
    if (number % 5 === 0) await send("assign", ticket(number), { team: "desk" });
    if (number % CUSTOMERS === 2) await send("identifyCustomer", ticket(number), customer(3));
  }
  return empty;
}

const upTo = (store: EventStore, place: Position): EventStore => ({
  ...store,
  readAll: async (options) =>
    (await store.readAll(options)).filter(({ position }) => position <= place),
});

type Ground = Pick<Awaited<ReturnType<typeof desk>>, "store" | "keys">;

const projector = (
  { store, keys }: Ground,
  readModels: ReadModelStore,
  share: Share,
  changes: Partial<ProjectorGround> = {},
) =>
  createProjectorRole({
    store,
    keys,
    readModels,
    bus: memoryBus(),
    formats: eventFormats,
    groups: ["tickets"],
    share,
    onParked: ({ reason }) => {
      throw new Error(reason);
    },
    ...changes,
  });

async function project(
  ...[ground, readModels, share]: Parameters<typeof projector>
): Promise<readonly Progress[]> {
  const renewed: Progress[] = [];
  const onRenewing = (progress: Progress) => void renewed.push(progress);
  await (await projector(ground, readModels, share, { onRenewing })).catchUp();
  return renewed;
}

const tables = keptGroups.find(({ group }) => group === "tickets")?.models ?? [];
const [ticketsTable = progressTable("tickets")] = tables;
const rowsIn = (readModels: ReadModelStore) =>
  Promise.all(tables.map((table) => readModels.select(table, {})));

test("shares of any number, one after the other and each as far as it comes, give the rows of a whole", async () => {
  const ground = await desk();
  const { store } = ground;
  const places = (await store.readAll({ after: null, limit: 10_000 })).map((one) => one.position);
  const whole = openReadModelStore(":memory:");
  expect(await project(ground, whole, WHOLE)).toEqual([]);
  const wanted = await rowsIn(whole);
  expect(wanted.map(({ length }) => length)).toEqual([
    TICKETS,
    TICKETS,
    TICKETS,
    TICKETS / CUSTOMERS,
    0,
  ]);

  const share = fc
    .integer({ min: 1, max: 16 })
    .chain((parts) =>
      fc.record({ part: fc.integer({ min: 1, max: parts }), parts: fc.constant(parts) }),
    );
  const courses = fc.array(fc.tuple(share, fc.nat(places.length - 1)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(courses, async (course) => {
      const readModels = openReadModelStore(":memory:");
      for (const [one, place] of course) {
        await project({ ...ground, store: upTo(store, places[place]!) }, readModels, one);
      }
      await project(ground, readModels, WHOLE);
      expect(await rowsIn(readModels)).toEqual(wanted);
      expect(await readModels.checkpoint(...readersIn(["tickets"]))).toBe(places.at(-1));
      expect(await parkedStreams(readModels, "tickets")).toEqual([]);
      await readModels.close();
    }),
    { numRuns: 40 },
  );
  await whole.close();
});

test("a group whose live tables are of an older definition, or lack one, is made anew before it goes on", async () => {
  const ground = await desk();
  const [whole, older] = [openReadModelStore(":memory:"), openReadModelStore(":memory:")];
  await project(ground, whole, WHOLE);
  const [first] = tables;
  if (first === undefined) throw new Error("no tables");
  await older.install([{ ...first, version: 0 }], "live");
  // Nobody may make a part of it anew.
  await expect(project(ground, older, { part: 1, parts: 2 })).rejects.toMatchObject({
    code: "USAGE",
  });
  const renewed = await project(ground, older, WHOLE);
  expect(renewed.at(-1)?.group).toBe("tickets");
  expect(await rowsIn(older)).toEqual(await rowsIn(whole));
  expect(await older.versions()).toEqual(await whole.versions());
  await Promise.all([whole.close(), older.close()]);
});

test("a group that lacks one of its tables alone is made anew, and the table is not left empty", async () => {
  const ground = await desk();
  const [whole, lacking] = [openReadModelStore(":memory:"), openReadModelStore(":memory:")];
  await project(ground, whole, WHOLE);
  await lacking.install([...tables.slice(1), progressTable("tickets")], "live");
  expect((await project(ground, lacking, WHOLE)).at(-1)?.group).toBe("tickets");
  expect(await rowsIn(lacking)).toEqual(await rowsIn(whole));
  await Promise.all([whole.close(), lacking.close()]);
});

test("what a share has parked goes on with whoever has it now", async () => {
  const ground = await desk();
  const formats = new Map(eventFormats);
  formats.delete("customerErased");
  const readModels = openReadModelStore(":memory:");
  const older = { formats, onParked: () => {} };
  for (const part of [1, 2]) {
    await (await projector(ground, readModels, { part, parts: 2 }, older)).catchUp();
  }
  const parked = [expect.objectContaining({ stream: "customer-c-1" })];
  const inTheClear = () => readModels.count(ticketsTable, [{ column: "subject", is: "of 1" }]);
  expect([await parkedStreams(readModels, "tickets"), await inTheClear()]).toEqual([parked, 1]);
  await (await projector(ground, readModels, WHOLE)).retry();
  expect([await parkedStreams(readModels, "tickets"), await inTheClear()]).toEqual([[], 0]);
});

test("a retry leaves alone what another share has parked", async () => {
  const ground = await desk();
  const formats = new Map(eventFormats);
  formats.delete("customerErased");
  const readModels = openReadModelStore(":memory:");
  const [one, other] = [
    { part: 1, parts: 2 },
    { part: 2, parts: 2 },
  ];
  const older = await projector(ground, readModels, one, { formats, onParked: () => {} });
  await older.catchUp();
  const parked = await parkedStreams(readModels, "tickets");
  expect(parked).toMatchObject([{ stream: "customer-c-1" }]);
  const current = await projector(ground, readModels, other);
  await current.catchUp();
  expect(await current.retry()).toEqual({ resumed: [], parked: [] });
  expect(await parkedStreams(readModels, "tickets")).toEqual(parked);
  await readModels.close();
});

test("a rebuild brings partitions that stand at different places to one, and compares them there", async () => {
  const ground = await desk();
  const [half] = (await ground.store.readAll({ after: null, limit: 60 })).slice(-1);
  const readModels = openReadModelStore(":memory:");
  await project(ground, readModels, { part: 1, parts: 2 });
  const behind = { ...ground, store: upTo(ground.store, half!.position) };
  await project(behind, readModels, { part: 2, parts: 2 });
  const role = await projector(ground, readModels, WHOLE);
  const { models, switched } = await role.rebuild({ accept: false, onProgress: () => {} });
  expect([switched, models.flatMap(({ differing }) => differing)]).toEqual([true, []]);
  await readModels.close();
});

test("a projector whose group was rebuilt goes on with the rows of the rebuild", async () => {
  const ground = await desk();
  const readModels = openReadModelStore(":memory:");
  const role = await projector(ground, readModels, WHOLE);
  await role.catchUp();
  const subjects = () => readModels.select(ticketsTable, { columns: ["subject"] });
  const wanted = await subjects();

  const readers = readersIn(["tickets"]);
  const at = (await readModels.checkpoint(...readers))!;
  const rows = await readModels.select(ticketsTable, {});
  const put = rows.map((row) => ({ ...row, subject: "spoiled" }));
  const writes = [{ table: ticketsTable, put, remove: [] }];
  await readModels.commit({ readers, from: at, to: at, writes, generation: "live" });
  const other = await projector(ground, readModels, WHOLE);
  await ground.send("assign", ticket(0), { team: "one" });
  await other.catchUp();
  await other.rebuild({ accept: true, onProgress: () => {} });
  await ground.send("assign", ticket(0), { team: "other" });
  await other.catchUp();
  expect(await subjects()).toEqual(wanted);
  await readModels.close();
});

test("a ticket's stream that begins with recorded refusals is passed, and has no row until it is opened", async () => {
  const { store, keys, send } = await emptyDesk();
  const readModels = openReadModelStore(":memory:");
  const progressAfterRestart = async () => {
    // Whoever knows how far the stream is misses nothing of it.
    const readStream = () => Promise.reject(new Error("the stream was read again"));
    await project({ store: { ...store, readStream }, keys }, readModels, WHOLE);
    return readModels.select(progressTable("tickets"), {});
  };
  const refused = { accepted: false };
  expect(await send("note", ticket(1), { text: "too early" })).toMatchObject(refused);
  expect(await send("acknowledge", ticket(1))).toMatchObject(refused);
  expect(await progressAfterRestart()).toMatchObject([{ applied: 2, parkedAt: null }]);
  expect(await send("resume", ticket(1))).toMatchObject(refused);
  expect(await progressAfterRestart()).toMatchObject([{ applied: 3, parkedAt: null }]);
  const [none, timelines] = await rowsIn(readModels);
  expect(none).toEqual([]);
  expect(timelines).toMatchObject([{ ...ticket(1), page: 0 }]);

  await send("open", ticket(1), { kind: "inquiry", channel: "email", subject: "at last" });
  await send("acknowledge", ticket(1));
  await progressAfterRestart();
  const [tickets] = await rowsIn(readModels);
  expect(tickets).toMatchObject([{ ...ticket(1), revision: 4 }]);
  const atOnce = openReadModelStore(":memory:");
  await project({ store, keys }, atOnce, WHOLE);
  expect(await rowsIn(readModels)).toEqual(await rowsIn(atOnce));
  await Promise.all([readModels.close(), atOnce.close()]);
});
