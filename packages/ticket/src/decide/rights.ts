import { refusal, type Actor, type DeskPolicy, type Refusal, type Role } from "@docket/schemas";

/** What is judged alike for every kind of command: who issues it, and when it is said to have happened. */
export interface Accountable {
  readonly type: string;
  readonly actor: Actor;
  readonly occurredAt: string;
}

/** How far a sender's clock may run ahead. */
const FUTURE_TOLERANCE_MS = 5_000;

/** Who may issue a command; one that the policy does not name is for administrators only (D7). */
export const rolesFor = (policy: DeskPolicy, command: string): readonly Role[] =>
  policy.rights[command] ?? ["administrator"];

/** Those of these commands that a role may issue: what a refusal names is taken from whom it is told. */
export const issuedBy = (
  role: Role,
  policy: DeskPolicy,
  commands: readonly string[],
): readonly string[] => commands.filter((command) => rolesFor(policy, command).includes(role));

/**
 * Refuses with ROLE_MISSING, OCCURRED_IN_FUTURE or RECORDED_TOO_LATE; `undefined` when the actor may say now that this
 * happened then.
 */
export function checkRights(
  { type, actor, occurredAt }: Accountable,
  policy: DeskPolicy,
  now: string,
): Refusal | undefined {
  const roles = rolesFor(policy, type);
  if (!roles.includes(actor.role)) {
    return refusal("ROLE_MISSING", `${actor.role} may not ${type}.`, { roles });
  }
  if (occurredAt === now) return undefined;
  if (occurredAt > now) {
    if (millisecondsBetween(now, occurredAt) > FUTURE_TOLERANCE_MS) {
      return refusal("OCCURRED_IN_FUTURE", undefined, { field: "occurredAt" });
    }
    return undefined;
  }
  const late = policy.lateRecordingRights;
  if (late.includes(actor.role)) return undefined;
  if (millisecondsBetween(occurredAt, now) > millisecondsOf(policy.lateRecording)) {
    return refusal("RECORDED_TOO_LATE", undefined, { field: "occurredAt", roles: late });
  }
  return undefined;
}

/** Whether `at` lies within a duration after `start`. */
export const isWithin = (duration: string, start: string, at: string): boolean =>
  millisecondsBetween(start, at) <= millisecondsOf(duration);

const millisecondsBetween = (from: string, to: string) => Date.parse(to) - Date.parse(from);

// A policy names a handful of durations, and each is asked for with every command.
const lengths = new Map<string, number>();
function millisecondsOf(duration: string): number {
  let length = lengths.get(duration);
  if (length === undefined) {
    length = Temporal.Duration.from(duration).total("milliseconds");
    lengths.set(duration, length);
  }
  return length;
}
