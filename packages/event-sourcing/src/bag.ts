/** Names, each with how often it was put in: what a text cell of a sum holds, as `name:count,…`. An empty bag is null. */
export type Bag = ReadonlyMap<string, number>;

/** Adds a bag, or the text of one, to counts, `times` over; -1 takes it out again. */
export function addBag(counts: Map<string, number>, bag: Bag | string, times: number): void {
  if (typeof bag !== "string") {
    for (const [name, amount] of bag) add(counts, name, times * amount);
    return;
  }
  for (let at = 0; at < bag.length;) {
    const colon = endOfName(bag, at);
    const end = endOfCount(bag, colon);
    add(counts, nameIn(bag, at, colon), times * countIn(bag, colon + 1, end));
    at = end + 1;
  }
}

/** What counts under whole numbers, none below zero. */
export interface NumberCounts {
  add(name: number, amount: number): void;
}

/** The same of the text of a bag all of whose names are such numbers: several times as fast. */
export function addNumbers(counts: NumberCounts, text: string, times: number): void {
  for (let at = 0; at < text.length; at += 1) {
    let name = 0;
    for (; at < text.length && text.charCodeAt(at) !== COLON; at += 1) {
      name = name * 10 + text.charCodeAt(at) - ZERO;
    }
    at += 1;
    const isNegative = text.charCodeAt(at) === MINUS;
    if (isNegative) at += 1;
    let count = 0;
    for (; at < text.length && text.charCodeAt(at) !== COMMA; at += 1) {
      count = count * 10 + text.charCodeAt(at) - ZERO;
    }
    counts.add(name, times * (isNegative ? -count : count));
  }
}

/** A bag all of whose names are whole numbers, in the making; its text is in the order of their size. */
export class Numbers implements NumberCounts {
  readonly #counts = new Map<number, number>();

  get size(): number {
    return this.#counts.size;
  }

  [Symbol.iterator](): Iterator<readonly [name: number, amount: number]> {
    return this.#counts[Symbol.iterator]();
  }

  add(name: number, amount: number): void {
    const sum = (this.#counts.get(name) ?? 0) + amount;
    if (sum === 0) this.#counts.delete(name);
    else this.#counts.set(name, sum);
  }

  /** Pours in another one, or the text of one, `times` over. */
  pour(other: Numbers | string, times: number): void {
    if (typeof other === "string") addNumbers(this, other, times);
    else for (const [name, amount] of other.#counts) this.add(name, times * amount);
  }

  text(): string | null {
    let text = "";
    for (const name of Float64Array.from(this.#counts.keys()).toSorted()) {
      text += `${text === "" ? "" : ","}${name}:${this.#counts.get(name) ?? 0}`;
    }
    return text === "" ? null : text;
  }
}

/** Of the text of a bag whose names are whole numbers of as many digits each: the part with `from` ≤ name < `to`. */
export const numbersBetween = (text: string, from: number, to: number): string =>
  text.slice(startOf(text, from), startOf(text, to));

/** Where the first entry begins whose name is not less: they are sorted. */
function startOf(text: string, least: number): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const start = Math.max(low, text.lastIndexOf(",", Math.floor((low + high) / 2)) + 1);
    const colon = endOfName(text, start);
    if (countIn(text, start, colon) >= least) high = start;
    else low = Math.min(endOfCount(text, colon) + 1, high);
  }
  return low;
}

// The characters that are looked for.
const [QUOTE, BACKSLASH, COLON, COMMA, MINUS, ZERO] = [34, 92, 58, 44, 45, 48];

/** Any other name stands as a JSON string. */
const PLAIN = /^[\w @.+-]+$/;

function endOfName(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === QUOTE) {
    for (at += 1; text.charCodeAt(at) !== QUOTE; at += 1) {
      if (text.charCodeAt(at) === BACKSLASH) at += 1;
    }
  }
  while (at < text.length && text.charCodeAt(at) !== COLON) at += 1;
  return at;
}

function endOfCount(text: string, colon: number): number {
  let at = colon;
  while (at < text.length && text.charCodeAt(at) !== COMMA) at += 1;
  return at;
}

const nameIn = (text: string, from: number, to: number): string =>
  text.charCodeAt(from) === QUOTE ? String(JSON.parse(text.slice(from, to))) : text.slice(from, to);

function countIn(text: string, from: number, to: number): number {
  const isNegative = text.charCodeAt(from) === MINUS;
  let count = 0;
  for (let at = isNegative ? from + 1 : from; at < to; at += 1) {
    count = count * 10 + text.charCodeAt(at) - ZERO;
  }
  return isNegative ? -count : count;
}

function add(counts: Map<string, number>, name: string, amount: number): void {
  const sum = (counts.get(name) ?? 0) + amount;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}

/** The same bag is always the same text. */
export function bagText(counts: Bag): string | null {
  let text = "";
  for (const name of [...counts.keys()].toSorted()) {
    text += `${text === "" ? "" : ","}${entryOf(name, counts.get(name) ?? 0)}`;
  }
  return text === "" ? null : text;
}

const entryOf = (name: string, count: number): string =>
  `${PLAIN.test(name) ? name : JSON.stringify(name)}:${count}`;

export function bagIn(text: string | null): Bag {
  const counts = new Map<string, number>();
  if (text !== null) addBag(counts, text, 1);
  return counts;
}
