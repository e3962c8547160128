/** A list to draw from. */
export type NonEmpty<Item> = readonly [Item, ...Item[]];

/** @throws RangeError for one that is empty */
export function nonEmpty<Item>(items: readonly Item[]): NonEmpty<Item> {
  const [first, ...others] = items;
  if (first === undefined) throw new RangeError("there is nothing to draw from");
  return [first, ...others];
}
