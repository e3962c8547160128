import { nearestRank } from "./percentile.ts";

/** The largest relative error of a quantile. */
export const RELATIVE_ERROR = 0.01;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LN_GAMMA = Math.log(GAMMA);

/**
 * Counts of durations by logarithmic buckets, from which any percentile comes with at most 1 % relative error. Bucket i
 * holds γ^(i-1) < ms ≤ γ^i; zero has its own. Counts are integers, so sketches merge, and unmerge, exactly.
 */
export interface Sketch {
  readonly zeros: number;
  readonly buckets: ReadonlyMap<number, number>;
}

export const emptySketch: Sketch = { zeros: 0, buckets: new Map() };

/** The bucket of a duration in whole ms; null for zero. Negative ones are a defect of the caller. */
export const bucketOf = (ms: number): number | null => {
  if (ms < 0) throw new RangeError(`a duration cannot be negative: ${ms}`);
  return ms === 0 ? null : Math.ceil(Math.log(ms) / LN_GAMMA);
};

export const sketchOf = (durations: Iterable<number>): Sketch => {
  let zeros = 0;
  const buckets = new Map<number, number>();
  for (const ms of durations) {
    const bucket = bucketOf(ms);
    if (bucket === null) zeros += 1;
    else buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return { zeros, buckets };
};

/** Adds `times` a sketch to another; -1 takes it out again. */
export const mergeSketches = (one: Sketch, other: Sketch, times = 1): Sketch => {
  const buckets = new Map(one.buckets);
  for (const [bucket, count] of other.buckets) {
    const sum = (buckets.get(bucket) ?? 0) + times * count;
    if (sum === 0) buckets.delete(bucket);
    else buckets.set(bucket, sum);
  }
  return { zeros: one.zeros + times * other.zeros, buckets };
};

export const sketchSize = ({ zeros, buckets }: Sketch): number =>
  buckets.values().reduce((sum, count) => sum + count, zeros);

/** Nearest-rank percentiles in ms, within 1 %; null when the sketch is empty. */
export const sketchPercentiles = ({
  zeros,
  buckets,
}: Sketch): ((share: number) => number | null) => {
  const ascending = Int32Array.from(buckets.keys()).sort();
  const size = sketchSize({ zeros, buckets });
  return (share) => {
    const rank = nearestRank(size, share);
    if (rank === null) return null;
    let seen = zeros;
    if (rank <= seen) return 0;
    for (const bucket of ascending) {
      seen += buckets.get(bucket) ?? 0;
      if (rank <= seen) return (2 * GAMMA ** bucket) / (GAMMA + 1);
    }
    return null;
  };
};
