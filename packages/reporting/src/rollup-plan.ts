import { DAY, HOUR, isMature, NO_ATTRIBUTES, type EpochMs } from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import { groupsBy } from "./grouping.ts";
import type { Maturity, RolledAs } from "./kpi-added.ts";
import { isIn } from "./period.ts";
import type { ReportQuestion } from "./report.ts";

/** Whether a report may be made from rollups: its period begins and ends on hours of UTC. */
export const isRolledUp = ({ period, policy }: ReportQuestion): boolean => {
  const isOnHour = (at: EpochMs | null): boolean => at === null || at % HOUR === 0;
  return policy === null && isOnHour(period.from) && isOnHour(period.to);
};

/** `from` ≤ t < `to`, on hours of UTC. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Where the rollups of a stretch are counted: as a whole, in one group. */
export interface Placing {
  readonly stretch: Stretch;
  /** The first of its instants that lie in the group. */
  readonly at: EpochMs;
  /** In order, the parts that do lie in that group, and so are not taken out again. */
  readonly kept: readonly Stretch[];
}

/** The rollups of a stretch are taken out of where those of a longer one were counted, and counted where they belong. */
export interface Move {
  /** How the stretch is read: a month or a day of UTC, or some hours of one day. */
  readonly unit: "month" | "day" | "hours";
  readonly stretch: Stretch;
  /** Null where they were not counted yet. */
  readonly from: Placing | null;
  /** Null outside of the period. */
  readonly to: Placing | null;
}

/** The moves by which a month of UTC is counted; null when one of its hours lies in two groups. */
type Plan = (month: Stretch) => readonly Move[] | null;

interface Segment extends Stretch {
  /** Of its group in time; null outside of the period. */
  readonly name: string | null;
}

/** A placing in the making. */
interface Draft extends Placing {
  readonly kept: Segment[];
  readonly name: string;
}

/**
 * For a report whose groups or whose period a month may not fit. It is counted as a whole where at least half of it lies in one
 * group; what does not is moved from there to where it belongs, by days and then by hours in the same way.
 */
export const monthMoves = (question: ReportQuestion): Plan =>
  planOf(question, (month, parts) => movesOf("month", month, parts, null));

/** For a report whose groups only hours tell apart: a month is counted by the hours of its days. */
export const hourMoves = (question: ReportQuestion): Plan => planOf(question, movesByHours);

function planOf(
  question: ReportQuestion,
  moves: (month: Stretch, parts: readonly Segment[]) => Iterable<Move>,
): Plan {
  const segmentsIn = segments(question);
  return (month) => {
    const parts = segmentsIn(month);
    return parts === null ? null : [...moves(month, parts)];
  };
}

function* movesByHours(month: Stretch, parts: readonly Segment[]): Generator<Move> {
  for (const part of [...days(month, parts)].flat())
    if (part.name !== null) yield moved(part, null);
}

function* movesOf(
  unit: "month" | "day",
  stretch: Stretch,
  parts: readonly Segment[],
  given: Draft | null,
): Generator<Move> {
  const majority = firstOfAtLeast((stretch.to - stretch.from) / 2, parts);
  const isPlaced = majority !== undefined && majority.name !== nameOf(given);
  const placing = isPlaced ? placed(stretch, majority) : given;
  if (isPlaced) yield { unit, stretch, from: given, to: placing };
  for (const piece of unit === "month" ? days(stretch, parts) : parts.map((part) => [part])) {
    if (piece.every(({ name }) => name === nameOf(placing))) keep(placing, piece);
    else if (unit === "month") yield* movesOf("day", around(piece), piece, placing);
    else yield* piece.map((part) => moved(part, placing));
  }
}

const nameOf = (placing: Draft | null): string | null => placing?.name ?? null;

const placed = (stretch: Stretch, { name, from: at }: Segment): Draft | null =>
  name === null ? null : { stretch, at, name, kept: [] };

const moved = (part: Segment, from: Draft | null): Move => {
  const to = placed(part, part);
  keep(to, [part]);
  return { unit: "hours", stretch: part, from, to };
};

const keep = (placing: Draft | null, parts: readonly Segment[]): void => {
  for (const part of parts) {
    const last = placing?.kept.at(-1);
    if (last?.to === part.from) placing?.kept.splice(-1, 1, { ...last, to: part.to });
    else placing?.kept.push(part);
  }
};

/** The first part of the group that has at least so many ms of them all. */
const firstOfAtLeast = (least: number, parts: readonly Segment[]): Segment | undefined =>
  parts.find(({ name: wanted }) => {
    const own = parts.filter(({ name }) => name === wanted);
    return own.reduce((sum, { from, to }) => sum + to - from, 0) >= least;
  });

/** The parts of a month by its days. */
function* days(month: Stretch, parts: readonly Segment[]): Generator<readonly Segment[]> {
  for (let from = month.from; from < month.to; from += DAY) {
    const to = from + DAY;
    yield parts
      .filter((part) => part.from < to && part.to > from)
      .map((part) => ({
        ...part,
        from: Math.max(part.from, from),
        to: Math.min(part.to, to),
      }));
  }
}

const around = (parts: readonly Segment[]): Stretch => ({
  from: parts[0]?.from ?? 0,
  to: parts.at(-1)?.to ?? 0,
});

/** The parts of a stretch that each lie in one group of the question, or outside of its period. */
const segments = ({ by, period }: ReportQuestion) => {
  const groupOf = groupsBy(by.filter(isBucketUnit), period.zone);
  const groupAt = (at: EpochMs): string | null =>
    isIn(period, at) ? JSON.stringify(groupOf(NO_ATTRIBUTES, at)) : null;
  return ({ from, to }: Stretch): readonly Segment[] | null => {
    const parts: Segment[] = [];
    for (let hour = from; hour < to; hour += HOUR) {
      const name = groupAt(hour);
      if (groupAt(hour + HOUR - 1) !== name) return null;
      const last = parts.at(-1);
      if (last?.name === name) parts.splice(-1, 1, { ...last, to: hour + HOUR });
      else parts.push({ from: hour, to: hour + HOUR, name });
    }
    return parts;
  };
};

/** Of how much of what was resolved in a stretch the 7 days have passed at `now`, wherever in it that was. */
export const maturity = ({ from, to }: Stretch, now: EpochMs): Maturity => {
  if (isMature(to - 1, now)) return "all";
  return isMature(from, now) ? "some" : "none";
};

/** Whether `now` lies within: some of what runs out in it has done so, and some has not. */
export const isPresent = ({ from, to }: Stretch, now: EpochMs): boolean => from < now && now < to;

/** How what was added up over a stretch counts at `now`. */
export const rolledAs = (stretch: Stretch, now: EpochMs): RolledAs => ({
  mature: maturity(stretch, now),
  overdue: stretch.to <= now,
});
