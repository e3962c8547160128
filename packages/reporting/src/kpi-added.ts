import {
  rollupCounts,
  rollupSpreads,
  type AddedTimes,
  type AddedUp,
  type RolledTime,
  type RollupCount,
  type RollupSpread,
} from "@docket/service-levels";

/** What a rollup's cases are at the instant of the report. */
export interface RolledAs {
  /** The 7 days of its cohorts have passed. */
  readonly mature: boolean;
  /** What it says of cohorts is left out: it is told case by case. */
  readonly withoutCohorts: boolean;
  /** Clocks that ran out in it have done so by now. */
  readonly overdue: boolean;
}

/** Any number of rollups that are taken alike, as one. */
interface Sum {
  readonly as: RolledAs;
  readonly counts: number[];
  readonly spreads: Map<string, number>[];
}

/** Rollups, added up. */
export interface AddedSums {
  readonly add: (rollup: AddedUp, as: RolledAs) => void;
  /** All that another has. */
  readonly addAll: (other: AddedSums) => void;
  readonly sums: () => Iterable<Sum>;
}

export const addedSums = (): AddedSums => {
  const sums = new Map<string, Sum>();
  const add = ({ counts, spreads }: AddedUp, as: RolledAs): void => {
    const name = `${as.mature} ${as.withoutCohorts} ${as.overdue}`;
    let sum = sums.get(name);
    if (sum === undefined) {
      sum = {
        as,
        counts: counts.map(() => 0),
        spreads: spreads.map(() => new Map<string, number>()),
      };
      sums.set(name, sum);
    }
    for (const [place, count] of counts.entries())
      sum.counts[place] = (sum.counts[place] ?? 0) + count;
    for (const [place, into] of sum.spreads.entries()) {
      for (const [bucket, count] of spreads[place] ?? []) {
        into.set(bucket, (into.get(bucket) ?? 0) + count);
      }
    }
  };
  return {
    add,
    addAll: (other) => {
      for (const { as, ...rollup } of other.sums()) add(rollup, as);
    },
    sums: () => sums.values(),
  };
};

const countAt = new Map(rollupCounts.map((column, place) => [column, place]));
const spreadAt = new Map(rollupSpreads.map((column, place) => [column, place]));

export const countIn = ({ counts }: AddedUp, column: RollupCount): number =>
  counts[countAt.get(column) ?? -1] ?? 0;

/** The times of a figure over all sums. */
export const timesIn = (added: AddedSums, figure: RolledTime) => {
  const of = (n: RollupCount, ms: RollupCount, spread: RollupSpread): AddedTimes => {
    const times = { n: 0, ms: 0, spread: { zeros: 0, buckets: new Map<number, number>() } };
    for (const sum of added.sums()) {
      times.n += countIn(sum, n);
      times.ms += countIn(sum, ms);
      for (const [name, count] of sum.spreads[spreadAt.get(spread) ?? -1] ?? []) {
        if (name === "zero") times.spread.zeros += count;
        else
          times.spread.buckets.set(
            Number(name),
            (times.spread.buckets.get(Number(name)) ?? 0) + count,
          );
      }
    }
    return times;
  };
  return {
    calendar: of(`${figure}N`, `${figure}Ms`, `${figure}Spread`),
    business: of(`${figure}BusinessN`, `${figure}BusinessMs`, `${figure}BusinessSpread`),
  };
};
