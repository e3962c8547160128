/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's score interval, 95 %, for `part` of `n`; null when there is nothing to estimate from. */
export const wilsonInterval = (part: number, n: number): readonly [number, number] | null => {
  if (n === 0) return null;
  const share = part / n;
  const middle = share + Z ** 2 / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  // At the ends rounding would miss the bounds that are exact.
  const low = part === 0 ? 0 : (middle - spread) / scale;
  const high = part === n ? 1 : (middle + spread) / scale;
  return [low, high];
};
