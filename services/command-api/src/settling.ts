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
 * Sends what follows from an event. A refusal by the rules is final; a store that does not answer is not: then nothing of the
 * batch is taken as done.
 */
export async function settled(commands: Commands, command: Command): Promise<Result> {
  const result = await commands.handle(command);
  if (!result.accepted && refusals[result.refusal.code].retry === "same") {
    throw new ReactionWaits(command, result);
  }
  return result;
}
