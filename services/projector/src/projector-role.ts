import {
  atEachWake,
  createCodec,
  createProjector,
  rebuild,
  streamProgress,
  type Bus,
  type EventFormat,
  type EventStore,
  type KeyStore,
  type Parked,
  type Position,
  type ReadModelStore,
  type RebuildResult,
  type StreamName,
} from "@docket/event-sourcing";
import {
  derivations,
  knownPolicies,
  personalFieldsRead,
  readModels as projections,
  tables as modelTables,
} from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";
import { learningPolicies } from "./learn-policies.ts";
import { createTurns } from "./turns.ts";

/** All read models advance together, under one checkpoint. */
export const READ_MODELS = "read-models";

export interface ProjectorGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly bus: Pick<Bus, "subscribe">;
  readonly formats: ReadonlyMap<string, EventFormat>;
  readonly onParked: (parked: Parked) => void;
}

/** The read side at work: keeps the tables at the head of the log. */
export interface ProjectorRole {
  /** Until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Applies what there is and returns. */
  catchUp(onProgress?: (events: number) => void): Promise<void>;
  /** Brings the tables to this place of the log, at least. */
  reached(place: Position): Promise<void>;
  retry(): Promise<{ readonly resumed: readonly StreamName[]; readonly parked: readonly Parked[] }>;
  rebuild(options: {
    readonly accept: boolean;
    readonly onProgress: (events: number) => void;
  }): Promise<RebuildResult>;
}

const LIVE = { batch: 3_000, rowsInMemory: 20_000 };
const REBUILD = { batch: 20_000, rowsInMemory: 50_000 };

export async function createProjectorRole(ground: ProjectorGround): Promise<ProjectorRole> {
  const { store, keys, readModels, bus, onParked } = ground;
  const tables = [...modelTables, streamProgress];
  // Of a rebuild that was cut off: an erasure would not reach it.
  await readModels.discard(tables);
  await readModels.install(tables, "live");
  const policies = await knownPolicies(readModels);
  const codec = createCodec<DomainEvent>(ground.formats).reading(personalFieldsRead);
  const options = {
    store: learningPolicies(store, codec, policies),
    keys,
    readModels,
    projections,
    derivations: derivations(policies),
    group: READ_MODELS,
    onParked,
    codec,
  };
  const projector = createProjector({ ...options, generation: "live", ...LIVE });
  const inTurn = createTurns();
  const oneRebuild = createTurns();
  const step = () => inTurn(() => projector.step());

  /** Other tables may be live afterwards: the projector must not go on with rows of the old ones. */
  const exclusively = <Result>(work: () => Promise<Result>) =>
    inTurn(() => work().finally(() => projector.forget()));

  async function catchUp(onProgress?: (events: number) => void): Promise<void> {
    let total = 0;
    for (let events = await step(); events > 0; events = await step()) {
      onProgress?.((total += events));
    }
  }

  return {
    catchUp,
    run: (signal) => atEachWake(bus, signal, () => catchUp()),
    async reached(place) {
      for (;;) {
        const at = await readModels.checkpoint(READ_MODELS);
        if (at !== null && at >= place) return;
        await step();
      }
    },
    retry: () => inTurn(() => projector.retry()),
    rebuild: (wanted) =>
      oneRebuild(async () => {
        const result = await rebuild({ ...options, ...wanted, ...REBUILD, exclusively });
        // An erasure in between has blanked what the rebuild had written in the clear, but not overwritten it.
        await inTurn(() => readModels.scrub());
        return result;
      }),
  };
}
