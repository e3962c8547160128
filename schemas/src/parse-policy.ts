import { commandTypes } from "./command.ts";
import { deskPolicy, type DeskPolicy } from "./policy.ts";
import { refusalOfIssue } from "./refusal-of-issue.ts";
import { refusal, type Refusal } from "./refusals.ts";

export type ParsedPolicy =
  | { readonly ok: true; readonly document: DeskPolicy }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a desk policy from what JSON gave. What is refused names the first wrong field. */
export function parsePolicy(value: unknown): ParsedPolicy {
  const parsed = deskPolicy.safeParse(value);
  if (!parsed.success) return { ok: false, refusal: refusalOfIssue(parsed.error.issues[0], value) };
  const misnamed = refusalOfRights(parsed.data, "rights");
  return misnamed === undefined
    ? { ok: true, document: parsed.data }
    : { ok: false, refusal: misnamed };
}

const known = new Set(commandTypes);

/**
 * Refuses rights for a command that does not exist: a slip of the pen would take the right from everyone. Published
 * policies are not judged by it, so that the schema need not know the commands.
 */
export function refusalOfRights(document: DeskPolicy, place: string): Refusal | undefined {
  const misnamed = Object.keys(document.rights).find((command) => !known.has(command));
  if (misnamed === undefined) return undefined;
  const field = `${place}.${misnamed}`.slice(0, 200).toWellFormed();
  return refusal("INVALID_FIELD", `\`${field}\`: no command has this name.`, {
    field,
    allowed: commandTypes,
  });
}
