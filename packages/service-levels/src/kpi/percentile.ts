/**
 * The nearest-rank percentile, `share` from 0 to 100: the smallest value that at least so many percent do not exceed.
 * The values must be ascending; null when there are none. Percentiles are never averaged: merge the values, or sketches.
 */
export const percentile = (ascending: ArrayLike<number>, share: number): number | null => {
  const rank = nearestRank(ascending.length, share);
  return rank === null ? null : (ascending[rank - 1] ?? null);
};

/** The place, counted from 1, of the nearest-rank percentile among `n`. */
export const nearestRank = (n: number, share: number): number | null => {
  if (n === 0) return null;
  // Multiplied before dividing: 0.07 × 100 would be 7.000000000000001 and round up to 8.
  return Math.min(n, Math.max(1, Math.ceil((share * n) / 100)));
};
