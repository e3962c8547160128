import {
  rollupCounts,
  Spreads,
  type AddedTimes,
  type AddedUp,
  type RolledTime,
  type RollupCount,
} from "@docket/service-levels";

/** Of how much of what was resolved in a stretch the 7 days have passed. */
export type Maturity = "all" | "some" | "none";

/** How the cases of a rollup count at the instant of the report. */
export interface RolledAs {
  /** Where it is of some, its cohorts are left out: those cases are counted one by one. */
  readonly mature: Maturity;
  /** Clocks that ran out in it have done so by now. */
  readonly overdue: boolean;
}

type Counts = Pick<AddedUp, "counts">;

/** All rollups that count alike, as one. */
interface Sum extends Counts {
  readonly as: RolledAs;
  readonly counts: number[];
}

/** The rollups of one group, added up. */
export interface AddedSums {
  /** @param times -1 takes out again what belongs elsewhere */
  readonly add: (rollup: AddedUp, as: RolledAs, times: 1 | -1) => void;
  /** All that another has. */
  readonly addAll: (other: AddedSums) => void;
  readonly sums: () => readonly Sum[];
  /** Over all sums. */
  readonly spreads: Spreads;
}

export const addedSums = (): AddedSums => {
  const sums = new Map<string, Sum>();
  const spreads = new Spreads();
  const addCounts = ({ counts }: Counts, as: RolledAs, times: number): void => {
    const name = `${as.mature} ${as.overdue}`;
    const sum = sums.get(name) ?? { as, counts: counts.map(() => 0) };
    sums.set(name, sum);
    for (const [place, count] of counts.entries()) {
      sum.counts[place] = (sum.counts[place] ?? 0) + times * count;
    }
  };
  return {
    add(rollup, as, times) {
      addCounts(rollup, as, times);
      rollup.spread(spreads, times);
    },
    addAll(other) {
      for (const sum of other.sums()) addCounts(sum, sum.as, 1);
      spreads.addAll(other.spreads);
    },
    sums: () => [...sums.values()],
    spreads,
  };
};

const countAt = new Map(rollupCounts.map((column, place) => [column, place]));

export const countIn = ({ counts }: Counts, column: RollupCount): number =>
  counts[countAt.get(column) ?? -1] ?? 0;

/** The times of figures over all sums. */
export const timesIn = (added: AddedSums) => {
  const sketchOf = added.spreads.sketches();
  const sumOf = (column: RollupCount): number =>
    added.sums().reduce((sum, one) => sum + countIn(one, column), 0);
  return (figure: RolledTime): { calendar: AddedTimes; business: AddedTimes } => ({
    calendar: {
      n: sumOf(`${figure}N`),
      ms: sumOf(`${figure}Ms`),
      spread: sketchOf(figure),
    },
    business: {
      n: sumOf(`${figure}BusinessN`),
      ms: sumOf(`${figure}BusinessMs`),
      spread: sketchOf(`${figure}Business`),
    },
  });
};
