import type { Commands } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import { commandId } from "@docket/event-sourcing";
import { isTransient, type Refusal } from "@docket/schemas";

/**
 * The built-in policy stands in the log before anything else, but in no log that is still to be filled from elsewhere: it is
 * published with the first command. While the store does not take it, commands are to be sent again.
 */
export function underPolicy(commands: Commands): Commands {
  let isThere = false;
  let publishing: Promise<Refusal | undefined> | undefined;

  /** Why it is not there yet. */
  async function publish(): Promise<Refusal | undefined> {
    const result = await commands.handle(defaultPolicyCommand());
    if (!result.accepted && isTransient(result.refusal)) return result.refusal;
    isThere = true;
    return undefined;
  }

  return {
    ...commands,
    async handle(command, options) {
      if (!isThere) {
        publishing ??= publish().finally(() => (publishing = undefined));
        const why = await publishing;
        if (why !== undefined) {
          const id = commandId(command.commandId);
          return { accepted: false, commandId: id, refusal: why, repeated: false };
        }
      }
      return commands.handle(command, options);
    },
  };
}
