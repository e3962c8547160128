import type { LevelsEvent } from "@docket/schemas";
import type { Breached, Terms } from "./clock-history.ts";
import { breachBy, warnsAt } from "./clock-judgement.ts";
import type { Fact } from "./fact.ts";
import type { EpochMs } from "./instant.ts";
import type { Rule, TargetName } from "./policy-document.ts";
import type { TicketClock } from "./ticket-clock.ts";

/** The threshold of a breach, where that of a warning is a lower share of the target in percent. */
export const BREACH = 100;

/** A threshold of one of a ticket's clocks. */
export interface Threshold {
  readonly target: TargetName;
  readonly instance: number;
  /** A share of the target in percent; {@link BREACH} for the whole. */
  readonly threshold: number;
}

/** One text for a threshold of a ticket's clock, wherever it is told of. */
export const thresholdName = ({ target, instance, threshold }: Threshold): string =>
  `${target} ${instance} ${threshold}`;

/** An event that tells that a threshold was passed. */
export type AlarmEvent = Exclude<LevelsEvent, { type: "noEffect" }>;

export const thresholdTold = (event: AlarmEvent): Threshold => {
  const { target, instance } = event.data;
  return {
    target,
    instance,
    threshold: event.type === "clockBreached" ? BREACH : event.data.threshold,
  };
};

/** To where an alarm escalates its ticket. */
export type Level = NonNullable<Rule["escalations"]>[number]["to"];

interface Passing {
  /** When the threshold is passed, if nothing happens to the ticket before; what happens in that millisecond comes first. */
  readonly at: EpochMs;
  readonly threshold: number;
  readonly dueAt: EpochMs | null;
  readonly terms: Terms;
  /** Null when no rule escalates then. */
  readonly escalateTo: Level | null;
}

/** A threshold that an open clock passes, or has passed, while it is open. */
export type Alarm = Passing &
  (
    | { readonly kind: "warning"; readonly breachesAt: EpochMs | null }
    | { readonly kind: "breach"; readonly breachesAt: EpochMs; readonly cause: Breached["cause"] }
  );

/** Whether a threshold has been passed by `now`. */
export const isPassed = ({ at }: Pick<Alarm, "at">, now: EpochMs): boolean => at < now;

/**
 * All alarms of one of the ticket's clocks, those that are due included, in the order of their instants (T14 to T16). The facts alone
 * say when: time changes nothing in it.
 */
export const alarmsOf = ({ course }: TicketClock, facts: readonly Fact[]): readonly Alarm[] => {
  const { outcome, stoppedAt, terms, targetSince } = course;
  const isHistory = facts.some((fact) => fact.type === "opened" && fact.history === true);
  if (isHistory || stoppedAt !== null || outcome?.state === "cancelled") return [];
  const breach = outcome?.state === "breached" ? outcome : breachBy(course, Infinity);
  const alarms: Alarm[] = [];
  for (const threshold of new Set(terms.warnings)) {
    const reached = warnsAt(course, threshold);
    if (reached === null) continue;
    const at = Math.max(reached, targetSince);
    if (breach !== null && at >= breach.at) continue;
    alarms.push({
      kind: "warning",
      at,
      threshold,
      dueAt: breach?.dueAt ?? null,
      breachesAt: breach?.breachesAt ?? null,
      terms,
      escalateTo: levelOf(terms, threshold),
    });
  }
  if (breach !== null) {
    const { at, dueAt, breachesAt, cause, terms: broken } = breach;
    const escalateTo = levelOf(broken, "breach");
    const held = { terms: broken, dueAt, breachesAt, cause, escalateTo };
    alarms.push({ kind: "breach", at, threshold: BREACH, ...held });
  }
  return alarms.toSorted((one, other) => one.at - other.at || one.threshold - other.threshold);
};

const levelOf = ({ escalations }: Terms, on: number | "breach"): Level | null =>
  escalations.find((one) => one.on === on)?.to ?? null;
