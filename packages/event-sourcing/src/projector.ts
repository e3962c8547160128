import { createApplier, reasonOf, type Applier, type ApplierOptions } from "./apply-events.ts";
import { revision, type Position } from "./brands.ts";
import { derive, isUnderivable, type UnderivableRow } from "./derivation.ts";
import type { StoredEvent } from "./event-store.ts";
import { EVENTS_MISSING, hasLostNext } from "./missing-events.ts";
import { checkpointName, partitionsOf, readerOf } from "./model-group.ts";
import { beginPage, type Page } from "./page.ts";
import { createPace, type PaceOptions } from "./pace.ts";
import { WHOLE, type Share } from "./partition.ts";
import type { Generation, ReadModelStore } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { createRowCache, type RowCache } from "./row-cache.ts";
import { allRetried, parkedIn, parkedRows } from "./stream-progress.ts";
import type { Retried, StreamProgress } from "./stream-progress.ts";

export interface ProjectorOptions<Event extends AnyEvent>
  extends ApplierOptions<Event>, PaceOptions {
  readonly readModels: ReadModelStore;
  readonly generation: Generation;
  /** Of a divided group. Default: all of it. */
  readonly share?: Share;
  /** Transactions per step, at most. Default: 1. */
  readonly together?: number;
  /** Rows of each table that stay in memory between batches, at most. */
  readonly rowsInMemory: number;
  /** A turn of the event loop, in which answers of the store come in while it writes. Default: it writes at once. */
  readonly loopTurn?: () => Promise<void>;
}

/** When a call rejects, nothing of its batch is believed: the next one begins at the stored checkpoint. */
export interface Projector {
  /** Applies the next batch from the store: how many events there were, 0 at the end or at `until`. */
  step(until?: Position): Promise<number>;
  /** The same, but its last transaction may be under way yet: a failure of it is told by the next call. */
  goOn(): Promise<number>;
  /** Until what was applied is in the tables. */
  settle(): Promise<void>;
  /** Brings partitions that others left at different places to one. Never while a step runs. */
  level(): Promise<void>;
  /** Takes up the parked streams again, each up to the checkpoint. Never while a step runs. */
  retry(): Promise<Retried>;
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

/** Events in rows of memory. */
interface Folded {
  readonly last: StoredEvent | undefined;
  readonly events: number;
}

/** Small enough for a page's events to be gone before they count as long-lived. */
const PAGE = 1_000;
/** Events between two turns of the event loop while a store writes. */
const AT_ONCE = 200;

/** Log → rows, in batches: the rows and the checkpoint in one transaction. One at a time per group, share and generation. */
export function createProjector<Event extends AnyEvent>(
  options: ProjectorOptions<Event>,
): Projector {
  const { store, readModels, group, generation, share = WHOLE, loopTurn } = options;
  const partitions = partitionsOf(options, share);
  let stand: Stand | undefined;
  /** What was handed over last. Rows that left memory since are read after it. */
  let written: Promise<void> = Promise.resolve();
  let isWriting = false;
  const pace = createPace(options);
  const rows: Pick<ReadModelStore, "load" | "select"> = {
    load: (...load) => written.then(() => readModels.load(...load)),
    select: (...select) => written.then(() => readModels.select(...select)),
  };

  /** Others may work now; the store that writes among them, whose every answer waits for the thread. */
  async function turn(): Promise<void> {
    if (isWriting) await loopTurn?.();
    await pace.turn();
  }

  const nameOf = (partition: number): string =>
    checkpointName(readerOf(options, partition), generation);

  async function standing(): Promise<Stand> {
    stand ??= await newStand();
    return stand;
  }

  async function newStand(): Promise<Stand> {
    // Of one that was given up, whatever became of it.
    await written.catch(() => {});
    written = Promise.resolve();
    const places = new Map<number, Position | null>();
    for (const partition of partitions) {
      places.set(partition, await readModels.checkpoint(nameOf(partition)));
    }
    const [checkpoint = null, others] = [...new Set(places.values())].toSorted(byPlace);
    const least = partitions.filter((partition) => places.get(partition) === checkpoint);
    const empty = checkpoint === null;
    const cache = createRowCache(rows, generation, options.rowsInMemory, empty);
    return {
      checkpoint,
      partitions: least,
      readers: least.map(nameOf),
      others: others ?? undefined,
      cache,
      applier: createApplier(options, cache, least, await ourParked(least)),
    };
  }

  async function step(until: Position | undefined): Promise<number> {
    const events = await goOn(until);
    await written;
    return events;
  }

  /** Several transactions: while one is written, the next is folded. */
  async function goOn(until?: Position): Promise<number> {
    let events = 0;
    for (let transactions = options.together ?? 1; transactions > 0; transactions -= 1) {
      const here = await standing();
      const folded = await advance(here, pace.events(), earlier(until, here.others));
      if (folded.last === undefined) break;
      events += folded.events;
      const failure = await commit(here, folded.last.position);
      if (failure !== undefined) {
        await findUnderivable(folded, failure, until);
        break;
      }
      await turn();
    }
    return events;
  }

  /** A batch from which no rows can be derived is done again by halves, until its event is found and parked. */
  async function findUnderivable(
    { events, last }: Folded,
    failure: UnderivableRow,
    until: Position | undefined,
  ): Promise<void> {
    if (events === 1 && last !== undefined) {
      const here = await standing();
      await here.applier.park(last, reasonOf(failure.cause));
      await commit(here, last.position);
      return;
    }
    const here = await standing();
    const half = await advance(here, Math.ceil(events / 2), earlier(until, here.others));
    if (half.last === undefined) return;
    const again = await commit(here, half.last.position);
    if (again !== undefined) await findUnderivable(half, again, until);
  }

  async function advance(here: Stand, most: number, until: Position | undefined): Promise<Folded> {
    let last: StoredEvent | undefined;
    let events = 0;
    const pageAfter = (place: Position | null) =>
      beginPage(store, here.applier, place, Math.min(PAGE, most - events));
    let page = pageAfter(here.checkpoint);
    while (events < most) {
      const limit = Math.min(PAGE, most - events);
      const { events: read, keys } = await page;
      const due = until === undefined ? read : read.filter(({ position }) => position <= until);
      last = due.at(-1) ?? last;
      events += due.length;
      const isLast = due.length < limit || events >= most;
      // The next one is on its way while this one is folded.
      if (!isLast) page = pageAfter(last?.position ?? null);
      await applyAll(here.applier, { events: due, keys });
      if (isLast) break;
      await turn();
    }
    return { last, events };
  }

  async function applyAll(applier: Applier, { events, keys }: Page): Promise<void> {
    for (let done = 0; done < events.length;) {
      const most = isWriting && loopTurn !== undefined ? AT_ONCE : events.length;
      await applier.apply(events.slice(done, done + most), keys);
      done += most;
      if (isWriting) await loopTurn?.();
    }
  }

  async function level(): Promise<void> {
    await written;
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
      await takeUp(one, here.checkpoint, here.applier);
      const failure = await commit(here, here.checkpoint);
      await written;
      if (failure !== undefined) options.onParked(parkedIn(group, one));
    }
    const parked = (await ourParked(partitions)).map((one) => parkedIn(group, one));
    return allRetried([{ resumed: waiting.map(({ stream }) => stream), parked }]);
  }

  const ourParked = async (of: readonly number[]): Promise<readonly StreamProgress[]> =>
    (await parkedRows(readModels, group, generation)).filter(({ partition }) =>
      of.includes(partition),
    );

  async function takeUp(one: StreamProgress, until: Position, applier: Applier): Promise<void> {
    const { stream } = one;
    await applier.unpark(one);
    for (;;) {
      const { applied, isParked } = await applier.progress(stream);
      if (isParked) return;
      const page = await store.readStream(stream, { from: revision(applied), limit: PAGE });
      if (page.length === 0 && (await hasLostNext(store, one, applied)))
        return applier.park({ stream, revision: revision(applied) }, EVENTS_MISSING);
      const due = page.filter((event) => event.position <= until);
      if (due.length === 0) return;
      await applier.apply(due, await applier.keysTo(due));
    }
  }

  /**
   * Hands over what was folded, after the batch before it is written. When another projector of this group was here first, its
   * rows are the truth and ours are forgotten. Nothing is written when rows cannot be derived: why is returned.
   */
  async function commit(here: Stand, to: Position): Promise<UnderivableRow | undefined> {
    try {
      const derived = await derive(options.derivations, here.cache, turn);
      const writes = [...here.cache.flush(), ...derived];
      await written;
      if (stand !== here) return undefined;
      const { readers, checkpoint: from } = here;
      here.checkpoint = to;
      written = write(here, { readers, from, to, writes, generation });
      written.catch(() => {});
      return undefined;
    } catch (error) {
      if (!isUnderivable(error)) throw error;
      await written;
      forget();
      return error;
    }
  }

  async function write(here: Stand, batch: Parameters<ReadModelStore["commit"]>[0]): Promise<void> {
    isWriting = true;
    const outcome = await readModels.commit(batch).finally(() => (isWriting = false));
    const isMerging = batch.to === here.others;
    if ((outcome !== "committed" || isMerging) && stand === here) forget();
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
    goOn: () => orForget(goOn()),
    settle: () => orForget(written),
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
