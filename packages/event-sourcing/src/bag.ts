/** Names, each with how often it was put in: what a text cell of a sum holds, as `name:count,…`. An empty bag is null. */
export type Bag = ReadonlyMap<string, number>;

/** Adds the bag of a cell to counts, `times` over; -1 takes it out again. */
export function addBag(counts: Map<string, number>, text: string, times: number): void {
  const { names, amounts } = entriesIn(text);
  let place = 0;
  for (const name of names) add(counts, name, times * (amounts[place++] ?? 0));
}

interface Entries {
  readonly text: string;
  readonly names: readonly string[];
  readonly amounts: readonly number[];
}

/** What was read last: one bag is often poured into several rows. */
const recent: Entries[] = [];
const MOST_RECENT = 4;
let oldest = 0;

function entriesIn(text: string): Entries {
  for (const known of recent) if (known.text === text) return known;
  const names: string[] = [];
  const amounts: number[] = [];
  for (let at = 0; at < text.length;) {
    const colon = endOfName(text, at);
    const end = endOfCount(text, colon);
    names.push(nameIn(text, at, colon));
    amounts.push(countIn(text, colon + 1, end));
    at = end + 1;
  }
  const read = { text, names, amounts };
  recent[oldest] = read;
  oldest = (oldest + 1) % MOST_RECENT;
  return read;
}

/** The same of a bag all of whose names are whole numbers, several times as fast. */
export function addNumbers(counts: Map<number, number>, text: string, times: number): void {
  for (let at = 0; at < text.length;) {
    const colon = endOfName(text, at);
    const end = endOfCount(text, colon);
    const name = countIn(text, at, colon);
    counts.set(name, (counts.get(name) ?? 0) + times * countIn(text, colon + 1, end));
    at = end + 1;
  }
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
  if (counts.size === 0) return null;
  if (counts.size === 1) {
    for (const [name, count] of counts) return entryOf(name, count);
  }
  const entries = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  let text = "";
  for (const [name, count] of entries) text += `${text === "" ? "" : ","}${entryOf(name, count)}`;
  return text;
}

/** The same of names that are whole numbers. */
export function numbersText(counts: ReadonlyMap<number, number>): string | null {
  let text = "";
  for (const name of [...counts.keys()].map(String).toSorted()) {
    text += `${text === "" ? "" : ","}${name}:${counts.get(Number(name)) ?? 0}`;
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
