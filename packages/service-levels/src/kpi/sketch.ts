import { nearestRank } from "./percentile.ts";

/** The largest relative error of a quantile. */
export const RELATIVE_ERROR = 0.01;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LN_GAMMA = Math.log(GAMMA);

/**
 * Durations counted by logarithmic buckets, from which any percentile comes with at most 1 % relative error. Counts are
 * integers, so sketches add up, and are taken out again, exactly.
 */
export interface Sketch {
  /** Ascending, by {@link bucketOf}. */
  readonly buckets: readonly number[];
  /** How many each bucket holds. */
  readonly counts: readonly number[];
}

/** The bucket of a duration in whole ms: 0 for none, and i for γ^(i-2) < ms ≤ γ^(i-1). Negative ones are a defect of the caller. */
export const bucketOf = (ms: number): number => {
  if (ms < 0) throw new RangeError(`a duration cannot be negative: ${ms}`);
  return ms === 0 ? 0 : 1 + Math.ceil(Math.log(ms) / LN_GAMMA);
};

/** Nearest-rank percentiles in ms, within 1 %; null when the sketch is empty. */
export const sketchPercentiles = ({
  buckets,
  counts,
}: Sketch): ((share: number) => number | null) => {
  let size = 0;
  for (const count of counts) size += count;
  return (share) => {
    const rank = nearestRank(size, share);
    if (rank === null) return null;
    let place = 0;
    for (let left = rank - (counts[0] ?? 0); left > 0; left -= counts[place] ?? 0) place += 1;
    return middleOf(buckets[place] ?? 0);
  };
};

/** What is at most 1 % from all durations of a bucket. */
const middleOf = (bucket: number): number =>
  bucket === 0 ? 0 : (2 * GAMMA ** (bucket - 1)) / (GAMMA + 1);
