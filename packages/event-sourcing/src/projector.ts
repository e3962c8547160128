import { revision, type Position, type StreamName, type Subject } from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import type { Projection } from "./projection.ts";
import type { Condition, Generation, Key, ReadModelStore, Row, Table } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import { createRowCache } from "./row-cache.ts";
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
  readonly event: RecordedEvent<Event>;
  readonly affected: readonly Affected<Event>[];
}
interface Unreadable {
  readonly stored: StoredEvent;
  readonly unreadable: string;
}
interface Affected<Event extends AnyEvent> {
  readonly projection: Projection<Row, Event>;
  readonly rows: readonly Key[] | { readonly where: readonly Condition[] };
}
interface Change {
  readonly table: Table;
  readonly key: Key;
  readonly row: Row | undefined;
}

const ROWS_IN_MEMORY = 20_000;
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
  const cache = createRowCache(readModels, generation, ROWS_IN_MEMORY);
  /** Not known at first, and whenever the rows in memory may not be the stored ones. */
  let checkpoint: Position | null | undefined;

  async function step(until?: Position): Promise<number> {
    checkpoint ??= await readModels.checkpoint(name);
    const page = await store.readAll({ after: checkpoint, limit: options.batch });
    const events = until === undefined ? page : page.filter((event) => event.position <= until);
    const last = events.at(-1);
    if (last === undefined) return 0;
    await applyAll(events);
    await commit(checkpoint, last.position);
    return events.length;
  }

  async function retry() {
    forget();
    const at = await readModels.checkpoint(name);
    const waiting = await parkedStreams(readModels, generation);
    if (at === null || waiting.length === 0) return { resumed: [], parked: [] };
    for (const { stream } of waiting) await takeUp(stream, at);
    await commit(at, at);
    const parked = await parkedStreams(readModels, generation);
    const still = new Set(parked.map(({ stream }) => stream));
    const resumed = waiting.map(({ stream }) => stream).filter((stream) => !still.has(stream));
    return { resumed, parked };
  }

  async function takeUp(stream: StreamName, until: Position): Promise<void> {
    cache.require(streamProgress, [[stream]]);
    await cache.fill();
    setProgress({ ...progressOf(stream), parkedAt: null, reason: null });
    for (;;) {
      const { applied, parkedAt } = progressOf(stream);
      if (parkedAt !== null) return;
      const page = await store.readStream(stream, { from: revision(applied), limit: PAGE });
      const due = page.filter((event) => event.position <= until);
      if (due.length === 0) return;
      await applyAll(due);
    }
  }

  /** When another projector of this group was here first, its rows are the truth and ours are forgotten. */
  async function commit(from: Position | null, to: Position): Promise<void> {
    const writes = cache.flush();
    const outcome = await readModels.commit({ group: name, from, to, writes, generation });
    if (outcome === "committed") checkpoint = to;
    else forget();
  }

  function forget(): void {
    cache.clear();
    checkpoint = undefined;
  }

  async function applyAll(events: readonly StoredEvent[]): Promise<void> {
    const keys = await keysFor(events, options.keys);
    const arrivals = events.map((stored) => arrive(stored, keys));
    for (const arrival of arrivals) {
      cache.require(streamProgress, [[arrival.stored.stream]]);
      if ("unreadable" in arrival) continue;
      for (const { projection, rows } of arrival.affected) {
        if (!("where" in rows)) cache.require(projection.table, rows);
      }
    }
    await cache.fill();
    for (const arrival of arrivals) await applyInOrder(arrival);
  }

  function arrive(
    stored: StoredEvent,
    keys: ReadonlyMap<Subject, SubjectKey>,
  ): Arrival<Event> | Unreadable {
    try {
      const event = options.codec.decode(stored, keys);
      const affected: Affected<Event>[] = [];
      for (const projection of projections) {
        const rows = projection.affects(event);
        if ("where" in rows || rows.length > 0) affected.push({ projection, rows });
      }
      return { stored, event, affected };
    } catch (error) {
      return { stored, unreadable: reasonOf(error) };
    }
  }

  /** Per stream: what was applied before is passed over, and what is missing in between is read from the store. */
  async function applyInOrder(arrival: Arrival<Event> | Unreadable): Promise<void> {
    const { stored } = arrival;
    const progress = progressOf(stored.stream);
    if (progress.parkedAt !== null || stored.revision < progress.applied) return;
    if (stored.revision > progress.applied) {
      await heal(stored, progress.applied);
      return applyInOrder(arrival);
    }
    const reason = "unreadable" in arrival ? arrival.unreadable : await apply(arrival);
    if (reason === undefined) return setProgress({ ...progress, applied: stored.revision + 1 });
    setProgress({ ...progress, parkedAt: stored.revision, reason });
    options.onParked({ stream: stored.stream, revision: stored.revision, reason });
  }

  async function heal({ stream, revision: to }: StoredEvent, from: number): Promise<void> {
    const limit = Math.min(PAGE, to - from);
    const missing = await store.readStream(stream, { from: revision(from), limit });
    if (missing[0]?.revision !== from)
      throw new Error(`${stream} has no event at revision ${from}`);
    await applyAll(missing);
  }

  /** All rows of an event or none. Returns why none. */
  async function apply({ event, affected }: Arrival<Event>): Promise<string | undefined> {
    const changes: Change[] = [];
    for (const { projection, rows } of affected) {
      const { table } = projection;
      const keys = "where" in rows ? await cache.find(table, rows.where) : rows;
      try {
        for (const key of keys) {
          changes.push({ table, key, row: projection.apply(cache.get(table, key), event, key) });
        }
      } catch (error) {
        return reasonOf(error);
      }
    }
    for (const { table, key, row } of changes) cache.set(table, key, row);
    return undefined;
  }

  function progressOf(stream: StreamName): StreamProgress {
    const row = cache.get(streamProgress, [stream]);
    return row !== undefined && isStreamProgress(row) ? row : untouched(stream);
  }

  const setProgress = (row: StreamProgress) => cache.set(streamProgress, [row.stream], row);

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

/** What kind of failure it was; never its text, which may hold personal data. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
