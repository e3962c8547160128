import { revision, type Position, type StreamName, type Subject } from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import type { Projection } from "./projection.ts";
import type { Condition, Generation, ReadModelStore, Row, Table } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import { createRowCache, type Held, type RowCache } from "./row-cache.ts";
import { isStreamProgress, parkedStreams, streamProgress, untouched } from "./stream-progress.ts";
import type { Parked, StreamProgress } from "./stream-progress.ts";

export interface ProjectorOptions<Event extends AnyEvent> {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly readModels: ReadModelStore;
  readonly projections: readonly Projection<Row, Event>[];
  /** The name under which the checkpoint is kept. */
  readonly group: string;
  readonly generation: Generation;
  /** Events per transaction, at most. */
  readonly batch: number;
  /** Rows of each table that stay in memory between batches, at most. */
  readonly rowsInMemory: number;
  readonly onParked: (parked: Parked) => void;
}

/** When a call rejects, nothing of its batch is believed: the next one begins at the stored checkpoint. */
export interface Projector {
  /** Applies the next batch from the store: how many events there were, 0 at the end or at `until`. */
  step(until?: Position): Promise<number>;
  /** Takes up the parked streams again, each up to the checkpoint. Never while a step runs. */
  retry(): Promise<{ readonly resumed: readonly StreamName[]; readonly parked: readonly Parked[] }>;
  /** Drops the rows in memory: for whoever changed the tables, as a rebuild does that switches. Never while a step runs. */
  forget(): void;
}

/** An event on its way into rows. */
interface Arrival<Event extends AnyEvent> {
  readonly stored: StoredEvent;
  readonly progress: Held;
  readonly event: RecordedEvent<Event>;
  readonly affected: readonly Affected<Event>[];
}
interface Unreadable {
  readonly stored: StoredEvent;
  readonly progress: Held;
  readonly unreadable: string;
}
interface Affected<Event extends AnyEvent> {
  readonly projection: Projection<Row, Event>;
  readonly rows: readonly Held[] | { readonly where: readonly Condition[] };
}
interface Change {
  readonly table: Table;
  readonly held: Held;
  readonly row: Row | undefined;
}
/** Where a group stands, and its rows in memory: believed together, forgotten together. */
interface Stand {
  checkpoint: Position | null;
  readonly cache: RowCache;
}

const PAGE = 500;

/** The checkpoint of a rebuild stands beside the live one. */
export const checkpointName = (group: string, generation: Generation): string =>
  generation === "live" ? group : `${group}:${generation}`;

/** Log → rows, in batches: the rows and the checkpoint in one transaction. One at a time per group and generation. */
export function createProjector<Event extends AnyEvent>(
  options: ProjectorOptions<Event>,
): Projector {
  const { store, readModels, projections, generation } = options;
  const name = checkpointName(options.group, generation);
  let stand: Stand | undefined;

  async function standing(): Promise<Stand> {
    if (stand === undefined) {
      const checkpoint = await readModels.checkpoint(name);
      const empty = checkpoint === null;
      const cache = createRowCache(readModels, generation, options.rowsInMemory, empty);
      stand = { checkpoint, cache };
    }
    return stand;
  }

  async function step(until?: Position): Promise<number> {
    const here = await standing();
    const page = await store.readAll({ after: here.checkpoint, limit: options.batch });
    const events = until === undefined ? page : page.filter((event) => event.position <= until);
    const last = events.at(-1);
    if (last === undefined) return 0;
    await applyAll(events, here.cache);
    await commit(here, last.position);
    return events.length;
  }

  async function retry() {
    forget();
    const here = await standing();
    const waiting = await parkedStreams(readModels, generation);
    if (here.checkpoint === null || waiting.length === 0) return { resumed: [], parked: [] };
    for (const { stream } of waiting) await takeUp(stream, here.checkpoint, here.cache);
    await commit(here, here.checkpoint);
    const parked = await parkedStreams(readModels, generation);
    const still = new Set(parked.map(({ stream }) => stream));
    const resumed = waiting.map(({ stream }) => stream).filter((stream) => !still.has(stream));
    return { resumed, parked };
  }

  async function takeUp(stream: StreamName, until: Position, cache: RowCache): Promise<void> {
    const held = cache.hold(streamProgress, [stream]);
    await cache.fill();
    cache.put(streamProgress, held, { ...progressIn(held, stream), parkedAt: null, reason: null });
    for (;;) {
      const { applied, parkedAt } = progressIn(held, stream);
      if (parkedAt !== null) return;
      const page = await store.readStream(stream, { from: revision(applied), limit: PAGE });
      const due = page.filter((event) => event.position <= until);
      if (due.length === 0) return;
      await applyAll(due, cache);
    }
  }

  /** When another projector of this group was here first, its rows are the truth and ours are forgotten. */
  async function commit(here: Stand, to: Position): Promise<void> {
    const writes = here.cache.flush();
    const from = here.checkpoint;
    const outcome = await readModels.commit({ group: name, from, to, writes, generation });
    if (outcome === "committed") here.checkpoint = to;
    else forget();
  }

  function forget(): void {
    stand = undefined;
  }

  async function applyAll(events: readonly StoredEvent[], cache: RowCache): Promise<void> {
    const keys = await keysFor(events, options.codec, options.keys);
    const arrivals = events.map((stored) => arrive(stored, keys, cache));
    await cache.fill();
    for (const arrival of arrivals) {
      // Most events need nothing from elsewhere; waiting for each would cost more than applying it.
      const waiting = applyInOrder(arrival, cache);
      if (waiting !== undefined) await waiting;
    }
  }

  function arrive(
    stored: StoredEvent,
    keys: ReadonlyMap<Subject, SubjectKey>,
    cache: RowCache,
  ): Arrival<Event> | Unreadable {
    const progress = cache.hold(streamProgress, [stored.stream]);
    try {
      const event = options.codec.decode(stored, keys);
      const affected: Affected<Event>[] = [];
      for (const projection of projections) {
        const found = projection.affects(event);
        if ("where" in found) affected.push({ projection, rows: found });
        else if (found.length > 0) {
          const rows = found.map((key) => cache.hold(projection.table, key));
          affected.push({ projection, rows });
        }
      }
      return { stored, progress, event, affected };
    } catch (error) {
      return { stored, progress, unreadable: reasonOf(error) };
    }
  }

  /** Per stream: what was applied before is passed over, and what is missing in between is read from the store. */
  function applyInOrder(
    arrival: Arrival<Event> | Unreadable,
    cache: RowCache,
  ): Promise<void> | undefined {
    const { stored, progress } = arrival;
    const { applied, parkedAt } = progressIn(progress, stored.stream);
    if (parkedAt !== null || stored.revision < applied) return undefined;
    if (stored.revision > applied) return healAndApply(arrival, applied, cache);
    if ("unreadable" in arrival) return park(arrival, arrival.unreadable, cache);
    if (arrival.affected.some(({ rows }) => "where" in rows)) return findAndApply(arrival, cache);
    return apply(arrival, cache);
  }

  async function healAndApply(
    arrival: Arrival<Event> | Unreadable,
    from: number,
    cache: RowCache,
  ): Promise<void> {
    const { stream, revision: to } = arrival.stored;
    const limit = Math.min(PAGE, to - from);
    const missing = await store.readStream(stream, { from: revision(from), limit });
    if (missing[0]?.revision !== from) {
      throw new Error(`${stream} has no event at revision ${from}`);
    }
    await applyAll(missing, cache);
    await applyInOrder(arrival, cache);
  }

  async function findAndApply(arrival: Arrival<Event>, cache: RowCache): Promise<void> {
    const affected: Affected<Event>[] = [];
    for (const { projection, rows } of arrival.affected) {
      const found = "where" in rows ? await cache.find(projection.table, rows.where) : rows;
      affected.push({ projection, rows: found });
    }
    apply({ ...arrival, affected }, cache);
  }

  /** All rows of an event or none: then its stream is parked. */
  function apply(arrival: Arrival<Event>, cache: RowCache): undefined {
    const { event, stored, progress } = arrival;
    const changes: Change[] = [];
    try {
      for (const { projection, rows } of arrival.affected) {
        if ("where" in rows) continue;
        const { table } = projection;
        for (const held of rows) {
          changes.push({ table, held, row: projection.apply(held.row, event, held.key) });
        }
      }
    } catch (error) {
      return park(arrival, reasonOf(error), cache);
    }
    for (const { table, held, row } of changes) cache.put(table, held, row);
    const applied = stored.revision + 1;
    cache.put(streamProgress, progress, { ...progressIn(progress, stored.stream), applied });
  }

  function park(
    { stored, progress }: Pick<Unreadable, "stored" | "progress">,
    reason: string,
    cache: RowCache,
  ): undefined {
    const { stream, revision: parkedAt } = stored;
    cache.put(streamProgress, progress, { ...progressIn(progress, stream), parkedAt, reason });
    options.onParked({ stream, revision: parkedAt, reason });
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
    retry: () => orForget(retry()),
    forget,
  };
}

const progressIn = ({ row }: Held, stream: StreamName): StreamProgress =>
  row !== undefined && isStreamProgress(row) ? row : untouched(stream);

/** What kind of failure it was; never its text, which may hold personal data. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
