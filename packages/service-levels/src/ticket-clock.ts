import { applyToClock, foldClock } from "./clock-course.ts";
import type { ClockCourse, ClockEvent, Started, Terms, Wait } from "./clock-history.ts";
import type { EpochMs } from "./instant.ts";
import type { MatchStep, RuleMatch } from "./match-rule.ts";
import type { TargetName } from "./policy-document.ts";
import type { CompiledRule } from "./policy.ts";
import type { RuleBook } from "./rule-book.ts";

/** What happened to a clock, and which of the ticket's facts said so, by its place among them. */
export interface ClockStep {
  readonly fact: number;
  readonly event: Started | ClockEvent;
}

/** One target of one ticket in one instance, as the ticket's facts made it. */
export interface TicketClock {
  readonly target: TargetName;
  /** From 1: the messages, updates or interactions of the ticket in their order; else 1. */
  readonly instance: number;
  readonly course: ClockCourse;
  /** How the rule was found that holds now; empty for a promised instant. */
  readonly trace: readonly MatchStep[];
  readonly steps: readonly ClockStep[];
}

/** Why a clock was cancelled, but for want of a rule. */
export type CancelReason =
  | "merged"
  | "withdrawn"
  | "closed without a resolution"
  | "abandoned"
  | "another message came";

/** Why a clock is cancelled for as long as it is held to nothing. */
const NO_RULE = "no rule matches";

/**
 * A clock in the making. Until a rule matches it has no course, but keeps what happened: its time counts from its start
 * all the same.
 */
export interface ClockDraft {
  readonly target: TargetName;
  readonly instance: number;
  /** Of the interaction it measures, if one. */
  readonly interactionId: string | null;
  readonly channel: string | null;
  readonly startedAt: EpochMs;
  readonly startedBy: number;
  steps: ClockStep[];
  course: ClockCourse | null;
  rule: CompiledRule | null;
  trace: readonly MatchStep[];
  stopped: boolean;
  cancelled: CancelReason | null;
  /** A rule matched before, and none does now. It still notes what happens, its end too: one may match again. */
  unmatched: boolean;
}

const isOver = ({ stopped, cancelled }: ClockDraft): boolean => stopped || cancelled !== null;
/** The end of the ticket cancelled it: a reopening takes that back. */
const isSetAside = ({ cancelled }: ClockDraft): boolean =>
  cancelled === "withdrawn" || cancelled === "closed without a resolution";

const happen = (draft: ClockDraft, event: ClockEvent, fact: number): void => {
  draft.steps.push({ fact, event });
  if (draft.course !== null && !draft.unmatched) draft.course = applyToClock(draft.course, event);
};

export const stop = (draft: ClockDraft, at: EpochMs, fact: number): void => {
  // What the end of the ticket cancelled is stopped all the same: a reopening will find it so.
  if (draft.stopped || (draft.cancelled !== null && !isSetAside(draft))) return;
  draft.stopped = true;
  happen(draft, { type: "stopped", at }, fact);
};

export const cancel = (
  draft: ClockDraft,
  at: EpochMs,
  reason: CancelReason,
  fact: number,
): void => {
  if (isOver(draft)) return;
  draft.cancelled = reason;
  happen(draft, { type: "cancelled", at, reason }, fact);
};

/** What the end of the ticket cancelled, and nothing has stopped since, is over for good: a reopening takes nothing back. */
export const drop = (draft: ClockDraft, reason: CancelReason): void => {
  if (isSetAside(draft) && !draft.stopped) draft.cancelled = reason;
};

/** The ticket waits for somebody, or for nobody any more. */
export const hold = (draft: ClockDraft, wait: Wait | null, at: EpochMs, fact: number): void => {
  if (isOver(draft)) return;
  happen(draft, wait === null ? { type: "waitEnded", at } : { type: "waitBegan", at, wait }, fact);
};

/** The merge was undone, as if it had never been: the time since then counts. */
export const unmerge = (draft: ClockDraft): void => {
  draft.cancelled = null;
  lift(draft, "merged");
};

const lift = (draft: ClockDraft, reason: CancelReason | typeof NO_RULE): void => {
  draft.steps = draft.steps.filter((step) => !cancels(step, reason));
  refold(draft);
};

const cancels = ({ event }: ClockStep, reason: CancelReason | typeof NO_RULE): boolean =>
  event.type === "cancelled" && event.reason === reason;

/**
 * The ticket was reopened. What the end of the ticket had cancelled goes on, unless something stopped it meanwhile, and so
 * does what was stopped if it is one to run on; the time since then is left out.
 */
export const runOn = (draft: ClockDraft, ifStopped: boolean, at: EpochMs, fact: number): void => {
  const { cancelled, stopped } = draft;
  if (cancelled !== null && isSetAside(draft)) {
    draft.cancelled = null;
    standStill(draft, cancelled);
    refold(draft);
    if (stopped && !ifStopped) return;
  } else if (!stopped || !ifStopped) return;
  draft.stopped = false;
  happen(draft, { type: "reopened", at }, fact);
};

/** What cancelled it made it stand still instead; what stopped it since then did so at its own instant. */
const standStill = (draft: ClockDraft, reason: CancelReason): void => {
  const end = draft.steps.findIndex((step) => cancels(step, reason));
  draft.steps = draft.steps.flatMap((step, place): ClockStep[] => {
    const { fact, event } = step;
    if (place === end) return [{ fact, event: { type: "stopped", at: event.at } }];
    if (place < end || event.type !== "stopped") return [step];
    return [{ fact, event: { type: "reopened", at: event.at } }, step];
  });
};

/** What a clock is held to, and how that was found. */
interface Binding {
  readonly terms: Terms;
  readonly rule: CompiledRule | null;
  readonly trace: readonly MatchStep[];
}

/** Gives a clock its first terms: at its start, or later, when an attribute first makes a rule match. */
export const engage = (draft: ClockDraft, binding: Binding, at: EpochMs, fact: number): void => {
  const { terms, rule, trace } = binding;
  draft.rule = rule;
  draft.trace = trace;
  const sinceStart = fact === draft.startedBy || rule?.onChange.mode === "retroactive";
  const first = sinceStart ? terms : { ...terms, target: UNBOUND };
  draft.steps.unshift({
    fact: draft.startedBy,
    event: { type: "started", at: draft.startedAt, terms: first },
  });
  refold(draft);
  if (!sinceStart) retarget(draft, binding, at, fact);
};

/** Until its first terms come a clock counts, but cannot be missed. */
const UNBOUND = { type: "duration", ms: Infinity } as const;
const isUnbound = ({ course }: ClockDraft): boolean => course?.terms.target === UNBOUND;

const retarget = (
  draft: ClockDraft,
  { terms, rule, trace }: Binding,
  at: EpochMs,
  fact: number,
): void => {
  draft.rule = rule;
  draft.trace = trace;
  const { mode, reason = "another rule matches" } = rule?.onChange ?? { mode: "carry" };
  happen(draft, { type: "retargeted", at, terms, mode, reason }, fact);
};

/** The ticket's attributes were looked at: another rule may match, or none. */
export const rematch = (
  draft: ClockDraft,
  book: RuleBook,
  { rule, trace }: RuleMatch<CompiledRule>,
  at: EpochMs,
  fact: number,
): void => {
  if (rule === null) {
    unmatch(draft, at, fact);
    return;
  }
  if (draft.unmatched) {
    draft.unmatched = false;
    lift(draft, NO_RULE);
  }
  if (draft.cancelled !== null || rule === draft.rule) return;
  const binding = { terms: book.terms(draft.target, rule), rule, trace };
  if (isUnbound(draft)) unbind(draft);
  if (draft.course === null) engage(draft, binding, at, fact);
  else retarget(draft, binding, at, fact);
};

/** What nothing holds to anything is not missed; what has stopped is judged already. */
const unmatch = (draft: ClockDraft, at: EpochMs, fact: number): void => {
  if (draft.course === null || draft.unmatched || isOver(draft)) return;
  happen(draft, { type: "cancelled", at, reason: NO_RULE }, fact);
  draft.unmatched = true;
};

const unbind = (draft: ClockDraft): void => {
  draft.course = null;
  draft.steps = draft.steps.filter(
    ({ event }) => event.type !== "started" && event.type !== "retargeted",
  );
};

/** What happens while no rule matches is noted, and changes nothing: a breach stays as it was when it lost its rule. */
const refold = (draft: ClockDraft): void => {
  const lost = draft.steps.findIndex((step) => cancels(step, NO_RULE));
  const [first, ...rest] = lost === -1 ? draft.steps : draft.steps.slice(0, lost + 1);
  if (first?.event.type !== "started") return;
  const events = rest.flatMap(({ event }) => (event.type === "started" ? [] : [event]));
  draft.course = foldClock(first.event, events);
};

/** The clock as others see it; null for one that no rule ever held to anything. */
export const clockOf = (draft: ClockDraft): TicketClock | null => {
  const { target, instance, course, trace, steps } = draft;
  return course === null || isUnbound(draft) ? null : { target, instance, course, trace, steps };
};
