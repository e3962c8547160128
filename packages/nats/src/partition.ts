/**
 * The partition of a stream, 0 to `partitions` − 1: FNV-1a (32 bits) over the name's UTF-16 code units. It is the same in
 * every process and release, since consumers divide the work by it.
 */
export function partitionOf(stream: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < stream.length; index += 1) {
    hash = Math.imul(hash ^ stream.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
