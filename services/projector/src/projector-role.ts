import {
  atEachWake,
  createCodec,
  type Bus,
  type EventFormat,
  type EventStore,
  type KeyStore,
  type Parked,
  type Position,
  type ReadModelStore,
  type RebuildResult,
  type Share,
  type StreamName,
} from "@docket/event-sourcing";
import {
  GROUP_NAMES,
  knownPolicies,
  modelGroups,
  personalFieldsRead,
  type GroupName,
} from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";
import { createGroupWork, type Progress } from "./group-work.ts";
import { learningPolicies } from "./learn-policies.ts";
import { sharedLog } from "./shared-log.ts";
import { createTurns } from "./turns.ts";

export interface ProjectorGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly bus: Pick<Bus, "subscribe">;
  readonly formats: ReadonlyMap<string, EventFormat>;
  readonly onParked: (parked: Parked) => void;
  /** Which groups of read models it keeps. Default: all. */
  readonly groups?: readonly GroupName[];
  /** Of the groups that can be divided. Default: all of them. */
  readonly share?: Share;
  /** A group whose tables are of another definition is made anew before anything else. */
  readonly onRenewing?: (progress: Progress) => void;
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
    /** Events of the log that all groups have taken in, about; and how far one of them is. */
    readonly onProgress: (events: number, progress: Progress) => void;
  }): Promise<RebuildResult>;
}

export async function createProjectorRole(ground: ProjectorGround): Promise<ProjectorRole> {
  const { keys, readModels, bus, groups = GROUP_NAMES } = ground;
  const policies = await knownPolicies(readModels);
  const codec = createCodec<DomainEvent>(ground.formats).reading(personalFieldsRead);
  const store = learningPolicies(sharedLog(ground.store), codec, policies);
  const wanted: ReadonlySet<string> = new Set(groups);
  const chosen = modelGroups(policies).filter(({ group }) => wanted.has(group));
  const works = await Promise.all(
    chosen.map((group) => createGroupWork({ ...ground, ...group, store, keys, codec })),
  );
  const readers = works.flatMap((work) => work.readers);
  const oneRebuild = createTurns();

  /** The groups go on together, so that each page of the log is read once. */
  async function step(): Promise<number> {
    const events = await Promise.all(works.map((work) => work.step()));
    return Math.max(...events);
  }

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
        const at = await readModels.checkpoint(...readers);
        if (at !== null && at >= place) return;
        await step();
      }
    },
    async retry() {
      const results = await Promise.all(works.map((work) => work.retry()));
      const parked = results.flatMap((result) => result.parked);
      const still = new Set(parked.map(({ stream }) => stream));
      const resumed = new Set(results.flatMap((result) => result.resumed));
      return { resumed: [...resumed].filter((stream) => !still.has(stream)), parked };
    },
    rebuild: ({ accept, onProgress }) =>
      oneRebuild(async () => {
        const done = new Map<string, number>();
        const told = (progress: Progress) => {
          done.set(progress.group, progress.events);
          const sum = [...done.values()].reduce((total, events) => total + events, 0);
          onProgress(Math.floor(sum / works.length), progress);
        };
        const results: RebuildResult[] = [];
        for (const work of works) results.push(await work.rebuild({ accept, onProgress: told }));
        // An erasure in between has blanked what the rebuild had written in the clear, but not overwritten it.
        await readModels.scrub();
        return {
          models: results.flatMap(({ models }) => models),
          switched: results.every(({ switched }) => switched),
        };
      }),
  };
}
