import {
  isLevelsCommand,
  isTicketCommand,
  parseCommand,
  refusals,
  type Command,
  type Refusal,
} from "@docket/schemas";
import { namesOthers } from "./aggregates.ts";
import type { Commands, Handling, Result } from "./commands.ts";

/** What the sender of a command is told, over HTTP and on the command line alike. */
export type Answer =
  | {
      readonly accepted: true;
      readonly commandId: string;
      readonly stream: string;
      readonly revision: number;
      readonly events: readonly {
        readonly id: string;
        readonly type: string;
        readonly revision: number;
      }[];
      /** Accepted before: this is the first answer again. */
      readonly repeated: boolean;
      /** A query given this token waits until it sees what the command did. */
      readonly token: string;
    }
  | {
      readonly accepted: false;
      /** `null` when what was sent named none. */
      readonly commandId: string | null;
      readonly refusal: Refusal & { readonly retry: string };
      readonly repeated: boolean;
    };

/** Parses and handles what JSON gave. Commands for one stream keep the order of the calls. */
export async function answer(
  commands: Commands,
  value: unknown,
  options: Handling = {},
): Promise<Answer> {
  const parsed = parseCommand(value);
  if (!parsed.ok) return refused(parsed.commandId, parsed.refusal);
  return answerOf(await commands.handle(parsed.command, handlingOf(parsed.command, options)));
}

/**
 * Answers many at once, each by itself. Commands for different streams are decided side by side; one that concerns
 * other streams too is decided after all that stand before it, and before all that stand behind it.
 */
export async function answerAll(
  commands: Commands,
  values: readonly unknown[],
  options: Handling = {},
): Promise<readonly Answer[]> {
  const answers: Promise<Answer>[] = [];
  for (const value of values) {
    const parsed = parseCommand(value);
    if (!parsed.ok) {
      answers.push(Promise.resolve(refused(parsed.commandId, parsed.refusal)));
      continue;
    }
    const { command } = parsed;
    const alone = concernsOthers(command);
    if (alone) await Promise.all(answers);
    const answered = commands.handle(command, handlingOf(command, options)).then(answerOf);
    answers.push(answered);
    if (alone) await answered;
  }
  return Promise.all(answers);
}

/** Imports act as integrations: nobody else leaves an event by what is refused to them, least of all for lack of a right. */
const handlingOf = ({ actor }: Command, { recordRefusal = false }: Handling): Handling => ({
  recordRefusal: recordRefusal && actor.role === "integration",
});

/** Whether deciding this command asks for the state of other streams, or theirs for what it does. */
function concernsOthers(command: Command): boolean {
  if (isTicketCommand(command)) return namesOthers(command);
  if (isLevelsCommand(command)) return true;
  const { type } = command;
  return (
    type === "mergeCustomer" ||
    type === "unmergeCustomer" ||
    type === "eraseCustomer" ||
    type === "publishPolicy"
  );
}

function answerOf(result: Result): Answer {
  if (!result.accepted) return refused(result.commandId, result.refusal, result.repeated);
  const { commandId, stream, revision, events, repeated, position } = result;
  return {
    accepted: true,
    commandId,
    stream,
    revision,
    events,
    repeated,
    token: String(position),
  };
}

/** For what never reached a command: text that is not JSON, or too much of it. */
export const unread = (why: Refusal): Answer => refused(null, why);

function refused(commandId: string | null, why: Refusal, repeated = false): Answer {
  const { retry } = refusals[why.code];
  return { accepted: false, commandId, refusal: { ...why, retry }, repeated };
}
