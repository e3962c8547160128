import type { Position } from "./brands.ts";
import {
  advancing,
  beginTables,
  buildTables,
  discardRebuild,
  rebuiltReaders,
  type BuildOptions,
  type BuildElsewhere,
} from "./build-tables.ts";
import { compare, type Comparison } from "./compare-models.ts";
import { modelTables, readersOf, tablesOf } from "./model-group.ts";
import { createProjector } from "./projector.ts";
import type { ReadModelState, ReadModelStore, Table } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";

export interface RebuildResult {
  readonly models: readonly Comparison[];
  /** The rebuilt tables are the live ones now. */
  readonly switched: boolean;
}

export interface RebuildOptions<Event extends AnyEvent> extends BuildOptions<Event> {
  /** Switch although rows of an unchanged definition differ. */
  readonly accept: boolean;
  /** To where the live tables are, so that the two can be compared; or to the head of the log, whatever is live. */
  readonly upTo: "live" | "head";
  /** Holds the live projector still while the tables are brought to one place, and switched; after a switch it must `forget`. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Where the tables are built. Default: here. */
  readonly buildApart?: BuildElsewhere;
}

/** How often the tables are looked for at one place, while another process brings on the live ones. */
const MOST_SNAPSHOTS = 5;

/** Another process keeps the group too, and is never where the rebuilt tables are. */
class LiveTablesMove extends Error {
  readonly code = "USAGE";
}

/** Builds all read models beside the live ones, compares them at one place of the log, and switches in one transaction. */
export async function rebuild<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<RebuildResult> {
  try {
    return await buildAndSwitch(options);
  } finally {
    // Whatever became of it: an erasure would not reach what it left.
    await discardRebuild(options);
  }
}

async function buildAndSwitch<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<RebuildResult> {
  const { readModels, onProgress } = options;
  // Live tables go on meanwhile; they stand still only while the others are brought to where they are, and switched.
  let events = 0;
  const until = await endOf(options);
  if (until === null) await beginTables(options);
  else {
    const counting = { ...options, onProgress: (done: number) => onProgress((events = done)) };
    await buildTables(counting, until, options.buildApart);
  }
  const projector = createProjector({ ...options, generation: "rebuilt" });
  const advance = advancing(projector, (more) => onProgress(events + more));
  const toTheEnd = async () => {
    const at = await endOf(options);
    if (at !== null) await advance(at);
    return at;
  };
  const models = await compareAll(options, toTheEnd);
  const switched = options.accept || models.every(({ differing }) => differing.length === 0);
  if (switched) {
    await options.exclusively(async () => {
      await readModels.switch(tablesOf(options), readersOf(options), await toTheEnd());
    });
  }
  return { models, switched };
}

/** At one place of the log: live tables go on while a snapshot of them there is looked at. */
async function compareAll<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
  toTheEnd: () => Promise<unknown>,
): Promise<readonly Comparison[]> {
  const { upTo, accept, readModels } = options;
  const versions = await readModels.versions();
  const isComparable = (table: Table) =>
    upTo === "live" && versions.get(table.name) === table.version;
  for (let tries = 1; tries <= MOST_SNAPSHOTS; tries += 1) {
    const { comparing } = await options.exclusively(async () => {
      await toTheEnd();
      return beginComparing(readModels, async (state) => {
        // Rows that somebody else has brought on since do not differ: they are ahead.
        const isOff = upTo === "live" && (await standApart(state, options));
        if (isOff && !(accept && tries === MOST_SNAPSHOTS)) return undefined;
        const comparisons: Comparison[] = [];
        for (const table of modelTables(options)) {
          comparisons.push(await compare(state, table, isComparable(table)));
        }
        return comparisons;
      });
    });
    const comparisons = await comparing;
    if (comparisons !== undefined) return comparisons;
  }
  throw new LiveTablesMove(othersKeep(options.group));
}

/** Returns once the state is taken. */
async function beginComparing<Result>(
  readModels: Pick<ReadModelStore, "snapshot">,
  work: (state: ReadModelState) => Promise<Result>,
): Promise<{ readonly comparing: Promise<Result> }> {
  const taken = Promise.withResolvers<void>();
  const comparing = readModels.snapshot((state) => {
    taken.resolve();
    return work(state);
  });
  comparing.catch(taken.reject);
  await taken.promise;
  return { comparing };
}

async function standApart<Event extends AnyEvent>(
  state: ReadModelState,
  options: RebuildOptions<Event>,
): Promise<boolean> {
  const live = await state.checkpoint(...readersOf(options));
  return live !== (await state.checkpoint(...rebuiltReaders(options)));
}

const othersKeep = (group: string): string =>
  `Another process keeps the group ${group} too. End it, or come again when less is written.`;

const endOf = <Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<Position | null> => {
  const { upTo, store, readModels } = options;
  return upTo === "head" ? store.head() : readModels.checkpoint(...readersOf(options));
};
