/** One figure beside what it is held against, from one run on one machine. */
export interface Figure {
  readonly bench: string;
  readonly rate: number;
  readonly unit: string;
  readonly against: string;
  readonly againstRate: number;
  /** `rate` over `againstRate`: only this means the same on another machine. */
  readonly ratio: number;
  /** The least that the ratio should be; `null` for a figure that is only shown. */
  readonly goal: number | null;
}

export const figure = (
  of: Omit<Figure, "ratio" | "rate" | "againstRate">,
  { rate, against }: Pair,
): Figure => ({
  ...of,
  rate: round(rate),
  againstRate: round(against),
  ratio: Math.round((rate / against) * 1_000) / 1_000,
});

const round = (value: number): number =>
  value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;

/** How many there were per second since an instant of `performance.now()`. */
export const perSecond = (count: number, start: number): number =>
  (count * 1_000) / (performance.now() - start);

/** Per second. */
export async function rateOf(count: number, work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return perSecond(count, start);
}

/** Each side in turn, so that a machine that changes its speed changes both. The pair whose ratio is the middle one. */
export async function inTurn(
  rounds: number,
  ours: (round: number) => Promise<number>,
  theirs: (round: number) => Promise<number>,
): Promise<Pair> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    pairs.push({ rate: await ours(turn), against: await theirs(turn) });
  }
  return middleOf(pairs);
}

export interface Pair {
  readonly rate: number;
  readonly against: number;
}

/** The pair whose ratio is the middle one. */
export function middleOf(pairs: readonly Pair[]): Pair {
  const sorted = pairs.toSorted(
    (one, other) => one.rate / one.against - other.rate / other.against,
  );
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("no rounds");
  return middle;
}
