import type { Calendar } from "./calendar.ts";
import type { Segment } from "./clock.ts";
import type { EpochMs } from "./instant.ts";
import type { Rule } from "./policy-document.ts";

/** Who a ticket waits for. */
export type Wait = "customer" | "thirdParty";

/** A duration of open time, or an instant that was promised from outside. */
export type Target =
  | { readonly type: "duration"; readonly ms: number }
  | { readonly type: "instant"; readonly at: EpochMs };

/** A calendar in one of its versions. */
export interface BoundCalendar {
  readonly name: string;
  readonly version: number;
  readonly calendar: Calendar;
}

/** What a clock is held to: a rule of a policy's version, on a calendar's version. */
export interface Terms {
  readonly policyVersion: string;
  readonly rule: string;
  readonly calendar: BoundCalendar;
  readonly target: Target;
  /** Waits during which the clock stands still. */
  readonly pausesOn: readonly Wait[];
  /** Shares of the target in percent at which to warn. */
  readonly warnings: readonly number[];
  readonly escalations: NonNullable<Rule["escalations"]>;
}

/** What becomes of the time that has elapsed when another rule matches. */
export type RetargetMode = "carry" | "restart" | "retroactive";

export interface Started {
  readonly type: "started";
  readonly at: EpochMs;
  readonly terms: Terms;
}

export interface Retargeted {
  readonly type: "retargeted";
  readonly at: EpochMs;
  readonly terms: Terms;
  readonly mode: RetargetMode;
  readonly reason: string;
}

export interface CalendarEdited {
  readonly type: "calendarEdited";
  readonly at: EpochMs;
  readonly calendar: BoundCalendar;
}

/** What happens to a clock that has started, in the order of the ticket's stream. */
export type ClockEvent =
  | { readonly type: "waitBegan"; readonly at: EpochMs; readonly wait: Wait }
  | { readonly type: "waitEnded"; readonly at: EpochMs }
  | { readonly type: "stopped"; readonly at: EpochMs }
  | { readonly type: "reopened"; readonly at: EpochMs }
  | { readonly type: "cancelled"; readonly at: EpochMs; readonly reason: string }
  | Retargeted
  | CalendarEdited;

/** A stretch in which the clock ran, and what it ran on. */
export interface CourseSegment extends Segment {
  readonly terms: Terms;
}

export type Cause = "time passed" | "target reduced";

export interface Breached {
  readonly state: "breached";
  /** The later of `breachesAt` and the instant from which the target held. */
  readonly at: EpochMs;
  readonly dueAt: EpochMs | null;
  readonly breachesAt: EpochMs;
  readonly cause: Cause;
  readonly terms: Terms;
}

/** What was decided, and when. */
export type Outcome =
  | { readonly state: "met"; readonly at: EpochMs; readonly terms: Terms }
  | Breached
  | { readonly state: "cancelled"; readonly at: EpochMs; readonly reason: string };

/** An outcome that a retroactive target took back. */
export interface Rescinded {
  readonly outcome: Outcome;
  readonly at: EpochMs;
  readonly reason: string;
}

/** A stretch of time, `from` ≤ t < `to`. */
interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A clock as its history made it. */
export interface ClockCourse {
  readonly startedAt: EpochMs;
  /** From when on segments count: later than `startedAt` only when the clock was restarted. */
  readonly countedSince: EpochMs;
  /** From when on the present target holds. */
  readonly targetSince: EpochMs;
  readonly terms: Terms;
  /** What it was held to, each until the next, in the order of time. */
  readonly held: readonly { readonly from: EpochMs; readonly terms: Terms }[];
  /** Those that have ended, in the order in which that was recorded. */
  readonly waits: readonly (Span & { readonly wait: Wait })[];
  /** From its stops to its reopenings. */
  readonly rests: readonly Span[];
  readonly wait: Wait | null;
  readonly waitingSince: EpochMs;
  readonly stoppedAt: EpochMs | null;
  readonly outcome: Outcome | null;
  /** A target that came while the clock was stopped: it holds if the clock ever runs on. */
  readonly pending: Retargeted | null;
  readonly rescinded: readonly Rescinded[];
  /** What the course was folded from, so that a retroactive target can fold it again. */
  readonly start: Started;
  readonly events: readonly ClockEvent[];
}
