import { answer, createCommands, systemClock } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import type { EventStore, KeyStore } from "@docket/event-sourcing";
import { openFolder } from "@docket/sqlite";
import { backoff } from "./backoff.ts";
import { inFlight } from "./in-flight.ts";
import { COMMANDS_PER_TICKET, lifeCycle } from "./life-cycle.ts";
import { rateOf } from "./measure.ts";

/** Whole commands: parsed, decided, encrypted and durable before each is answered. Returns commands per second. */
export async function docketAppend(
  folder: string,
  tickets: number,
  atOnce: number,
): Promise<number> {
  const opened = await openFolder(folder, "write");
  const rate = await docketLives({ store: opened.events, keys: opened.keys }, tickets, atOnce);
  await opened.close();
  return rate;
}

/** The same on whatever store and keys are given. */
export async function docketLives(
  ground: { readonly store: EventStore; readonly keys: KeyStore },
  tickets: number,
  atOnce: number,
): Promise<number> {
  const commands = createCommands({ ...ground, backoff, clock: systemClock() }, async () => []);
  await commands.handle(defaultPolicyCommand());
  return rateOf(tickets * COMMANDS_PER_TICKET, () =>
    inFlight(tickets, atOnce, async (ticket) => {
      for (const command of lifeCycle("run", ticket)) {
        const answered = await answer(commands, command);
        if (!answered.accepted) throw new Error(answered.refusal.message);
      }
    }),
  );
}
