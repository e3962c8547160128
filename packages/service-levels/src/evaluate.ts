import type { Calendar } from "./calendar.ts";
import {
  breachesAt,
  dueAt,
  elapsed,
  HORIZON,
  isPausedAt,
  segmentsBetweenPauses,
  type Pause,
} from "./clock.ts";
import type { EpochMs } from "./instant.ts";

/** One clock as given from outside, on one calendar, with nothing changing but its pauses. */
export interface ClockCase {
  readonly calendar: Calendar;
  /** ms */
  readonly target: number;
  readonly start: EpochMs;
  readonly pauses: readonly Pause[];
  readonly stop: EpochMs | null;
  readonly now: EpochMs;
}

export interface Evaluation {
  readonly state: "running" | "paused" | "met" | "breached";
  readonly elapsedMs: number;
  /** As if the clock ran on with the pauses given; null while paused, and when not reached within the horizon. */
  readonly dueAt: EpochMs | null;
  readonly breachesAt: EpochMs | null;
  readonly breachedAt: EpochMs | null;
}

/** Judges a clock at its stop, or at `now` while that is still to come. The rules are in the package's README. */
export const evaluateClock = (clock: ClockCase): Evaluation => {
  const { calendar, target, start, pauses, stop, now } = clock;
  const stopped = stop !== null && stop <= now;
  const judgedAt = stopped ? stop : now;
  const segments = segmentsBetweenPauses(calendar, start, pauses);
  const elapsedMs = elapsed(segments, judgedAt);
  const breached = elapsedMs > target;
  const paused = isPausedAt(pauses, judgedAt);
  const state = breached ? "breached" : stopped ? "met" : paused ? "paused" : "running";
  if (paused && !breached) {
    return { state, elapsedMs, dueAt: null, breachesAt: null, breachedAt: null };
  }
  const limit = start + HORIZON;
  const breach = breachesAt(segments, target, limit);
  return {
    state,
    elapsedMs,
    dueAt: dueAt(start, segments, target, limit),
    breachesAt: breach,
    breachedAt: breached ? breach : null,
  };
};
