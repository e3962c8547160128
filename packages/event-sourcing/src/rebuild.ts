import type { Position } from "./brands.ts";
import { compare, type Comparison } from "./compare-models.ts";
import { deriveAll, isUnderivable } from "./derivation.ts";
import {
  checkpointName,
  createProjector,
  modelTables,
  type Projector,
  type ProjectorOptions,
} from "./projector.ts";
import type { Table } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { streamProgress } from "./stream-progress.ts";

export interface RebuildResult {
  readonly models: readonly Comparison[];
  /** The rebuilt tables are the live ones now. */
  readonly switched: boolean;
}

export interface RebuildOptions<Event extends AnyEvent> extends Omit<
  ProjectorOptions<Event>,
  "generation"
> {
  /** Switch although rows of an unchanged definition differ. */
  readonly accept: boolean;
  /** Holds the live projector still while rows are compared and switched; after a switch it must `forget`. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** How many events are in rows; told once more when all is derived from them. */
  readonly onProgress: (events: number) => void;
}

/** Builds all read models beside the live ones, compares them at the live checkpoint, and switches in one transaction. */
export async function rebuild<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<RebuildResult> {
  const { readModels, group } = options;
  const models = modelTables(options);
  const tables = [...models, streamProgress];
  // Most of it while the live tables go on; the rest, and the comparison, while they stand still.
  const advance = await build(options, tables);
  const versions = await readModels.versions();
  return options.exclusively(async () => {
    const at = await readModels.checkpoint(group);
    await advance(at);
    const comparisons: Comparison[] = [];
    for (const table of models) {
      const comparable = versions.get(table.name) === table.version;
      comparisons.push(await compare(readModels, table, comparable));
    }
    const switched = options.accept || comparisons.every(({ differing }) => differing.length === 0);
    if (switched) await readModels.switch(tables, group, at);
    await readModels.discard(tables);
    return { models: comparisons, switched };
  });
}

/**
 * Builds the tables up to the live checkpoint. What is derived is worked out once, from the rows in the end; when that
 * fails, all is done again batch by batch, which finds the event.
 * @returns what brings the tables further
 */
async function build<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
  tables: readonly Table[],
): Promise<(until: Position | null) => Promise<void>> {
  const { readModels, group, derivations, rowsInMemory } = options;
  const generation = "rebuilt";
  let events = 0;
  const begin = async () => {
    events = 0;
    await readModels.discard(tables);
    await readModels.install(tables, generation);
  };
  const advancing = (projector: Projector) => async (until: Position | null) => {
    if (until === null) return;
    for (let done = await projector.step(until); done > 0; done = await projector.step(until)) {
      options.onProgress((events += done));
    }
  };
  const until = await readModels.checkpoint(group);
  await begin();
  await advancing(createProjector({ ...options, derivations: [], generation }))(until);
  try {
    const name = checkpointName(group, generation);
    const at = await readModels.checkpoint(name);
    await deriveAll(derivations, readModels, generation, rowsInMemory, async (writes) => {
      if (at === null) return;
      await readModels.commit({ group: name, from: at, to: at, writes, generation });
    });
    options.onProgress(events);
  } catch (error) {
    if (!isUnderivable(error)) throw error;
    await begin();
  }
  const advance = advancing(createProjector({ ...options, generation }));
  await advance(until);
  return advance;
}
