import { DAY, type EpochMs } from "./instant.ts";

/** A stretch of time, `from` ≤ t < `to`, in which a zone keeps one offset: local = UTC + offset. */
export interface Regime {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly offset: number;
}

/** Local date-times are counted like instants: as if the wall clock showed UTC. */
export type LocalMs = number;

/** No zone has ever been further from UTC (Manila was 15 h 56 min behind, Juneau 15 h 2 min ahead). */
const WIDEST_OFFSET = 16 * 60 * 60_000;
const NS_PER_MS = 1_000_000;
const MOST_KEPT = 4_096;

const zoned = (timeZone: string, at: EpochMs): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

const readRegimes = (timeZone: string, from: EpochMs, to: EpochMs): readonly Regime[] => {
  const regimes: Regime[] = [];
  let begin = -Infinity;
  let at = zoned(timeZone, from);
  for (;;) {
    const offset = at.offsetNanoseconds / NS_PER_MS;
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds >= to) {
      regimes.push({ from: begin, to: Infinity, offset });
      return regimes;
    }
    regimes.push({ from: begin, to: next.epochMilliseconds, offset });
    begin = next.epochMilliseconds;
    at = next;
  }
};

const kept = new Map<string, readonly Regime[]>();

/**
 * The regimes of a zone, good for local date-times from two days before `from` to two days after `to`.
 * Asking the time zone data costs microseconds, so answers are kept.
 */
export const regimesAround = (timeZone: string, from: EpochMs, to: EpochMs): readonly Regime[] => {
  const key = `${timeZone} ${from} ${to}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const margin = 2 * DAY + WIDEST_OFFSET;
  const regimes = readRegimes(timeZone, from - margin, to + margin);
  kept.set(key, regimes);
  return regimes;
};

/** Before all that is known of clocks. */
const EARLIEST = Date.parse("0001-01-01T00:00:00Z");
const firstChanges = new Map<string, EpochMs>();

/** When the clocks of a zone were changed for the first time; `Infinity` where they never were. */
export const firstChangeOf = (timeZone: string): EpochMs => {
  const known = firstChanges.get(timeZone);
  if (known !== undefined) return known;
  const change = zoned(timeZone, EARLIEST).getTimeZoneTransition("next");
  const at = change?.epochMilliseconds ?? Infinity;
  firstChanges.set(timeZone, at);
  return at;
};

const YEAR = 365 * DAY;

/** The offset of a zone at an instant, for who asks for many: in which year and regime the last one lay is kept. */
export const offsetsOf = (timeZone: string): ((at: EpochMs) => number) => {
  let last: Regime = { from: 0, to: 0, offset: 0 };
  return (at) => {
    if (at >= last.from && at < last.to) return last.offset;
    const from = Math.floor(at / YEAR) * YEAR;
    const to = from + YEAR;
    const regime = regimesAround(timeZone, from, to).find((one) => at < one.to);
    if (regime === undefined) throw new RangeError(`no regime of ${timeZone} holds at ${at}`);
    const { offset } = regime;
    last = { from: Math.max(from, regime.from), to: Math.min(to, regime.to), offset };
    return offset;
  };
};

/** The instant of a local time that begins something: the earlier one of two, the first valid one after a gap. */
export const beginningAt = (regimes: readonly Regime[], local: LocalMs): EpochMs => {
  for (const { from, to, offset } of regimes) {
    if (local < to + offset) return Math.max(from, local - offset);
  }
  return Infinity;
};

/** The instant of a local time that ends something: the later one of two, the first valid one after a gap. */
export const endAt = (regimes: readonly Regime[], local: LocalMs): EpochMs => {
  for (let index = regimes.length - 1; index >= 0; index -= 1) {
    const regime = regimes[index];
    if (regime !== undefined && local >= regime.from + regime.offset) {
      return Math.min(regime.to, local - regime.offset);
    }
  }
  return -Infinity;
};
