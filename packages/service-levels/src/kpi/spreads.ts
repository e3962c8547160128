import type { KpiName } from "./contribution.ts";
import { bucketOf, type Sketch } from "./sketch.ts";

/** Figures that are times, and have percentiles. */
export const rolledTimes = [
  "firstResponseTime",
  "firstResponseTimeAny",
  "firstResolutionTime",
  "fullResolutionTime",
  "resolutionEffort",
  "speedOfAnswer",
] as const satisfies readonly KpiName[];
export type RolledTime = (typeof rolledTimes)[number];

/** The figures in calendar time and then in business time: the place of each, from 1, tells its buckets from those of others. */
export const rollupSpreads = rolledTimes.flatMap((time) => [time, `${time}Business`] as const);
export type RollupSpread = (typeof rollupSpreads)[number];

/** More than there are buckets for any time. */
const BUCKETS = 10_000;

/** What stands before the buckets of a figure's times. */
const spreadsAt: ReadonlyMap<RollupSpread, number> = new Map(
  rollupSpreads.map((spread, place) => [spread, (place + 1) * BUCKETS]),
);
const spreadAt = (spread: RollupSpread): number => spreadsAt.get(spread) ?? 0;

/** The number under which a figure's time is counted: its place × 10,000 + that of its bucket. */
export const spreadBucket = (spread: RollupSpread, ms: number): number =>
  spreadAt(spread) + bucketOf(ms);

/** Which figure's times a number counts, by its place among {@link rollupSpreads}; null for one below all of them. */
export const spreadOf = (number: number): number | null =>
  number < BUCKETS ? null : Math.floor(number / BUCKETS) - 1;

/** Numbers that are counted next to each other. */
const BLOCK = 64;
const EMPTY_BLOCK: readonly number[] = Array.from({ length: BLOCK }, () => 0);

/** The spreads of all figures' times, counted by {@link spreadBucket}: in blocks, for the times of a figure lie close together. */
export class Spreads {
  readonly #blocks = new Map<number, number[]>();
  /** Most numbers follow the one before. */
  #last: { readonly at: number; readonly block: number[] } = { at: -1, block: [] };

  add(number: number, amount: number): void {
    const at = Math.floor(number / BLOCK);
    const block = at === this.#last.at ? this.#last.block : this.#blockAt(at);
    const place = number % BLOCK;
    block[place] = (block[place] ?? 0) + amount;
  }

  #blockAt(at: number): number[] {
    const block = this.#blocks.get(at) ?? EMPTY_BLOCK.slice();
    this.#blocks.set(at, block);
    this.#last = { at, block };
    return block;
  }

  addAll(other: Spreads): void {
    for (const [at, block] of other.#blocks) {
      const own = this.#blockAt(at);
      let place = 0;
      for (const count of block) {
        own[place] = (own[place] ?? 0) + count;
        place += 1;
      }
    }
  }

  /** The sketches of all figures' times. */
  sketches(): (spread: RollupSpread) => Sketch {
    const sketches = rollupSpreads.map(() => ({ buckets: [] as number[], counts: [] as number[] }));
    for (const at of [...this.#blocks.keys()].toSorted((one, other) => one - other)) {
      let number = at * BLOCK;
      for (const count of this.#blocks.get(at) ?? []) {
        const sketch = count === 0 ? undefined : sketches[spreadOf(number) ?? -1];
        sketch?.buckets.push(number % BUCKETS);
        sketch?.counts.push(count);
        number += 1;
      }
    }
    return (spread) => sketches[rollupSpreads.indexOf(spread)] ?? { buckets: [], counts: [] };
  }
}
