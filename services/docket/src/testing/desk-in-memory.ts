import { createCommands, createReactions, eventFormats, type Result } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import {
  createCodec,
  instant,
  keysFor,
  memoryBus,
  memoryEventStore,
  memoryKeyStore,
  type EventStore,
} from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { ticketsOfPerson } from "@docket/query-api";
import { parseCommand, type DomainEvent } from "@docket/schemas";
import { openReadModelStore } from "@docket/sqlite";
import { expect } from "vitest";
import { onCustomer, type Sent } from "./commands.ts";

const NOW = instant(Date.UTC(2026, 2, 2, 9));
const MOST_EVENTS = 1_000;

/** A desk in memory, at an instant that stands still: the command side, what follows in other streams, and the tables it asks. */
export async function deskInMemory() {
  const [store, keys] = [memoryEventStore(), memoryKeyStore()];
  const readModels = openReadModelStore(":memory:");
  const projector = await createProjectorRole({
    store,
    keys,
    readModels,
    bus: memoryBus(),
    formats: eventFormats,
    onParked: () => expect.unreachable("nothing is parked"),
  });
  const commandsOn = (events: EventStore) => {
    const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };
    return createCommands(
      { store: events, keys, clock: () => NOW, backoff },
      async (customerId) => {
        await projector.catchUp();
        return ticketsOfPerson(readModels, customerId);
      },
    );
  };
  const commands = commandsOn(store);
  const reactions = createReactions({ store, keys, readModels, commands, projector });
  await commands.handle(defaultPolicyCommand());

  return {
    readModels,
    ticket: (ticketId: string) => commands.ticket(ticketId),
    send: async (command: Sent): Promise<string> => outcomeOf(await commands.handle(read(command))),
    /** By a process to which the events of this stream are not known yet. */
    sendUnaware: async (stream: string, command: Sent): Promise<string> => {
      const readStream: EventStore["readStream"] = async (name, options) =>
        name === stream ? [] : store.readStream(name, options);
      return outcomeOf(await commandsOn({ ...store, readStream }).handle(read(command)));
    },
    /** Until nothing follows any more, and the tables are there. */
    async settle() {
      await projector.catchUp();
      while ((await reactions.step()) > 0);
      await projector.catchUp();
    },
    /** The data of all events, as far as they can be read. */
    async readable(): Promise<string> {
      const page = await store.readAll({ after: null, limit: MOST_EVENTS });
      const codec = createCodec<DomainEvent>(eventFormats);
      const held = await keysFor(page, codec, keys);
      return JSON.stringify(page.map((stored) => codec.decode(stored, held).data));
    },
  };
}

function read(command: Sent) {
  const parsed = parseCommand(command);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.command;
}

/** The types of the events, or the code of the refusal. */
const outcomeOf = (result: Result): string =>
  result.accepted ? result.events.map(({ type }) => type).join(" ") : result.refusal.code;

export const archivist = { id: "clara", role: "documentControl" };

export const erasing = (customerId: string): Sent =>
  onCustomer("eraseCustomer", customerId, { ground: "asked" }, { actor: archivist });
