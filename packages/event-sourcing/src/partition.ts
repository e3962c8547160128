/** Into how many partitions a category's streams are divided. Fixed, since a stream must not change its own. */
export const PARTITIONS = 16;

/**
 * The partition of a stream, 0 to 15: FNV-1a (32 bits) over the name's UTF-16 code units. It is the same in every process and
 * release, since subjects tell it and projectors divide the work by it.
 */
export function partitionOf(stream: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < stream.length; index += 1) {
    hash = Math.imul(hash ^ stream.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % PARTITIONS;
}

/** Part `part` (from 1) of `parts`, each with as many partitions as can be. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

export const WHOLE: Share = { part: 1, parts: 1 };

export const partitionsIn = ({ part, parts }: Share): readonly number[] =>
  ALL.filter((partition) => partition % parts === part - 1);

const ALL: readonly number[] = Array.from({ length: PARTITIONS }, (_, partition) => partition);
