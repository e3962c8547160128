import { createApplier, reasonOf, type Applier, type ApplierOptions } from "./apply-events.ts";
import { revision, type Position, type StreamName } from "./brands.ts";
import { derive, isUnderivable, type UnderivableRow } from "./derivation.ts";
import type { StoredEvent } from "./event-store.ts";
import { checkpointName, partitionsOf, readerOf } from "./model-group.ts";
import { WHOLE, type Share } from "./partition.ts";
import type { Generation, ReadModelStore } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { createRowCache, type RowCache } from "./row-cache.ts";
import { parkedIn, parkedRows, type Parked, type StreamProgress } from "./stream-progress.ts";

export interface ProjectorOptions<Event extends AnyEvent> extends ApplierOptions<Event> {
  readonly readModels: ReadModelStore;
  readonly generation: Generation;
  /** Of a divided group. Default: all of it. */
  readonly share?: Share;
  /** Events per transaction, at most. */
  readonly batch: number;
  /** Rows of each table that stay in memory between batches, at most. */
  readonly rowsInMemory: number;
}

/** When a call rejects, nothing of its batch is believed: the next one begins at the stored checkpoint. */
export interface Projector {
  /** Applies the next batch from the store: how many events there were, 0 at the end or at `until`. */
  step(until?: Position): Promise<number>;
  /** Brings partitions that others left at different places to one. Never while a step runs. */
  level(): Promise<void>;
  /** Takes up the parked streams again, each up to the checkpoint. Never while a step runs. */
  retry(): Promise<{ readonly resumed: readonly StreamName[]; readonly parked: readonly Parked[] }>;
  /** Drops the rows in memory: for whoever changed the tables, as a rebuild does that switches. Never while a step runs. */
  forget(): void;
}

/** Where a group stands, and its rows in memory: believed together, forgotten together. */
interface Stand {
  checkpoint: Position | null;
  /** The partitions that stand there; those that others brought further wait for them at `others`. */
  readonly partitions: readonly number[];
  readonly readers: readonly string[];
  readonly others: Position | undefined;
  readonly cache: RowCache;
  readonly applier: Applier;
}

/** Small enough for a page's events to be gone before they count as long-lived. */
const PAGE = 1_000;

/** Log → rows, in batches: the rows and the checkpoint in one transaction. One at a time per group, share and generation. */
export function createProjector<Event extends AnyEvent>(
  options: ProjectorOptions<Event>,
): Projector {
  const { store, readModels, group, generation, share = WHOLE } = options;
  const partitions = partitionsOf(options, share);
  let stand: Stand | undefined;

  const nameOf = (partition: number): string =>
    checkpointName(readerOf(options, partition), generation);

  async function standing(): Promise<Stand> {
    stand ??= await newStand();
    return stand;
  }

  async function newStand(): Promise<Stand> {
    const places = new Map<number, Position | null>();
    for (const partition of partitions) {
      places.set(partition, await readModels.checkpoint(nameOf(partition)));
    }
    const [checkpoint = null, others = undefined] = [...new Set(places.values())].toSorted(byPlace);
    const least = partitions.filter((partition) => places.get(partition) === checkpoint);
    const empty = checkpoint === null;
    const cache = createRowCache(readModels, generation, options.rowsInMemory, empty);
    return {
      checkpoint,
      partitions: least,
      readers: least.map(nameOf),
      others: others ?? undefined,
      cache,
      applier: createApplier(options, cache, least, await ourParked(least)),
    };
  }

  /** A batch from which no rows can be derived is done again by halves, until its event is found and parked. */
  async function step(until: Position | undefined): Promise<number> {
    let most = options.batch;
    for (;;) {
      const here = await standing();
      const { last, events } = await advance(here, most, earlier(until, here.others));
      if (last === undefined) return 0;
      const failure = await commit(here, last.position);
      if (failure === undefined) return events;
      if (events > 1) {
        most = Math.ceil(events / 2);
      } else {
        await park(last, reasonOf(failure.cause));
        return events;
      }
    }
  }

  async function advance(here: Stand, most: number, until: Position | undefined) {
    let last: StoredEvent | undefined;
    let events = 0;
    while (events < most) {
      const limit = Math.min(PAGE, most - events);
      const page = await store.readAll({ after: last?.position ?? here.checkpoint, limit });
      const due = until === undefined ? page : page.filter(({ position }) => position <= until);
      await here.applier.apply(due);
      events += due.length;
      last = due.at(-1) ?? last;
      if (due.length < limit) break;
    }
    return { last, events };
  }

  async function park(event: StoredEvent, reason: string): Promise<void> {
    const here = await standing();
    await here.applier.park(event, reason);
    await commit(here, event.position);
  }

  async function level(): Promise<void> {
    for (;;) {
      const { others } = await standing();
      if (others === undefined || (await step(others)) === 0) return;
    }
  }

  async function retry() {
    await level();
    const waiting = await ourParked(partitions);
    for (const one of waiting) {
      forget();
      const here = await standing();
      if (here.checkpoint === null) break;
      await takeUp(one.stream, here.checkpoint, here.applier);
      const failure = await commit(here, here.checkpoint);
      if (failure !== undefined) options.onParked(parkedIn(group, one));
    }
    const parked = (await ourParked(partitions)).map((one) => parkedIn(group, one));
    const still = new Set(parked.map(({ stream }) => stream));
    const streams = [...new Set(waiting.map(({ stream }) => stream))];
    const resumed = streams.filter((stream) => !still.has(stream));
    return { resumed, parked };
  }

  const ourParked = async (of: readonly number[]): Promise<readonly StreamProgress[]> =>
    (await parkedRows(readModels, group, generation)).filter(({ partition }) =>
      of.includes(partition),
    );

  async function takeUp(stream: StreamName, until: Position, applier: Applier): Promise<void> {
    await applier.unpark(stream);
    for (;;) {
      const { applied, isParked } = await applier.progress(stream);
      if (isParked) return;
      const page = await store.readStream(stream, { from: revision(applied), limit: PAGE });
      const due = page.filter((event) => event.position <= until);
      if (due.length === 0) return;
      await applier.apply(due);
    }
  }

  /**
   * When another projector of this group was here first, its rows are the truth and ours are forgotten. Nothing is
   * written when rows cannot be derived: why is returned.
   */
  async function commit(here: Stand, to: Position): Promise<UnderivableRow | undefined> {
    try {
      const derived = await derive(options.derivations, here.cache);
      const writes = [...here.cache.flush(), ...derived];
      const { readers, checkpoint: from } = here;
      const outcome = await readModels.commit({ readers, from, to, writes, generation });
      if (outcome === "committed" && to !== here.others) here.checkpoint = to;
      else forget();
      return undefined;
    } catch (error) {
      if (!isUnderivable(error)) throw error;
      forget();
      return error;
    }
  }

  function forget(): void {
    stand = undefined;
  }

  /** Rows of a batch that failed are neither stored nor to be built on. */
  async function orForget<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      forget();
      throw error;
    }
  }

  return {
    step: (until) => orForget(step(until)),
    level: () => orForget(level()),
    retry: () => orForget(retry()),
    forget,
  };
}

const byPlace = (one: Position | null, other: Position | null): number => {
  if (one === other) return 0;
  return one === null || (other !== null && one < other) ? -1 : 1;
};

const earlier = (one: Position | undefined, other: Position | undefined): Position | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;
