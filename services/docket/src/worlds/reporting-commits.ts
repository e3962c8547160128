import type { Position, ReadModelStore } from "@docket/event-sourcing";

/** The same tables, with word of every place that all read models kept here have reached. */
export function reportingCommits(
  readModels: ReadModelStore,
  readers: readonly string[],
  onReached: (place: Position) => void,
  onRebuilt: (place: Position) => void,
): ReadModelStore {
  const places = new Map<string, Position>();
  return {
    ...readModels,
    async commit(batch) {
      const outcome = await readModels.commit(batch);
      if (batch.generation === "rebuilt") onRebuilt(batch.to);
      if (outcome !== "committed" || batch.generation !== "live") return outcome;
      for (const reader of batch.readers) places.set(reader, batch.to);
      const here = readers.flatMap((reader) => places.get(reader) ?? []);
      const [first, ...others] = here;
      if (first === undefined || here.length < readers.length) return outcome;
      onReached(others.reduce((least, place) => (place < least ? place : least), first));
      return outcome;
    },
  };
}
