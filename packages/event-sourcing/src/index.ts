export * from "./brands.ts";
export * from "./derived-ids.ts";
export * from "./clock.ts";
export * from "./event-store.ts";
export * from "./validate-append.ts";
export * from "./event-store.memory.ts";
export * from "./key-store.ts";
export * from "./key-store.memory.ts";
export * from "./recorded-event.ts";
export { ERASED, type PersonalFields } from "./personal-data.ts";
export * from "./codec.ts";
export { EventsMissing, isMissing, missingEvent } from "./missing-events.ts";
export * from "./stream-pages.ts";
export * from "./decider.ts";
export * from "./retry.ts";
export * from "./command-result.ts";
export * from "./aggregate.ts";
export type { Ground } from "./draft.ts";
export type { LoadedStream } from "./loaded-stream.ts";
export * from "./command-handler.ts";
export * from "./bus.ts";
export * from "./bus.memory.ts";
export * from "./read-model-store.ts";
export * from "./projection.ts";
export * from "./bag.ts";
export {
  deriveAll,
  isUnderivable,
  UnderivableRow,
  type Derivation,
  type OwnedRows,
  type PouredRows,
  type SummedRows,
} from "./derivation.ts";
export type { Summand } from "./sums.ts";
export * from "./condition.ts";
export { keyOf } from "./row-cache.ts";
export * from "./partition.ts";
export { parkedEventsTable, parkedReactions } from "./parked-events.ts";
export {
  allRetried,
  parkedStreams,
  progressTable,
  type Parked,
  type Retried,
} from "./stream-progress.ts";
export {
  modelTables,
  readersOf,
  tablesOf,
  type GroupName,
  type ModelGroup,
} from "./model-group.ts";
export * from "./overhear.ts";
export * from "./projector.ts";
export { fingerprint } from "./fingerprint.ts";
export type { Comparison } from "./compare-models.ts";
export { buildPiece, discardRebuild, type BuildOptions, type BuildPiece } from "./build-tables.ts";
export * from "./rebuild.ts";
export * from "./reactor.ts";
export * from "./wakes.ts";
export * from "./lookout.ts";
export * from "./relay.ts";
export { createLru } from "./lru.ts";
export * from "./turns.ts";
