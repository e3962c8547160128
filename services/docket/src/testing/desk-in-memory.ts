import { createReactions, eventFormats, type Result } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import {
  createCodec,
  instant,
  keysFor,
  memoryEventStore,
  memoryKeyStore,
  type EventStore,
} from "@docket/event-sourcing";
import type { DomainEvent } from "@docket/schemas";
import { expect } from "vitest";
import { commandSideOn } from "./command-side.ts";
import { onCustomer, type Sent } from "./commands.ts";
import { tablesOn } from "./tables.ts";

const NOW = instant(Date.UTC(2026, 2, 2, 9));
const MOST_EVENTS = 1_000;

/** A desk in memory, at an instant that stands still: the command side, what follows in other streams, and the tables it asks. */
export async function deskInMemory() {
  const [store, keys] = [memoryEventStore(), memoryKeyStore()];
  const parked = () => expect.unreachable("nothing is parked");
  const { readModels, projector, ticketsOf } = await tablesOn(store, keys, parked);
  const given = { clock: () => NOW, ticketsOf };
  const { commands, send } = commandSideOn(store, keys, given);
  await commands.handle(defaultPolicyCommand());
  const reactions = createReactions({ store, keys, readModels, commands, projector });

  return {
    readModels,
    ticket: (ticketId: string) => commands.ticket(ticketId),
    send: async (command: Sent): Promise<string> => outcomeOf(await send(command)),
    /** What a refusal says would be taken instead. */
    allowedInstead: async (command: Sent): Promise<readonly string[] | undefined> => {
      const result = await send(command);
      return result.accepted ? undefined : result.refusal.allowed;
    },
    /** By a process to which the events of this stream are not known yet. */
    sendUnaware: async (stream: string, command: Sent): Promise<string> => {
      const readStream: EventStore["readStream"] = async (name, options) =>
        name === stream ? [] : store.readStream(name, options);
      return outcomeOf(await commandSideOn({ ...store, readStream }, keys, given).send(command));
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

/** The types of the events, or the code of the refusal. */
const outcomeOf = (result: Result): string =>
  result.accepted ? result.events.map(({ type }) => type).join(" ") : result.refusal.code;

export const archivist = { id: "clara", role: "documentControl" };

export const erasing = (customerId: string): Sent =>
  onCustomer("eraseCustomer", customerId, { ground: "asked" }, { actor: archivist });
