import { createCommands, createReactions, systemClock } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import {
  memoryEventStore,
  memoryKeyStore,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import { readModels as models } from "@docket/read-models";
import { parseCommand } from "@docket/schemas";
import { expect, test } from "vitest";
import { tablesOn } from "./testing/tables.ts";

const TICKET = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
const TEXT = "the lamp flickers";
const onTicket = (type: string, data: object) => ({ type, ticketId: TICKET, data });
const onCustomer = (type: string, customerId: string, data: object = {}) => ({
  type,
  customerId,
  data,
});
const opening = (data: object = {}) =>
  onTicket("open", { kind: "inquiry", channel: "email", subject: TEXT, ...data });
const erasing = onCustomer("eraseCustomer", "anna", { ground: "asked" });

/** An append on its way to the store: it arrives when `deliver` is called. */
function delaying(store: EventStore) {
  const { promise: delivery, resolve: deliver } = Promise.withResolvers<void>();
  const { promise: underway, resolve: begun } = Promise.withResolvers<void>();
  const delayed: EventStore = {
    ...store,
    async append(...append) {
      begun();
      await delivery;
      return store.append(...append);
    },
  };
  return { delayed, deliver, underway };
}

/** A desk with a second process beside it, whose append arrives late. */
async function twoProcesses() {
  const store = memoryEventStore();
  const keys = memoryKeyStore();
  const { readModels, projector, ticketsOf } = await tablesOn(store, keys, ({ reason }) => {
    throw new Error(`parked: ${reason}`);
  });
  const process = (events: EventStore) => {
    const clock = systemClock();
    const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };
    const ground = { store: events, keys, clock, backoff, shared: true };
    return createCommands(ground, ticketsOf);
  };
  const here = process(store);
  await here.handle(defaultPolicyCommand());
  let sent = 0;
  const read = (command: object) => {
    const actor = { id: "sam", role: "administrator" };
    const parsed = parseCommand({ commandId: `c-${(sent += 1)}`, actor, ...command });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    return parsed.command;
  };
  return {
    keys,
    projector,
    async send(...commands: readonly object[]) {
      for (const command of commands) {
        expect(await here.handle(read(command))).toMatchObject({ accepted: true });
      }
    },
    /** Decided by the other process before this returns, and appended when it is delivered. */
    async sendLate(command: object) {
      const { delayed, deliver, underway } = delaying(store);
      const answered = process(delayed).handle(read(command));
      await underway;
      return async () => {
        deliver();
        expect(await answered).toMatchObject({ accepted: true });
        await projector.catchUp();
      };
    },
    async react(held: KeyStore = keys) {
      const reactions = createReactions({
        store,
        keys: held,
        readModels,
        commands: here,
        projector,
      });
      while ((await reactions.step()) > 0);
      await projector.catchUp();
    },
    /** Every live row as text, when they are the same as those of a rebuild. */
    async rows(): Promise<string> {
      const rebuilt = await projector.rebuild({ accept: false, onProgress: () => {} });
      expect(rebuilt.models.filter(({ hash, liveHash }) => hash !== liveHash)).toEqual([]);
      const rows: unknown[] = [];
      for (const { table } of models) {
        for await (const page of readModels.scan(table, "live")) rows.push(...page);
      }
      return JSON.stringify(rows);
    },
  };
}

test("an event sealed before an erasure and appended within it is blanked", async () => {
  const desk = await twoProcesses();
  await desk.send(onCustomer("registerCustomer", "anna", { name: "Anna" }));
  const deliver = await desk.sendLate(opening({ customerId: "anna" }));
  await desk.send(erasing);
  await desk.projector.catchUp();
  await desk.react({
    ...desk.keys,
    async erase(subject) {
      // The last moment at which it can be read, and is.
      await deliver();
      return desk.keys.erase(subject);
    },
  });
  expect(await desk.rows()).not.toContain(TEXT);
});

test("a ticket of nobody's that is identified as an erased customer's is blanked", async () => {
  const desk = await twoProcesses();
  await desk.send(onCustomer("registerCustomer", "anna", { name: "Anna" }), opening());
  const deliver = await desk.sendLate(onTicket("identifyCustomer", { customerId: "anna" }));
  await desk.send(erasing);
  await desk.react();
  await deliver();
  await desk.react();
  expect(await desk.rows()).not.toContain(TEXT);
});

test("a customer merged into one who was erased meanwhile is erased too", async () => {
  const desk = await twoProcesses();
  await desk.send(
    onCustomer("registerCustomer", "anna", { name: "Anna" }),
    onCustomer("registerCustomer", "berta", { name: "Berta" }),
    opening({ customerId: "berta" }),
  );
  const deliver = await desk.sendLate(onCustomer("mergeCustomer", "berta", { into: "anna" }));
  await desk.send(erasing);
  await desk.react();
  await deliver();
  await desk.react();
  const rows = await desk.rows();
  expect(rows).not.toContain(TEXT);
  expect(rows).not.toContain("Berta");
});
