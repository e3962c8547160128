import {
  parkedReactions,
  parkedStreams,
  type EventStore,
  type Parked,
  type Position,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { keptGroups } from "@docket/read-models";

/** How far what follows from the log has come, and what holds it up. */
export interface Standing {
  readonly healthy: boolean;
  readonly head: string | null;
  readonly checkpoints: readonly {
    readonly name: string;
    readonly at: string | null;
    /** Events not handled yet; counting stops at 100,000. */
    readonly behind: number;
    /** Past the end of the log: events that were handled are gone from the store. */
    readonly beyond: boolean;
  }[];
  readonly models: readonly {
    readonly model: string;
    readonly group: string;
    readonly live: number | null;
    readonly version: number;
  }[];
  readonly parked: readonly Parked[];
}

export async function standing({
  store,
  readModels,
  reactions,
}: {
  readonly store: EventStore;
  readonly readModels: ReadModelStore;
  /** The checkpoint of what follows from events. */
  readonly reactions: string;
}): Promise<Standing> {
  const head = await store.head();
  const checkpoints = [];
  const followers = [...keptGroups, { group: reactions, readers: [reactions] }];
  for (const { group: name, readers } of followers) {
    const at = await readModels.checkpoint(...readers);
    const beyond = at !== null && (head === null || at > head);
    checkpoints.push({ name, at: textOf(at), behind: await behind(store, at), beyond });
  }
  const live = await readModels.versions();
  const versions = keptGroups.flatMap(({ group, tables }) =>
    tables.map(({ name, version }) => ({
      model: name,
      group,
      live: live.get(name) ?? null,
      version,
    })),
  );
  const inTables = keptGroups.map(({ group }) => parkedStreams(readModels, group));
  const parked = await Promise.all([...inTables, parkedReactions(readModels, reactions)]);
  const healthy =
    parked.flat().length === 0 &&
    checkpoints.every(({ beyond }) => !beyond) &&
    versions.every(({ live: installed, version }) => installed === version);
  return { healthy, head: textOf(head), checkpoints, models: versions, parked: parked.flat() };
}

const textOf = (place: Position | null): string | null => (place === null ? null : String(place));

const PAGE = 1_000;
const ENOUGH = 100_000;

async function behind(store: EventStore, checkpoint: Position | null): Promise<number> {
  let count = 0;
  let at = checkpoint;
  while (count < ENOUGH) {
    const page = await store.readAll({ after: at, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    count += page.length;
    at = last.position;
  }
  return count;
}
