import type { Breached, Cause, ClockCourse, CourseSegment, Terms, Wait } from "./clock-history.ts";
import {
  breachesAt,
  dueAt,
  elapsed,
  HORIZON,
  segmentsBetweenPauses,
  type Pause,
  type Segment,
} from "./clock.ts";
import type { EpochMs } from "./instant.ts";

/** A clock as it is seen at an instant. */
export interface ClockReading {
  readonly state: "running" | "paused" | "met" | "breached" | "cancelled" | "unreachable";
  readonly elapsedMs: number;
  /** Null while paused or cancelled, and when not reached within 800 days of the clock's last going on. */
  readonly dueAt: EpochMs | null;
  readonly breachesAt: EpochMs | null;
  readonly breachedAt: EpochMs | null;
  readonly cause: Cause | null;
  readonly stoppedAt: EpochMs | null;
  readonly terms: Terms;
}

export const counted = (course: ClockCourse): readonly CourseSegment[] =>
  segmentsOf(course).filter(({ from }) => from >= course.countedSince);

export const elapsedBy = (course: ClockCourse, at: EpochMs): number => elapsed(counted(course), at);

/** Whether a wait holds the clock up. */
export const isHeldUp = ({ terms, wait }: ClockCourse): boolean =>
  wait !== null && holdsUp(terms, wait);

/** An instant that was promised waits for nobody. */
const holdsUp = ({ target, pausesOn }: Terms, wait: Wait): boolean =>
  target.type === "duration" && pausesOn.includes(wait);

/** Where it ran: what is left of its time without waits and rests, each of which lies where it was, whenever it was recorded. */
export const segmentsOf = (course: ClockCourse): readonly CourseSegment[] => {
  const { stoppedAt, outcome } = course;
  return segmentsUpTo(course, stoppedAt ?? (outcome?.state === "cancelled" ? outcome.at : null));
};

const segmentsUpTo = (course: ClockCourse, end: EpochMs | null): readonly CourseSegment[] => {
  const { held, waits, rests, wait, waitingSince } = course;
  const segments: CourseSegment[] = [];
  for (const [place, { from, terms }] of held.entries()) {
    const pauses: Pause[] = rests.map(({ from: stopped, to }) => [stopped, to]);
    for (const past of waits) if (holdsUp(terms, past.wait)) pauses.push([past.from, past.to]);
    if (wait !== null && holdsUp(terms, wait)) pauses.push([waitingSince, null]);
    const until = Math.min(held[place + 1]?.from ?? Infinity, end ?? Infinity);
    if (until < Infinity) pauses.push([until, null]);
    for (const part of segmentsBetweenPauses(terms.calendar.calendar, from, pauses)) {
      segments.push({ from: part.from, to: part.to, calendar: part.calendar, terms });
    }
  }
  return segments;
};

interface Bounds {
  readonly dueAt: EpochMs | null;
  readonly breachesAt: EpochMs | null;
}

const boundsOf = (course: ClockCourse): Bounds => {
  const { target } = course.terms;
  if (target.type === "instant") return { dueAt: target.at, breachesAt: target.at };
  const segments = runningOn(course);
  const limit = (segments.at(-1)?.from ?? course.countedSince) + HORIZON;
  return {
    dueAt: dueAt(course.countedSince, segments, target.ms, limit),
    breachesAt: breachesAt(segments, target.ms, limit),
  };
};

/** The counted segments as if a stopped clock had gone on. */
const runningOn = (course: ClockCourse): readonly Segment[] =>
  course.stoppedAt === null
    ? counted(course)
    : segmentsUpTo(course, null).filter(({ from }) => from >= course.countedSince);

/** The breach of an undecided clock, if more than its target has passed by `at`. */
export const breachBy = (course: ClockCourse, at: EpochMs): Breached | null => {
  // What held before the present target was not missed.
  if (course.targetSince > course.startedAt && at < course.targetSince) return null;
  const bounds = boundsOf(course);
  if (bounds.breachesAt === null || at <= bounds.breachesAt) return null;
  const since = course.targetSince;
  return {
    state: "breached",
    at: Math.max(since, bounds.breachesAt),
    dueAt: bounds.dueAt,
    breachesAt: bounds.breachesAt,
    cause: since > course.startedAt && bounds.breachesAt < since ? "target reduced" : "time passed",
    terms: course.terms,
  };
};

const NO_BOUNDS: Bounds = { dueAt: null, breachesAt: null };

/**
 * Judges a clock at `now`. Nothing in the course may have happened after it. A reading changes with `now` only in
 * `elapsedMs` and, once `breachesAt` has passed, in its state.
 */
export const readClock = (course: ClockCourse, now: EpochMs): ClockReading => {
  const { outcome, stoppedAt } = course;
  const reading = (state: ClockReading["state"], bounds: Bounds): ClockReading => ({
    state,
    elapsedMs: elapsedBy(course, stoppedAt ?? now),
    dueAt: bounds.dueAt,
    breachesAt: bounds.breachesAt,
    breachedAt: null,
    cause: null,
    stoppedAt,
    terms: course.terms,
  });
  if (outcome?.state === "cancelled") return reading("cancelled", NO_BOUNDS);
  const breach = outcome === null ? breachBy(course, now) : outcome;
  if (breach?.state === "breached") {
    const { at, cause, terms } = breach;
    return { ...reading("breached", breach), breachedAt: at, cause, terms };
  }
  const bounds = isHeldUp(course) ? NO_BOUNDS : boundsOf(course);
  if (outcome !== null) return reading("met", bounds);
  if (isHeldUp(course)) return reading("paused", NO_BOUNDS);
  return reading(bounds.dueAt === null ? "unreachable" : "running", bounds);
};

/** When a share of the target, in percent, will have elapsed; null while that cannot be said. */
export const warnsAt = (course: ClockCourse, share: number): EpochMs | null => {
  const { terms, startedAt, countedSince, outcome } = course;
  if (outcome !== null || isHeldUp(course)) return null;
  if (terms.target.type === "instant") {
    return startedAt + Math.ceil(((terms.target.at - startedAt) * share) / 100);
  }
  const segments = counted(course);
  const limit = (segments.at(-1)?.from ?? countedSince) + HORIZON;
  return dueAt(countedSince, segments, Math.ceil((terms.target.ms * share) / 100), limit);
};
