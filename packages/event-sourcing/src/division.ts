import { streamName, type StreamName } from "./brands.ts";
import { partitionOf, PARTITIONS } from "./partition.ts";
import type { Key } from "./read-model-store.ts";

/** Who of several that share a group's work sees a stream, and writes a row. */
export interface Division {
  readonly sees: (stream: StreamName) => boolean;
  /** Whether it is one of those by which the work is divided. */
  readonly isOwn: (stream: StreamName) => boolean;
  /** Under which the progress of a stream is kept. */
  readonly partitionOf: (stream: StreamName) => number;
  /** Whether the row of this key is written here. */
  readonly holds: (key: Key) => boolean;
}

/** @param category by whose streams the work is divided, if it is */
export function divisionOf(category: string | undefined, partitions: readonly number[]): Division {
  if (category === undefined) {
    const always = () => true;
    return { sees: always, isOwn: () => false, partitionOf: () => 0, holds: always };
  }
  const ours = new Set(partitions);
  const [first = 0] = partitions;
  const prefix = `${category}-`;
  const isWhole = ours.size === PARTITIONS;
  const isOwn = (stream: StreamName) => stream.startsWith(prefix);
  const sees = (stream: StreamName) => isWhole || !isOwn(stream) || ours.has(partitionOf(stream));
  return {
    sees,
    isOwn,
    // Other categories' streams are gone through by each share as a whole.
    partitionOf: (stream) => (isOwn(stream) ? partitionOf(stream) : first),
    holds: ([id]) => sees(streamName(category, String(id))),
  };
}
