import { answer, createCommands, systemClock } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import { openFolder } from "@docket/sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { COMMANDS_PER_TICKET, inFlight, lifeCycle } from "./life-cycle.ts";
import { rateOf } from "./measure.ts";

/** Whole commands: parsed, decided, encrypted and durable before each is answered. Returns commands per second. */
export async function docketAppend(
  folder: string,
  tickets: number,
  atOnce: number,
): Promise<number> {
  const opened = await openFolder(folder, "write");
  const { events: store, keys } = opened;
  const backoff = { first: 20, most: 1_000, random: Math.random, sleep: (ms: number) => sleep(ms) };
  const commands = createCommands({ store, keys, backoff, clock: systemClock() }, async () => []);
  await commands.handle(defaultPolicyCommand());
  const rate = await rateOf(tickets * COMMANDS_PER_TICKET, () =>
    inFlight(tickets, atOnce, async (ticket) => {
      for (const command of lifeCycle("run", ticket)) {
        const answered = await answer(commands, command);
        if (!answered.accepted) throw new Error(answered.refusal.message);
      }
    }),
  );
  await opened.close();
  return rate;
}
