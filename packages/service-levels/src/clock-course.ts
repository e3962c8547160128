import type {
  BoundCalendar,
  Breached,
  ClockCourse,
  ClockEvent,
  CourseSegment,
  Retargeted,
  Started,
  Terms,
} from "./clock-history.ts";
import { breachBy, isHeldUp } from "./clock-judgement.ts";
import type { EpochMs } from "./instant.ts";

export const startClock = (start: Started): ClockCourse => ({
  startedAt: start.at,
  countedSince: start.at,
  targetSince: start.at,
  terms: start.terms,
  segments: [segment(start.at, start.terms)],
  settledTo: start.at,
  inDoubt: [],
  wait: null,
  stoppedAt: null,
  outcome: null,
  pending: null,
  rescinded: [],
  start,
  events: [],
});

/** One step of the fold. Total: an event that says nothing new, or comes after the cancelling, changes nothing. */
export const applyToClock = (course: ClockCourse, event: ClockEvent): ClockCourse => {
  if (course.outcome?.state === "cancelled") return course;
  const next = { ...course, events: [...course.events, event] };
  switch (event.type) {
    case "waitBegan":
      return adjusted({ ...next, wait: event.wait }, event.at);
    case "waitEnded":
      return adjusted({ ...next, wait: null }, event.at);
    case "stopped":
      return stopped(next, event.at);
    case "reopened":
      return reopened(next, event.at);
    case "cancelled":
      return cancelled(next, event.at, event.reason);
    case "retargeted":
      return event.mode === "retroactive" ? rejudged(course, event) : retargeted(next, event);
    case "calendarEdited":
      return onCalendar(next, event.at, event.calendar);
    default:
      return event satisfies never;
  }
};

export const foldClock = (start: Started, events: readonly ClockEvent[]): ClockCourse =>
  events.reduce(applyToClock, startClock(start));

const segment = (from: EpochMs, terms: Terms): CourseSegment => ({
  from,
  to: Infinity,
  calendar: terms.calendar.calendar,
  terms,
});

/** Real logs jump back in time; what the clock has counted it does not count again. */
const notBackwards = ({ settledTo, countedSince }: ClockCourse, at: EpochMs): EpochMs =>
  Math.max(at, settledTo, countedSince);

/** Ends what runs. What was recorded late ends what counted after it too, until it is known how long that lasts. */
const halted = (course: ClockCourse, at: EpochMs): ClockCourse => {
  const ended = course.segments.filter(({ to }) => to !== Infinity);
  return {
    ...course,
    settledTo: Math.max(at, course.settledTo),
    segments: within(course.segments, -Infinity, at),
    inDoubt: [...within(ended, at, Infinity), ...course.inDoubt],
  };
};

const within = (
  segments: readonly CourseSegment[],
  from: EpochMs,
  to: EpochMs,
): readonly CourseSegment[] =>
  segments
    .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
    .filter((part) => part.to > part.from);

const goingOn = (course: ClockCourse, at: EpochMs): ClockCourse => {
  const from = notBackwards(course, at);
  const counted = [...course.segments, ...within(course.inDoubt, at, Infinity)];
  const segments = [...counted, segment(from, course.terms)];
  return { ...course, segments, settledTo: from, inDoubt: [] };
};

/** Lets the clock run or stand still, as the waits and the stop want it. */
const adjusted = (course: ClockCourse, at: EpochMs): ClockCourse => {
  const runs = course.segments.at(-1)?.to === Infinity;
  const shouldRun = course.stoppedAt === null && !isHeldUp(course);
  if (runs === shouldRun) return course;
  return shouldRun ? goingOn(course, at) : halted(course, at);
};

/** A breach that a later event has shown does not hold against a stop that was before it. */
const breachedBy = (course: ClockCourse, at: EpochMs): Breached | null => {
  const { outcome } = course;
  if (outcome?.state !== "breached") return breachBy(course, at);
  const isBefore = outcome.cause === "target reduced" && at < outcome.at;
  return at > outcome.breachesAt && !isBefore ? outcome : null;
};

/** A stop is judged at its own instant and by the target of its time, also when it was recorded after later ones. */
const stopped = (course: ClockCourse, at: EpochMs): ClockCourse => {
  if (course.stoppedAt !== null) return course;
  const later = retargetsAfter(course, at);
  if (later.length > 0) {
    const before = foldClock(
      course.start,
      course.events.filter((event) => !later.includes(event)),
    );
    return later.reduce(applyToClock, { ...before, rescinded: course.rescinded });
  }
  const outcome = breachedBy(course, at) ?? { state: "met", at, terms: course.terms };
  return { ...halted(course, at), stoppedAt: at, outcome };
};

/** The first terms of a clock hold from its start on, whenever they came. */
const retargetsAfter = ({ start, events }: ClockCourse, at: EpochMs): readonly ClockEvent[] => {
  const { target } = start.terms;
  const isUnbound = target.type === "duration" && target.ms === Infinity;
  return events
    .filter(({ type }) => type === "retargeted")
    .slice(isUnbound ? 1 : 0)
    .filter((event) => event.at > at);
};

/** The time since the stop is left out. What was met is open again; a breach stays. */
const reopened = (course: ClockCourse, at: EpochMs): ClockCourse => {
  if (course.stoppedAt === null) return course;
  const from = Math.max(at, course.stoppedAt);
  const outcome = course.outcome?.state === "breached" ? course.outcome : null;
  const open = { ...course, stoppedAt: null, wait: null, outcome, pending: null };
  const running = goingOn(open, from);
  return course.pending === null ? running : retargeted(running, { ...course.pending, at: from });
};

/** What is breached by then stays so, and has stopped. */
const cancelled = (course: ClockCourse, at: EpochMs, reason: string): ClockCourse => {
  if (course.outcome?.state === "met" || breachedBy(course, at) !== null)
    return stopped(course, at);
  return { ...halted(course, at), outcome: { state: "cancelled", at, reason } };
};

/** `carry` and `restart`: the new target holds from now on, and what was decided stays so, with what it was decided by. */
const retargeted = (course: ClockCourse, retarget: Retargeted): ClockCourse => {
  if (course.stoppedAt !== null) return { ...course, pending: after(course.pending, retarget) };
  const outcome = course.outcome ?? breachBy(course, retarget.at);
  const at = notBackwards(course, retarget.at);
  const { terms, mode } = retarget;
  const countedSince = mode === "restart" && outcome === null ? at : course.countedSince;
  return adjusted({ ...halted(course, at), outcome, terms, targetSince: at, countedSince }, at);
};

/** The latest target holds, but a restart among those that came while the clock was stopped stays one. */
const after = (pending: Retargeted | null, retarget: Retargeted): Retargeted =>
  pending?.mode === "restart" ? { ...retarget, mode: "restart" } : retarget;

/** `retroactive`: the whole course again as if the new terms had held from the start. */
const rejudged = (course: ClockCourse, { at, terms, reason }: Retargeted): ClockCourse => {
  const events = course.events.filter(
    ({ type }) => type !== "retargeted" && type !== "calendarEdited",
  );
  const outcome = course.outcome ?? breachBy(course, at);
  const rescinded =
    outcome === null ? course.rescinded : [...course.rescinded, { outcome, at, reason }];
  return { ...foldClock({ ...course.start, terms }, events), rescinded };
};

/** Past segments stay on the version they ran on. */
const onCalendar = (course: ClockCourse, at: EpochMs, calendar: BoundCalendar): ClockCourse => {
  if (calendar.name !== course.terms.calendar.name) return course;
  const changed = { ...course, terms: { ...course.terms, calendar } };
  if (course.segments.at(-1)?.to !== Infinity) return changed;
  const from = notBackwards(course, at);
  return goingOn(halted(changed, from), from);
};
