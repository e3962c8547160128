import { EventsMissing, UnreadableEvent } from "@docket/event-sourcing";
import { isTransient, type Command, type Refusal } from "@docket/schemas";
import type { Commands, Result } from "./commands.ts";

/** A command that follows from an event could not be taken now: the connection to the store was lost. */
class ReactionWaits extends Error {
  readonly code = "STORE_UNAVAILABLE";
  constructor({ type }: Command, { refusal }: Extract<Result, { accepted: false }>) {
    super(`${type} has to wait: ${refusal.message}`);
  }
}

/** A stream that cannot be read takes no command. */
export const isUnread = ({ code }: Refusal): boolean =>
  code === "UNREADABLE_EVENT" || code === "EVENTS_MISSING";

/**
 * Sends what follows from an event. A refusal by the rules is final; a stream that cannot be read by this program is not: the
 * event is taken up again.
 */
export async function settled(commands: Commands, command: Command): Promise<Result> {
  const result = await answered(commands, command);
  if (!result.accepted && isUnread(result.refusal)) {
    const { code, message } = result.refusal;
    throw code === "EVENTS_MISSING" ? new EventsMissing(message) : new UnreadableEvent(message);
  }
  return result;
}

/** The same, where the sender knows what to do about an unreadable stream. A store that does not answer leaves nothing as done. */
export async function answered(commands: Commands, command: Command): Promise<Result> {
  const result = await commands.handle(command);
  if (!result.accepted && isTransient(result.refusal)) {
    throw new ReactionWaits(command, result);
  }
  return result;
}
