import { parseCommand, refusal, refusals, type Refusal } from "@docket/schemas";
import type { Commands, Result } from "./commands.ts";

/** What the sender of a command is told, over HTTP and on the command line alike. */
export type Answer =
  | {
      readonly accepted: true;
      readonly commandId: string;
      readonly stream: string;
      readonly revision: number;
      readonly events: readonly { readonly id: string; readonly type: string; readonly revision: number }[];
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
  options: { readonly recordRefusal?: boolean } = {},
): Promise<Answer> {
  const parsed = parseCommand(value);
  if (!parsed.ok) return refused(parsed.commandId, parsed.refusal);
  return answerOf(await commands.handle(parsed.command, options));
}

export function answerOf(result: Result): Answer {
  if (!result.accepted) return refused(result.commandId, result.refusal, result.repeated);
  const { commandId, stream, revision, events, repeated, position } = result;
  return { accepted: true, commandId, stream, revision, events, repeated, token: String(position) };
}

/** For what never reached a command: text that is not JSON. */
export const malformed = (detail: string): Answer => refused(null, refusal("MALFORMED_JSON", detail));

function refused(commandId: string | null, why: Refusal, repeated = false): Answer {
  const { retry } = refusals[why.code];
  return { accepted: false, commandId, refusal: { ...why, retry }, repeated };
}
