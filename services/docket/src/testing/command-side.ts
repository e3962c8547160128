import {
  createCommands,
  systemClock,
  type Commands,
  type Handling,
  type Result,
} from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import {
  memoryEventStore,
  memoryKeyStore,
  type Clock,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import { parseCommand, type PolicyCommand } from "@docket/schemas";
import type { Sent } from "./commands.ts";

/** What else than usual a command side rests on. */
interface Given {
  readonly clock?: Clock;
  readonly policy?: PolicyCommand;
  readonly ticketsOf?: (customerId: string) => Promise<readonly string[]>;
}

export interface CommandSide {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly commands: Commands;
  /** Takes a command as a backend team sends it. */
  readonly send: (command: Sent, options?: Handling) => Promise<Result>;
}

/** The command side of a desk in memory, under a desk policy. It waits for nothing. */
export async function commandSide(given: Given = {}): Promise<CommandSide> {
  const side = commandSideOn(memoryEventStore(), memoryKeyStore(), given);
  await side.commands.handle(given.policy ?? defaultPolicyCommand());
  return side;
}

/** A second process on the same store. */
export function commandSideOn(store: EventStore, keys: KeyStore, given: Given = {}): CommandSide {
  const { clock = systemClock(), ticketsOf = async () => [] } = given;
  const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };
  const commands = createCommands({ store, keys, clock, backoff }, ticketsOf);
  return {
    store,
    keys,
    commands,
    async send(command, options) {
      const parsed = parseCommand(command);
      if (!parsed.ok) throw new Error(parsed.refusal.message);
      return commands.handle(parsed.command, options);
    },
  };
}
