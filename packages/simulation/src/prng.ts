import type { NonEmpty } from "./non-empty.ts";

/** A source of chance that gives the same draws for the same seed, on every machine. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  pick<const Item>(items: NonEmpty<Item>): Item;
  /** Each item as often as its weight says. */
  weighted<const Item>(items: NonEmpty<Weighted<Item>>): Item;
  /** A positive number with this median, now and then a good deal more: how long people take. */
  around(median: number): number;
}
export type Weighted<Item> = readonly [weight: number, item: Item];

/** Dice of their own for each purpose, so that a change in one course leaves the others as they are. */
export function diceFor(...seed: readonly (string | number)[]): Dice {
  const next = sfc32(seed.join("/"));
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    weighted: (items) => {
      let left = next() * items.reduce((sum, [weight]) => sum + weight, 0);
      const drawn = items.find(([weight]) => (left -= weight) < 0);
      return (drawn ?? items[0])[1];
    },
    around: (median) => median * Math.exp(0.6 * (next() + next() + next() - 1.5)),
  };
}

/** The small fast counter generator of Chris Doty-Humphrey, in 32 bits (public domain). */
function sfc32(seed: string): () => number {
  let [a, b, c] = [fnv1a(seed, 0), fnv1a(seed, 1), fnv1a(seed, 2)];
  let counter = 1;
  const next = () => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 2 ** 32;
  };
  // The first draws still show how alike two seeds are.
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

function fnv1a(text: string, variant: number): number {
  let hash = 0x811c9dc5 ^ variant;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
