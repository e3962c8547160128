import type { Position } from "./brands.ts";
import { canonicalRow, fingerprint } from "./fingerprint.ts";
import { createProjector, type ProjectorOptions } from "./projector.ts";
import type { ReadModelStore, Table } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { keyOf, nameOf } from "./row-cache.ts";
import { streamProgress } from "./stream-progress.ts";

/** A read model held against itself, built anew from the whole log. */
export interface Comparison {
  readonly model: string;
  readonly rows: number;
  readonly liveRows: number | null;
  readonly hash: string;
  /** `null` when what is live has an older definition: the two cannot be compared. */
  readonly liveHash: string | null;
  /** The keys of rows that differ, the first few; empty when the hashes agree or the definition is newer. */
  readonly differing: readonly string[];
}

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
  readonly onProgress: (events: number) => void;
}

const MOST_DIFFERING = 20;

/** Builds all read models beside the live ones, compares them at the live checkpoint, and switches in one transaction. */
export async function rebuild<Event extends AnyEvent>(
  options: RebuildOptions<Event>,
): Promise<RebuildResult> {
  const { readModels, group } = options;
  const models = options.projections.map(({ table }) => table);
  const tables = [...models, streamProgress];
  await readModels.discard(tables);
  await readModels.install(tables, "rebuilt");
  const projector = createProjector({ ...options, generation: "rebuilt" });
  let events = 0;
  const advance = async (until: Position | null) => {
    if (until === null) return;
    for (let done = await projector.step(until); done > 0; done = await projector.step(until)) {
      options.onProgress((events += done));
    }
  };
  // Most of it while the live tables go on; the rest, and the comparison, while they stand still.
  await advance(await readModels.checkpoint(group));
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

async function compare(
  readModels: ReadModelStore,
  table: Table,
  comparable: boolean,
): Promise<Comparison> {
  const { rows, hash } = await fingerprint(readModels, table, "rebuilt");
  const live = comparable ? await fingerprint(readModels, table, "live") : undefined;
  const differ = live !== undefined && live.hash !== hash;
  return {
    model: table.name,
    rows,
    liveRows: live?.rows ?? null,
    hash,
    liveHash: live?.hash ?? null,
    differing: differ ? await differingKeys(readModels, table) : [],
  };
}

/** The first few keys of rows that differ or stand on one side only, as a person reads them. */
async function differingKeys(readModels: ReadModelStore, table: Table): Promise<readonly string[]> {
  const textOf = canonicalRow(table);
  const differing = new Map<string, string>();
  for (const [here, there] of [
    ["live", "rebuilt"],
    ["rebuilt", "live"],
  ] as const) {
    for await (const page of readModels.scan(table, here)) {
      const keys = page.map((row) => keyOf(table, row));
      const others = await readModels.load(table, keys, there);
      const texts = new Map(others.map((row) => [nameOf(keyOf(table, row)), textOf(row)]));
      for (const row of page) {
        const key = keyOf(table, row);
        if (texts.get(nameOf(key)) !== textOf(row)) differing.set(nameOf(key), key.join(" "));
        if (differing.size >= MOST_DIFFERING) return [...differing.values()];
      }
    }
  }
  return [...differing.values()];
}
