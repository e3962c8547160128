import type { Position } from "./brands.ts";
import { compare, type Comparison } from "./compare-models.ts";
import { deriveAll, isUnderivable, type Derivation } from "./derivation.ts";
import { checkpointName, modelTables, readersOf, tablesOf, type GroupName } from "./model-group.ts";
import { createProjector, type Projector, type ProjectorOptions } from "./projector.ts";
import type { AnyEvent } from "./recorded-event.ts";

export interface RebuildResult {
  readonly models: readonly Comparison[];
  /** The rebuilt tables are the live ones now. */
  readonly switched: boolean;
}

/**
 * A piece of building the tables of a group: all events into rows; or, when that is done, what is derived from them, as a whole
 * or what is owned by rows and what is added up from them apart.
 */
export type BuildPiece = "fold" | "derive" | "deriveOwned" | "deriveSums";

/** What it takes to build the tables of a group beside the live ones. */
export interface BuildOptions<Event extends AnyEvent> extends Omit<
  ProjectorOptions<Event>,
  "generation" | "share"
> {
  /** How many events are in rows; told once more when all is derived from them. */
  readonly onProgress: (events: number) => void;
}

export interface RebuildOptions<Event extends AnyEvent> extends BuildOptions<Event> {
  /** Switch although rows of an unchanged definition differ. */
  readonly accept: boolean;
  /** To where the live tables are, so that the two can be compared; or to the head of the log, whatever is live. */
  readonly upTo: "live" | "head";
  /** Holds the live projector still while rows are compared and switched; after a switch it must `forget`. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Does what {@link buildPiece} does, in a thread of its own for example. Default: here. */
  readonly buildApart?: (
    piece: BuildPiece,
    until: Position,
    onProgress: BuildOptions<Event>["onProgress"],
  ) => Promise<void>;
}

/** How often tables are compared that another process brings on meanwhile. */
const MOST_COMPARISONS = 5;

/** Another process keeps the group too, and its tables do not stand still for a comparison. */
class LiveTablesMove extends Error {
  readonly code = "USAGE";
}

/** Builds all read models beside the live ones, compares them at the live checkpoint, and switches in one transaction. */
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
  const { readModels } = options;
  const [models, tables, readers] = [modelTables(options), tablesOf(options), readersOf(options)];
  const { onProgress } = options;
  // Most of it while the live tables go on; the rest, and the comparison, while they stand still.
  let events = 0;
  const until = await endOf(options);
  await begin(options);
  if (until !== null) {
    await build({ ...options, onProgress: (done) => onProgress((events = done)) }, until);
  }
  const projector = createProjector({ ...options, generation: "rebuilt" });
  const advance = advancing(projector, (more) => onProgress(events + more));
  const versions = await readModels.versions();
  const compareAll = async (): Promise<readonly Comparison[]> => {
    const comparisons: Comparison[] = [];
    for (const table of models) {
      const comparable = options.upTo === "live" && versions.get(table.name) === table.version;
      comparisons.push(await compare(readModels, table, comparable));
    }
    return comparisons;
  };
  return options.exclusively(async () => {
    for (let tries = 1; ; tries += 1) {
      const at = await endOf(options);
      if (at !== null) await advance(at);
      const comparisons = await compareAll();
      const agree = comparisons.every(({ differing }) => differing.length === 0);
      // Rows that somebody else has brought on since do not differ: they are ahead.
      const moved = !agree && options.upTo === "live" && (await endOf(options)) !== at;
      if (moved && tries < MOST_COMPARISONS) continue;
      if (moved && !options.accept) throw new LiveTablesMove(othersKeep(options.group));
      const switched = options.accept || agree;
      if (switched) await readModels.switch(tables, readers, at);
      return { models: comparisons, switched };
    }
  });
}

const othersKeep = (group: string): string =>
  `Another process keeps the group ${group} too. End it, or come again when less is written.`;

const endOf = <Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<Position | null> => {
  const { upTo, store, readModels } = options;
  return upTo === "head" ? store.head() : readModels.checkpoint(...readersOf(options));
};

/** Drops what a rebuild of a group left. */
export const discardRebuild = (
  group: GroupName & Parameters<typeof tablesOf>[0] & Pick<RebuildOptions<AnyEvent>, "readModels">,
): Promise<void> => group.readModels.discard(tablesOf(group), rebuiltReaders(group));

const rebuiltReaders = (group: GroupName): readonly string[] =>
  readersOf(group).map((reader) => checkpointName(reader, "rebuilt"));

/**
 * Builds the tables up to a place of the log. What is derived is worked out once, from the rows in the end; when that fails, all
 * is done again batch by batch, which finds the event.
 */
async function build<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
  until: Position,
): Promise<void> {
  const { onProgress, buildApart } = options;
  let folded = 0;
  const counted = (events: number) => onProgress((folded = events));
  const work = (piece: BuildPiece) =>
    buildApart === undefined
      ? buildPiece({ ...options, onProgress: counted }, piece, until)
      : buildApart(piece, until, counted);
  await work("fold");
  try {
    const pieces = buildApart === undefined ? (["derive"] as const) : APART;
    const some = pieces.filter((piece) => derivedIn(piece, options.derivations).length > 0);
    await allOf(some.map(work));
    onProgress(folded);
  } catch (error) {
    if (!isUnderivable(error)) throw error;
    await begin(options);
    await advancing(createProjector({ ...options, generation: "rebuilt" }), onProgress)(until);
  }
}

const APART = ["deriveOwned", "deriveSums"] as const;

/** Fails when all have ended: none is left writing. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** @throws UnderivableRow */
export async function buildPiece<Event extends AnyEvent>(
  options: BuildOptions<Event>,
  piece: BuildPiece,
  until: Position,
): Promise<void> {
  const { readModels, rowsInMemory, onProgress } = options;
  const generation = "rebuilt";
  if (piece === "fold") {
    const projector = createProjector({ ...options, derivations: [], generation });
    return advancing(projector, onProgress)(until);
  }
  const readers = rebuiltReaders(options);
  const at = await readModels.checkpoint(...readers);
  if (at === null) return;
  const derivations = derivedIn(piece, options.derivations);
  await deriveAll(derivations, readModels, generation, rowsInMemory, async (writes) => {
    await readModels.commit({ readers, from: at, to: at, writes, generation });
  });
}

/** Whatever derives from a derived table goes with what that derives from. */
function derivedIn(
  piece: Exclude<BuildPiece, "fold">,
  derivations: readonly Derivation[],
): readonly Derivation[] {
  if (piece === "derive") return derivations;
  const byTable = new Map(derivations.map((one) => [one.table, one]));
  const rootOf = (one: Derivation): Derivation => {
    const source = byTable.get(one.from);
    return source === undefined ? one : rootOf(source);
  };
  const kind = piece === "deriveOwned" ? "owned" : "sums";
  return derivations.filter((one) => rootOf(one).kind === kind);
}

async function begin<Event extends AnyEvent>(options: BuildOptions<Event>): Promise<void> {
  await discardRebuild(options);
  await options.readModels.install(tablesOf(options), "rebuilt");
}

const advancing =
  (projector: Projector, onProgress: (events: number) => void) =>
  async (until: Position): Promise<void> => {
    let events = 0;
    for (let done = await projector.step(until); done > 0; done = await projector.step(until)) {
      onProgress((events += done));
    }
  };
