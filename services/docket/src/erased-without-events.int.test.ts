import { createReactions, erasingUnread } from "@docket/command-api";
import { customerStream, defaultPolicyCommand } from "@docket/desk";
import {
  derivedUuid,
  memoryEventStore,
  memoryKeyStore,
  missingEvent,
  type EventStore,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { readModels as models } from "@docket/read-models";
import { parseCommand } from "@docket/schemas";
import { expect, test } from "vitest";
import { commandSideOn } from "./testing/command-side.ts";
import { onCustomer, onTicket, open, type Sent } from "./testing/commands.ts";
import { tablesOn } from "./testing/tables.ts";

const NAME = "Anna Canary";
const STREAM = customerStream("anna");
const actor = { id: "clara", role: "documentControl" };
const erasing = (customerId: string) =>
  onCustomer("eraseCustomer", customerId, { ground: "asked" }, { actor });

const nothing = async (): Promise<void> => {};

/** A store from which somebody can take events of Anna's stream away: those for which `gone` holds. */
function spoilable(gone: {
  of: (event: StoredEvent) => boolean;
  inLog: boolean;
  /** What happens before an append to a stream that was deleted is answered. */
  meanwhile: () => Promise<void>;
}): EventStore {
  const store = memoryEventStore();
  const isGone = (event: StoredEvent) => event.stream === STREAM && gone.of(event);
  const there = (events: readonly StoredEvent[]) => events.filter((event) => !isGone(event));
  const lastOfDeleted = async (stream: StreamName) => {
    const events = await store.readStream(stream, { limit: 100 });
    return there(events).length === 0 ? events.at(-1)?.revision : undefined;
  };
  return {
    ...store,
    readStream: async (stream, page) => there(await store.readStream(stream, page)),
    readAll: async (page) => {
      const events = await store.readAll(page);
      return gone.inLog ? there(events) : events;
    },
    isRemoved: async (stream, at) => {
      const [event] = await store.readStream(stream, { from: at, limit: 1 });
      return event !== undefined && isGone(event);
    },
    async append(stream, expected, events, now) {
      const last = await lastOfDeleted(stream);
      if (last === undefined) return store.append(stream, expected, events, now);
      // The node begins such a stream anew, behind what it had.
      await store.append(stream, last, events, now);
      await gone.meanwhile();
      throw missingEvent(stream, 0);
    },
  };
}

/** A desk that knows Anna, with her ticket. */
async function desk() {
  const gone = { of: (_event: StoredEvent) => false, inLog: false, meanwhile: nothing };
  const [store, keys] = [spoilable(gone), memoryKeyStore()];
  const { readModels, projector, ticketsOf } = await tablesOn(store, keys, () => {});
  const { commands } = commandSideOn(store, keys, { ticketsOf });
  const reactions = createReactions({ store, keys, readModels, commands, projector });
  /** With nothing in memory, as after a restart. */
  const outside = () =>
    erasingUnread(commandSideOn(store, keys, { ticketsOf }).commands, { store, keys, ticketsOf });

  async function send(command: Sent): Promise<string> {
    const parsed = parseCommand(command);
    if (!parsed.ok) return parsed.refusal.code;
    const result = await outside().handle(parsed.command);
    return result.accepted ? result.events.map(({ type }) => type).join(" ") : result.refusal.code;
  }
  async function settle(): Promise<void> {
    await projector.catchUp();
    while ((await reactions.step()) > 0);
    await projector.catchUp();
  }
  await commands.handle(defaultPolicyCommand());
  await send(onCustomer("registerCustomer", "anna", { name: NAME }));
  await send(onCustomer("changeTier", "anna", { tier: "premium" }));
  const live = async () => {
    const rows: unknown[] = [];
    for (const { table } of models) rows.push(await readModels.select(table, {}));
    return JSON.stringify(rows);
  };
  return { gone, store, keys, send, settle, live };
}

type Desk = Awaited<ReturnType<typeof desk>>;

/** Of the two that Anna has. */
const both = (event: StoredEvent) => event.revision < 2;
const first = (event: StoredEvent) => event.revision === 0;
const all = () => true;

async function spoil({ store }: Desk): Promise<void> {
  const [last] = await store.readStream(STREAM, { direction: "backwards", limit: 1 });
  if (last === undefined) throw new Error("Anna has no events.");
  const event = { ...last, id: derivedUuid("spoiled"), type: "teleported" };
  await store.append(last.stream, last.revision, [event], last.recordedAt);
}

/** What a command puts into such a stream all the same is reacted to at once. */
async function deleted({ gone, settle }: Desk): Promise<void> {
  gone.of = both;
  gone.meanwhile = async () => {
    gone.meanwhile = nothing;
    await settle();
  };
}

test.each([
  ["was deleted", deleted],
  ["was ended for ever", async ({ gone }: Desk) => void (gone.of = all)],
  ["has lost its first event", async ({ gone }: Desk) => void (gone.of = first)],
  ["holds an event that nobody can read", spoil],
])("a customer is erased whose stream %s", async (_how, happens) => {
  const one = await desk();
  await one.settle();
  expect(await one.live()).toContain(NAME);
  await happens(one);

  expect(await one.send(erasing("anna"))).toBe("customerErased");
  one.gone.meanwhile = nothing;
  await one.settle();
  expect(await one.keys.erased()).toContain("customer:anna");
  expect(await one.live()).not.toContain(NAME);
  expect(await one.live()).toMatch(/"customerId":"anna"[^}]*"erased":true/);
  const types = (await one.store.readAll({ after: null, limit: 100 })).map(({ type }) => type);
  expect(types).toContain("erasureCompleted");
  expect(await one.send(erasing("anna"))).toBe("CUSTOMER_ERASED");
});

test("so is one whom the tables do not know any more, as their events are gone from the log", async () => {
  const one = await desk();
  Object.assign(one.gone, { of: all, inLog: true });
  await one.settle();
  expect(await one.live()).not.toContain("anna");

  expect(await one.send(erasing("anna"))).toBe("customerErased");
  await one.settle();
  expect(await one.keys.erased()).toContain("customer:anna");
});

test("a legal hold on a ticket of theirs prevents it as ever, and so does a missing right", async () => {
  const one = await desk();
  await one.send(open({ customerId: "anna" }));
  const hold = { matter: "a suit" };
  expect(await one.send(onTicket("placeLegalHold", hold, { actor }))).toBe("legalHoldPlaced");
  await one.settle();
  one.gone.of = all;
  expect(await one.send(erasing("anna"))).toBe("LEGAL_HOLD");
  const release = { reason: "settled" };
  await one.send(onTicket("releaseLegalHold", release, { actor }));
  const byAgent = { ...erasing("anna"), actor: { id: "lena", role: "representative" } };
  expect(await one.send(byAgent)).toBe("ROLE_MISSING");
  await one.settle();
  expect(await one.keys.erased()).toEqual([]);
  expect(await one.send(erasing("anna"))).toBe("customerErased");
});

test("nobody is erased of whom there is nothing at all", async () => {
  const one = await desk();
  await one.send(open({ customerId: "berta" }));
  // A command that was refused leaves nothing either.
  expect(await one.send(onCustomer("renameCustomer", "nobody", { name: "No One" }))).toBe(
    "CUSTOMER_NOT_FOUND",
  );
  expect(await one.send(erasing("nobody"))).toBe("CUSTOMER_NOT_FOUND");
  expect(await one.send(erasing("berta"))).toBe("customerErased");
});
