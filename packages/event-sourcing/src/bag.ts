/** Names, each with how often it was put in: what a text cell of a sum holds, as JSON. An empty bag is null. */
export type Bag = ReadonlyMap<string, number>;

/** Adds the bag of a cell to counts, `times` over; -1 takes it out again. */
export function addBag(counts: Map<string, number>, text: string, times: number): void {
  const only = ONE.exec(text)?.[1];
  if (only !== undefined) return add(counts, only, times);
  // What is parsed was written by `bagText`.
  const bag: unknown = JSON.parse(text);
  if (!isBag(bag)) return;
  for (const name in bag) add(counts, name, times * (bag[name] ?? 0));
}

/** A plain name that was put in once: most bags that are poured are such, and are read without a parser. */
const ONE = /^\{"(\w+)":1\}$/;

function add(counts: Map<string, number>, name: string, amount: number): void {
  const sum = (counts.get(name) ?? 0) + amount;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}

/** The same bag is always the same text. */
export function bagText(counts: Bag): string | null {
  if (counts.size === 0) return null;
  const names = [...counts.keys()].toSorted((one, other) => (one < other ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${counts.get(name) ?? 0}`).join(",")}}`;
}

export function bagIn(text: string | null): Bag {
  const counts = new Map<string, number>();
  if (text !== null) addBag(counts, text, 1);
  return counts;
}

const isBag = (value: unknown): value is { readonly [name: string]: number } =>
  typeof value === "object" && value !== null;
