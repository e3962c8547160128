import type {
  BoundCalendar,
  Breached,
  ClockCourse,
  ClockEvent,
  Retargeted,
  Started,
  Terms,
  Wait,
} from "./clock-history.ts";
import { breachBy } from "./clock-judgement.ts";
import type { EpochMs } from "./instant.ts";

export const startClock = (start: Started): ClockCourse => ({
  startedAt: start.at,
  countedSince: start.at,
  targetSince: start.at,
  terms: start.terms,
  held: [{ from: start.at, terms: start.terms }],
  waits: [],
  rests: [],
  wait: null,
  waitingSince: start.at,
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
      return waits(next, event.wait, event.at);
    case "waitEnded":
      return waits(next, null, event.at);
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

const waits = (course: ClockCourse, wait: Wait | null, at: EpochMs): ClockCourse => ({
  ...course,
  waits: waitsBy(course, at),
  wait,
  waitingSince: at,
});

/** The waits up to an instant at which the present one ends. */
const waitsBy = ({ waits: ended, wait, waitingSince: from }: ClockCourse, to: EpochMs) =>
  wait === null ? ended : [...ended, { wait, from, to: Math.max(from, to) }];

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
  return { ...course, stoppedAt: at, outcome };
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
  const { stoppedAt, pending } = course;
  if (stoppedAt === null) return course;
  const to = Math.max(at, stoppedAt);
  const outcome = course.outcome?.state === "breached" ? course.outcome : null;
  const running = {
    ...course,
    waits: waitsBy(course, to),
    wait: null,
    rests: [...course.rests, { from: stoppedAt, to }],
    stoppedAt: null,
    outcome,
    pending: null,
  };
  return pending === null ? running : retargeted(running, { ...pending, at: to });
};

/** What is breached by then stays so, and has stopped. */
const cancelled = (course: ClockCourse, at: EpochMs, reason: string): ClockCourse => {
  if (course.outcome?.state === "met" || breachedBy(course, at) !== null)
    return stopped(course, at);
  return { ...course, outcome: { state: "cancelled", at, reason } };
};

/** `carry` and `restart`: the new target holds from now on, and what was decided stays so, with what it was decided by. */
const retargeted = (course: ClockCourse, retarget: Retargeted): ClockCourse => {
  if (course.stoppedAt !== null) return { ...course, pending: after(course.pending, retarget) };
  const outcome = course.outcome ?? breachBy(course, retarget.at);
  const { terms, mode } = retarget;
  const { held, at } = heldTo(course, terms, retarget.at);
  const countedSince = mode === "restart" && outcome === null ? at : course.countedSince;
  return { ...course, outcome, terms, held, targetSince: at, countedSince };
};

/** What is recorded last holds from its own instant on, but for what was counted before a restart. */
const heldTo = ({ held, countedSince }: ClockCourse, terms: Terms, since: EpochMs) => {
  const at = Math.max(since, countedSince);
  return { held: [...held.filter(({ from }) => from < at), { from: at, terms }], at };
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
  const terms = { ...course.terms, calendar };
  return { ...course, terms, held: heldTo(course, terms, at).held };
};
