import { accept, derivedUuid, streamName, subject } from "@docket/event-sourcing";
import type { Decider, Decision, Instant, StreamName, Subject } from "@docket/event-sourcing";
import type {
  DeskPolicy,
  LevelsCommand,
  LevelsEvent,
  Refusal,
  TicketCommand,
} from "@docket/schemas";
import {
  alarmsOf,
  BREACH,
  factsBy,
  formatInstant,
  isPassed,
  readClock,
  thresholdName,
  thresholdTold,
  ticketClocks,
  type Alarm,
  type Fact,
  type Policy,
  type Threshold,
  type TicketClock,
} from "@docket/service-levels";
import { rolesFor } from "@docket/ticket";
import { refused, unchanged, type Timed } from "./decision.ts";

/** What was told of a ticket's clocks (D10, D12): each threshold once, for ever. */
export interface LevelsState {
  readonly told: ReadonlySet<string>;
}

export interface LevelsContext {
  readonly now: Instant;
  /** The one that the ticket is bound to: who may tell, and what was promised. */
  readonly policy: { readonly document: DeskPolicy; readonly levels: Policy };
  /** Of the ticket, as its own stream has them now. */
  readonly facts: readonly Fact[];
}

export const LEVELS_CATEGORY = "levels";
export const levelsStream = (ticketId: string): StreamName => streamName(LEVELS_CATEGORY, ticketId);
/** Nothing in it is personal, and an erasure must not reach it: all tickets share one key, for their digests. */
export const levelsSubject: Subject = subject("levels", "desk");

/** The command by which an alarm is told: the same for the same clock and threshold, whoever sends it. */
export function alarmCommand(
  ticketId: string,
  { target, instance, threshold }: Threshold,
  at: string,
): Timed<LevelsCommand> {
  const envelope = {
    ticketId,
    commandId: derivedUuid("alarm", ticketId, target, String(instance), String(threshold)),
    actor: { id: "docket", role: "administrator" as const },
    occurredAt: at,
  };
  return threshold === BREACH
    ? { ...envelope, type: "recordBreach", data: { target, instance } }
    : { ...envelope, type: "warnOfClock", data: { target, instance, threshold } };
}

export const levelsDecider: Decider<
  LevelsState,
  Timed<LevelsCommand>,
  LevelsEvent,
  Refusal,
  LevelsContext
> = {
  initial: { told: new Set() },

  /** By the ticket's own history at `now`: whatever a table said when the command was sent, a resolution or a pause wins. */
  decide(state, command, { now, policy, facts }): Decision<LevelsEvent, Refusal> {
    // The instant is reckoned, not claimed: how late it is recorded is no question of rights.
    const roles = rolesFor(policy.document, command.type);
    if (!roles.includes(command.actor.role)) {
      const detail = `${command.actor.role} may not ${command.type}.`;
      return refused("ROLE_MISSING", detail, { roles });
    }
    const threshold = thresholdOf(command);
    if (state.told.has(thresholdName(threshold))) {
      return unchanged(command, "it has been told");
    }
    const { target, instance } = threshold;
    const seenAt = Date.parse(now);
    const seen = factsBy(facts, seenAt);
    const clock = ticketClocks(seen, policy.levels).find(
      (one) => one.target === target && one.instance === instance,
    );
    const alarm =
      clock && alarmsOf(clock, seen).find((one) => one.threshold === threshold.threshold);
    const isDue =
      alarm !== undefined &&
      isPassed(alarm, seenAt) &&
      formatInstant(alarm.at) === command.occurredAt;
    if (!isDue) return refused("CLOCK_NOT_DUE", howItStands(clock, alarm, seenAt));
    return accept(eventOf(threshold, alarm));
  },

  evolve(state, event) {
    switch (event.type) {
      case "clockWarned":
      case "clockBreached":
        return { told: new Set([...state.told, thresholdName(thresholdTold(event))]) };
      case "noEffect":
        return state;
      default:
        return event satisfies never;
    }
  },
};

const thresholdOf = (command: LevelsCommand): Threshold =>
  command.type === "recordBreach" ? { ...command.data, threshold: BREACH } : command.data;

function eventOf({ target, instance }: Threshold, alarm: Alarm): LevelsEvent {
  const { terms, dueAt, escalateTo } = alarm;
  const told = {
    target,
    instance,
    policyVersion: terms.policyVersion,
    rule: terms.rule,
    dueAt: dueAt === null ? null : formatInstant(dueAt),
    ...(escalateTo === null ? {} : { escalateTo }),
  };
  if (alarm.kind === "breach") {
    const { cause, breachesAt } = alarm;
    const data = { ...told, breachesAt: formatInstant(breachesAt), cause };
    return { type: "clockBreached", data };
  }
  const { threshold, breachesAt } = alarm;
  const ends = breachesAt === null ? null : formatInstant(breachesAt);
  return { type: "clockWarned", data: { ...told, threshold, breachesAt: ends } };
}

/** What is true of the clock instead. */
function howItStands(
  clock: TicketClock | undefined,
  alarm: Alarm | undefined,
  now: number,
): string {
  if (clock === undefined) return "The ticket has no such clock.";
  if (alarm !== undefined) {
    const when = isPassed(alarm, now) ? "It was passed" : "It is passed after";
    return `${when} ${formatInstant(alarm.at)}.`;
  }
  const { state, stoppedAt } = readClock(clock.course, now);
  const since = stoppedAt === null ? "" : `, stopped at ${formatInstant(stoppedAt)}`;
  return `It is ${state}${since}, and has no such threshold ahead.`;
}

/** What follows from an alarm in its ticket, under a rule of the policy that escalates (D10): made of the event alone. */
export function escalationOf(
  event: LevelsEvent,
  cause: { readonly eventId: string; readonly ticketId: string; readonly correlationId: string },
): (TicketCommand & { readonly ticketId: string }) | undefined {
  if (event.type === "noEffect" || event.data.escalateTo === undefined) return undefined;
  const { escalateTo: to, target, rule } = event.data;
  const what =
    event.type === "clockBreached" ? "is breached" : `has come to ${event.data.threshold} %`;
  return {
    type: "escalate",
    ticketId: cause.ticketId,
    commandId: derivedUuid(cause.eventId, "escalate"),
    actor: { id: "docket", role: "integration" },
    causationId: cause.eventId,
    correlationId: cause.correlationId,
    data: { to, rule, reason: `The service level ${target} ${what}.` },
  };
}
