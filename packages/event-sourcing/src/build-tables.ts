import type { Position } from "./brands.ts";
import { deriveAll, isUnderivable, type Derivation } from "./derivation.ts";
import { checkpointName, readersOf, tablesOf, type GroupName } from "./model-group.ts";
import { createProjector, type Projector, type ProjectorOptions } from "./projector.ts";
import type { AnyEvent } from "./recorded-event.ts";

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

/** Does what {@link buildPiece} does, in a thread of its own for example. */
export type BuildElsewhere = (
  piece: BuildPiece,
  until: Position,
  onProgress: BuildOptions<AnyEvent>["onProgress"],
) => Promise<void>;

const generation = "rebuilt";

/**
 * Builds the tables up to a place of the log. What is derived is worked out once, from the rows in the end; when that fails, all
 * is done again batch by batch, which finds the event.
 * @param elsewhere where each piece is done; default: here
 */
export async function buildTables<Event extends AnyEvent>(
  options: BuildOptions<Event>,
  until: Position,
  elsewhere?: BuildElsewhere,
): Promise<void> {
  const { onProgress } = options;
  let folded = 0;
  const counted = (events: number) => onProgress((folded = events));
  const work = (piece: BuildPiece) =>
    elsewhere === undefined
      ? buildPiece({ ...options, onProgress: counted }, piece, until)
      : elsewhere(piece, until, counted);
  await beginTables(options);
  await work("fold");
  try {
    const pieces = elsewhere === undefined ? (["derive"] as const) : APART;
    const some = pieces.filter((piece) => derivedIn(piece, options.derivations).length > 0);
    await allOf(some.map(work));
    onProgress(folded);
  } catch (error) {
    if (!isUnderivable(error)) throw error;
    await beginTables(options);
    await advancing(createProjector({ ...options, generation }), onProgress)(until);
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

/** Makes the tables, empty, whatever was left of them. */
export async function beginTables<Event extends AnyEvent>(
  options: BuildOptions<Event>,
): Promise<void> {
  await discardRebuild(options);
  await options.readModels.install(tablesOf(options), generation);
}

/** Drops what a rebuild of a group left. */
export const discardRebuild = (
  group: GroupName & Parameters<typeof tablesOf>[0] & Pick<BuildOptions<AnyEvent>, "readModels">,
): Promise<void> => group.readModels.discard(tablesOf(group), rebuiltReaders(group));

/** What names the checkpoints of the tables that are built. */
export const rebuiltReaders = (group: GroupName): readonly string[] =>
  readersOf(group).map((reader) => checkpointName(reader, generation));

export const advancing =
  (projector: Projector, onProgress: (events: number) => void) =>
  async (until: Position): Promise<void> => {
    let events = 0;
    for (let done = await projector.step(until); done > 0; done = await projector.step(until)) {
      onProgress((events += done));
    }
  };
