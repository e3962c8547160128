import type { EpochMs, GroupingAttributes } from "@docket/service-levels";
import { bucketsOf, compareNames, isBucketUnit } from "./buckets.ts";
import type { Dimension, DimensionValue, Group } from "./dimension.ts";

/** The place of something in a report: a value for each dimension asked for, in their order. */
export type GroupKey = readonly DimensionValue[];

/**
 * Gives the group of what a ticket with these attributes did at an instant. What has no instant (a clock that is not
 * decided) has null in dimensions of time.
 */
export const groupsBy = (
  by: readonly Dimension[],
  zone: string,
): ((attributes: GroupingAttributes, at: EpochMs | null) => GroupKey) => {
  const parts = by.map((dimension) => partOf(dimension, zone));
  return (attributes, at) => parts.map((part) => part(attributes, at));
};

type Part = (attributes: GroupingAttributes, at: EpochMs | null) => DimensionValue;

const partOf = (dimension: Dimension, zone: string): Part => {
  if (!isBucketUnit(dimension)) return (attributes) => attributes[dimension];
  const nameOf = bucketsOf(dimension, zone);
  return (_, at) => (at === null ? null : nameOf(at));
};

/** Accumulators by group, made when first asked for. */
export interface Groups<Sum> {
  readonly of: (key: GroupKey) => Sum;
  /** In the order of the dimensions' values: numbers by size, texts by code unit, times in their order, what is not known last. */
  readonly sorted: () => readonly { readonly key: GroupKey; readonly sum: Sum }[];
}

export const createGroups = <Sum>(empty: () => Sum): Groups<Sum> => {
  const groups = new Map<
    DimensionValue | undefined,
    { readonly key: GroupKey; readonly sum: Sum }
  >();
  return {
    of(key) {
      // A value alone is its own name.
      const name = key.length === 1 ? key[0] : JSON.stringify(key);
      const known = groups.get(name);
      if (known !== undefined) return known.sum;
      const sum = empty();
      groups.set(name, { key, sum });
      return sum;
    },
    sorted: () => [...groups.values()].toSorted((one, other) => compareKeys(one.key, other.key)),
  };
};

const compareKeys = (one: GroupKey, other: GroupKey): number => {
  for (const [place, value] of one.entries()) {
    const order = compareValues(value, other[place] ?? null);
    if (order !== 0) return order;
  }
  return 0;
};

/** In the order in which reports have them: what is not known comes last. */
export const compareValues = (one: DimensionValue, other: DimensionValue): number => {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  if (typeof one === "string" && typeof other === "string") return compareNames(one, other);
  return one < other ? -1 : 1;
};

/** The group of a key, as reports print it. */
export const namedGroup = (by: readonly Dimension[], key: GroupKey): Group =>
  Object.fromEntries(by.map((dimension, place) => [dimension, key[place] ?? null]));
