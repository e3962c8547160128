import { commandTypes } from "./command.ts";
import type { CustomerCommandType } from "./commands/desk.ts";
import type { LevelsCommandType } from "./commands/levels.ts";
import type { TicketCommandType } from "./commands/ticket.ts";
import { deskPolicy, type DeskPolicy } from "./policy.ts";
import { refusalOfIssue } from "./refusal-of-issue.ts";
import { no, refusal, yes, type OrRefusal, type Refusal } from "./refusals.ts";

/** Reads a desk policy from what JSON gave. What is refused names the first wrong field. */
export function parsePolicy(value: unknown): OrRefusal<DeskPolicy> {
  const parsed = deskPolicy.safeParse(value);
  if (!parsed.success) return no(refusalOfIssue(parsed.error, value));
  const misnamed = refusalOfRights(parsed.data, "rights");
  return misnamed === undefined ? yes(parsed.data) : no(misnamed);
}

const known = new Set(commandTypes);

/** What Docket itself sends, as an integration, so that a second ticket follows the first. */
const OWN_COMMANDS: readonly TicketCommandType[] = [
  "absorb",
  "open",
  "recordLink",
  "recordUnlink",
  "release",
];

/** What Docket itself sends, as an administrator, to carry out an erasure, to part circles of merges and when a clock passes a threshold. */
const ADMINISTERED_COMMANDS: readonly (
  | TicketCommandType
  | CustomerCommandType
  | LevelsCommandType
)[] = [
  "eraseCustomer",
  "completeErasure",
  "unmerge",
  "unmergeCustomer",
  "warnOfClock",
  "recordBreach",
];

/** And, as an integration, when a rule of the policy escalates. */
const ownCommands = ({ serviceLevels }: DeskPolicy): readonly TicketCommandType[] =>
  serviceLevels?.rules.some(({ escalations = [] }) => escalations.length > 0) === true
    ? [...OWN_COMMANDS, "escalate"]
    : OWN_COMMANDS;

/**
 * Refuses rights for a command that does not exist: a slip of the pen would take the right from everyone. Refuses as
 * well to take the right to its own commands from Docket, and the right to publish the next version from everyone.
 * Published policies are not judged by it, so that the schema need not know the commands.
 */
export function refusalOfRights(document: DeskPolicy, place: string): Refusal | undefined {
  const { rights } = document;
  const misnamed = Object.keys(rights).find((command) => !known.has(command));
  if (misnamed !== undefined) {
    const field = `${place}.${misnamed}`.slice(0, 200).toWellFormed();
    const detail = `\`${field}\`: no command has this name.`;
    return refusal("INVALID_FIELD", detail, { field, allowed: commandTypes });
  }
  const taken = ownCommands(document).find((command) => !rights[command]?.includes("integration"));
  if (taken !== undefined) {
    const field = `${place}.${taken}`;
    const detail = `\`${field}\`: Docket sends ${taken} itself, as an integration.`;
    return refusal("POLICY_UNWORKABLE", detail, { field, roles: ["integration"] });
  }
  const denied = ADMINISTERED_COMMANDS.find(
    (command) => rights[command]?.includes("administrator") === false,
  );
  if (denied !== undefined) {
    const field = `${place}.${denied}`;
    const detail = `\`${field}\`: Docket sends ${denied} itself, as an administrator.`;
    return refusal("POLICY_UNWORKABLE", detail, { field, roles: ["administrator"] });
  }
  if (rights["publishPolicy"]?.length !== 0) return undefined;
  const field = `${place}.publishPolicy`;
  return refusal("POLICY_UNWORKABLE", `\`${field}\`: nobody could publish the next version.`, {
    field,
  });
}
