import {
  counted,
  factsBy,
  formatDuration,
  formatInstant,
  openIntervals,
  readClock,
  ticketClocks,
  type ClockReading,
  type ClockStep,
  type CourseSegment,
  type EpochMs,
  type Fact,
  type MatchStep,
  type Policy,
  type TargetName,
  type Terms,
  type TicketClock,
} from "@docket/service-levels";
import { instantOrNull } from "./report.ts";

/** The event of the log that a fact was read from. */
export interface FactSource {
  readonly eventId: string;
  readonly revision: number;
  readonly type: string;
}

/** A ticket's facts, each with the event that told it. */
export interface SourcedTicket {
  readonly ticketId: string;
  readonly facts: readonly { readonly fact: Fact; readonly source: FactSource }[];
  readonly policy: Policy;
}

/** Why a clock reads as it does: everything needed to reckon it again by hand. */
export interface ClockExplanation {
  readonly ticketId: string;
  readonly target: TargetName;
  readonly instance: number;
  readonly now: string;
  readonly state: ClockReading["state"];
  readonly terms: ExplainedTerms;
  /** The rules in the order in which they were looked at, up to the one that holds. */
  readonly match: readonly MatchStep[];
  readonly history: readonly ExplainedStep[];
  /** Where the clock ran, each with the opening hours that counted. Their lengths add up to `elapsedMs`. */
  readonly segments: readonly ExplainedSegment[];
  /** Where it stood still in between, and why. */
  readonly pauses: readonly ExplainedPause[];
  readonly elapsedMs: number;
  /** Null for a promised instant. */
  readonly targetMs: number | null;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly dueAt: string | null;
  readonly breachesAt: string | null;
  readonly breachedAt: string | null;
  readonly cause: string | null;
  /** Outcomes that a retroactive rule took back. */
  readonly rescinded: readonly {
    readonly state: string;
    readonly decidedAt: string;
    readonly rescindedAt: string;
    readonly reason: string;
  }[];
}

export interface ExplainedTerms {
  readonly policyVersion: string;
  readonly rule: string;
  /** A duration of open time, or the instant that was promised. */
  readonly target: string;
  readonly calendar: string;
  readonly calendarVersion: number;
  readonly timeZone: string;
  readonly pausesOn: readonly string[];
}

export interface ExplainedStep extends FactSource {
  readonly at: string;
  readonly did: string;
}

export interface ExplainedSegment {
  readonly from: string;
  readonly to: string;
  readonly calendar: string;
  readonly calendarVersion: number;
  readonly open: readonly (readonly [from: string, to: string])[];
  readonly openMs: number;
}

export interface ExplainedPause {
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
  readonly because: string;
}

/** The clock at `now`; null when the ticket has none such by then. */
export const explainClock = (
  ticket: SourcedTicket,
  target: TargetName,
  instance: number,
  now: EpochMs,
): ClockExplanation | null => {
  const known = ticket.facts.filter(({ fact }) => fact.at <= now);
  const clock = clocksOf({ ...ticket, facts: known }, now).find(
    (one) => one.target === target && one.instance === instance,
  );
  if (clock === undefined) return null;
  const { course } = clock;
  const reading = readClock(course, now);
  const segments = counted(course).map((part) => explainedSegment(part, reading.stoppedAt ?? now));
  return {
    ticketId: ticket.ticketId,
    target,
    instance,
    now: formatInstant(now),
    state: reading.state,
    terms: explainedTerms(reading.terms),
    match: clock.trace,
    history: clock.steps
      .filter(hadEffect)
      .flatMap((step) => explainedStep(step, known[step.fact]?.source)),
    segments: segments.filter(({ from, to }) => from < to),
    pauses: pausesOf(clock),
    elapsedMs: reading.elapsedMs,
    targetMs: reading.terms.target.type === "duration" ? reading.terms.target.ms : null,
    startedAt: formatInstant(course.startedAt),
    stoppedAt: instantOrNull(reading.stoppedAt),
    dueAt: instantOrNull(reading.dueAt),
    breachesAt: instantOrNull(reading.breachesAt),
    breachedAt: instantOrNull(reading.breachedAt),
    cause: reading.cause,
    rescinded: course.rescinded.map(({ outcome, at, reason }) => ({
      state: outcome.state,
      decidedAt: formatInstant(outcome.at),
      rescindedAt: formatInstant(at),
      reason,
    })),
  };
};

/** The clocks that the ticket has by `now`. */
export const clocksOf = ({ facts, policy }: SourcedTicket, now: EpochMs): readonly TicketClock[] =>
  ticketClocks(
    factsBy(
      facts.map(({ fact }) => fact),
      now,
    ),
    policy,
  );

const explainedTerms = ({ policyVersion, rule, target, calendar, pausesOn }: Terms) => ({
  policyVersion,
  rule,
  target: target.type === "duration" ? formatDuration(target.ms) : formatInstant(target.at),
  calendar: calendar.name,
  calendarVersion: calendar.version,
  timeZone: calendar.calendar.document.timeZone,
  pausesOn,
});

/** What stopped a clock that stood still since the end of its ticket let it run on for no time. */
const hadEffect = ({ fact, event }: ClockStep, place: number, steps: readonly ClockStep[]) => {
  const next = steps[place + 1];
  return event.type !== "reopened" || next?.fact !== fact || next.event.type !== "stopped";
};

const explainedStep = (
  { event }: ClockStep,
  source: FactSource | undefined,
): readonly ExplainedStep[] =>
  source === undefined ? [] : [{ at: formatInstant(event.at), did: deedOf(event), ...source }];

const deedOf = (event: ClockStep["event"]): string => {
  switch (event.type) {
    case "started":
      return "started";
    case "waitBegan":
      return event.wait === "customer" ? "waits for the customer" : "waits for a third party";
    case "waitEnded":
      return "waits for nobody";
    case "stopped":
      return "stopped";
    case "reopened":
      return "runs on";
    case "cancelled":
      return `cancelled: ${event.reason}`;
    case "retargeted":
      return `${event.mode} to rule "${event.terms.rule}": ${event.reason}`;
    case "calendarEdited":
      return `calendar ${event.calendar.name} in version ${event.calendar.version}`;
    default:
      return event satisfies never;
  }
};

const explainedSegment = ({ from, to, terms }: CourseSegment, until: EpochMs): ExplainedSegment => {
  const end = Math.max(from, Math.min(to, until));
  const open = openIntervals(terms.calendar.calendar, from, end);
  return {
    from: formatInstant(from),
    to: formatInstant(end),
    calendar: terms.calendar.name,
    calendarVersion: terms.calendar.version,
    open: open.map(([begin, close]) => [formatInstant(begin), formatInstant(close)] as const),
    openMs: open.reduce((sum, [begin, close]) => sum + close - begin, 0),
  };
};

/** The gaps between the stretches in which the clock ran, and the one that lasts. */
const pausesOf = ({ course, steps }: TicketClock): ExplainedPause[] => {
  const pauses: ExplainedPause[] = [];
  let end: EpochMs = course.countedSince;
  const pause = (to: EpochMs | null) =>
    pauses.push({
      from: formatInstant(end),
      to: instantOrNull(to),
      because: reasonAt(steps, end),
    });
  for (const { from, to } of counted(course)) {
    if (from > end) pause(from);
    end = to;
  }
  if (end !== Infinity && course.stoppedAt === null && course.outcome?.state !== "cancelled") {
    pause(null);
  }
  return pauses;
};

const reasonAt = (steps: readonly ClockStep[], at: EpochMs): string => {
  const step = steps.findLast(
    ({ event }) => event.at <= at && (event.type === "waitBegan" || event.type === "stopped"),
  );
  return step === undefined ? "not running" : deedOf(step.event);
};
