import { bucketUnits, type BucketUnit } from "./buckets.ts";

/** What tickets and figures can be grouped by: attributes of the ticket at `now`, or the time of what is counted. */
export const attributeDimensions = [
  "kind",
  "channel",
  "category",
  "priority",
  "tier",
  "team",
  "agent",
  "language",
] as const;
type AttributeDimension = (typeof attributeDimensions)[number];
export const dimensions = [...attributeDimensions, ...bucketUnits] as const;
export type Dimension = AttributeDimension | BucketUnit;
/** A value of a dimension; null is not known. */
export type DimensionValue = string | number | null;
/** A group's values by the names of the dimensions asked for. */
export type Group = { readonly [D in Dimension]?: DimensionValue };

export type DimensionsResult =
  | { readonly ok: true; readonly by: readonly Dimension[] }
  | { readonly ok: false; readonly problem: string };

const isDimension = (text: string): text is Dimension =>
  dimensions.some((dimension) => dimension === text);

/** Reads `channel,priority`: no dimension twice. */
export const parseDimensions = (text: string): DimensionsResult => {
  const by: Dimension[] = [];
  for (const name of text.split(",").map((part) => part.trim())) {
    if (!isDimension(name)) {
      return { ok: false, problem: `"${name}" is none of ${dimensions.join(", ")}` };
    }
    if (by.includes(name)) return { ok: false, problem: `names "${name}" twice` };
    by.push(name);
  }
  return { ok: true, by };
};
