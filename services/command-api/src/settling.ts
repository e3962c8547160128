import { UnreadableEvent } from "@docket/event-sourcing";
import { refusals, type Command } from "@docket/schemas";
import type { Commands, Result } from "./commands.ts";

/** A command that follows from an event could not be taken now: the connection to the store was lost. */
class ReactionWaits extends Error {
  readonly code = "STORE_UNAVAILABLE";
  constructor({ type }: Command, { refusal }: Extract<Result, { accepted: false }>) {
    super(`${type} has to wait: ${refusal.message}`);
  }
}

/**
 * Sends what follows from an event. A refusal by the rules is final; a stream that cannot be read by this program is not: the
 * event is taken up again.
 */
export async function settled(commands: Commands, command: Command): Promise<Result> {
  const result = await answered(commands, command);
  if (!result.accepted && result.refusal.code === "UNREADABLE_EVENT") {
    throw new UnreadableEvent(result.refusal.message);
  }
  return result;
}

/** The same, where the sender knows what to do about an unreadable stream. A store that does not answer leaves nothing as done. */
export async function answered(commands: Commands, command: Command): Promise<Result> {
  const result = await commands.handle(command);
  if (!result.accepted && refusals[result.refusal.code].retry === "same") {
    throw new ReactionWaits(command, result);
  }
  return result;
}
