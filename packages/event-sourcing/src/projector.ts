import { revision, type Position, type StreamName, type Subject } from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import type { Projection } from "./projection.ts";
import type { Condition, Generation, Key, ReadModelStore, Row, Table } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import { createRowCache } from "./row-cache.ts";
import { streamProgress, untouched, type StreamProgress } from "./stream-progress.ts";

/** A stream that stands still because one of its events cannot be applied; the others go on. */
export interface Parked {
  readonly stream: StreamName;
  readonly revision: number;
  readonly reason: string;
}

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

export interface Projector {
  /** Applies the next batch from the store: how many events there were, 0 at the end or at `until`. */
  step(until?: Position): Promise<number>;
  /** Takes up the parked streams again, each up to the checkpoint. Never while a step runs. */
  retry(): Promise<{ readonly resumed: readonly StreamName[]; readonly parked: readonly Parked[] }>;
}

/** An event on its way into rows. */
interface Arrival<Event extends AnyEvent> {
  readonly stored: StoredEvent;
  readonly event: RecordedEvent<Event>;
  /** Per projection. */
  readonly affected: readonly Affected[];
}
interface Unreadable {
  readonly stored: StoredEvent;
  readonly unreadable: string;
}
type ProgressChange =
  | { readonly applied: number }
  | { readonly parkedAt: number | null; readonly reason: string | null };
type Affected = readonly Key[] | { readonly where: readonly Condition[] };

const ROWS_IN_MEMORY = 20_000;
const PAGE = 500;

/** The checkpoint of a rebuild stands beside the live one. */
export const checkpointName = (group: string, generation: Generation): string =>
  generation === "live" ? group : `${group}:${generation}`;

/** Log → rows, in batches: the rows and the checkpoint in one transaction. One at a time per group and generation. */
export function createProjector<Event extends AnyEvent>(options: ProjectorOptions<Event>): Projector {
  const { store, readModels, projections, generation } = options;
  const name = checkpointName(options.group, generation);
  const cache = createRowCache(readModels, generation, ROWS_IN_MEMORY);
  let at: Position | null | undefined;

  async function step(until?: Position): Promise<number> {
    at ??= await readModels.checkpoint(name);
    const page = await store.readAll({ after: at, limit: options.batch });
    const events = until === undefined ? page : page.filter((event) => event.position <= until);
    const last = events.at(-1);
    if (last === undefined) return 0;
    await applyAll(events);
    await commit(at, last.position);
    return events.length;
  }

  /** When another projector of this group was here first, its rows are the truth and ours are forgotten. */
  async function commit(from: Position | null, to: Position): Promise<void> {
    const writes = cache.flush();
    const outcome = await readModels.commit({ group: name, from, to, writes, generation });
    at = outcome === "committed" ? to : undefined;
    if (outcome === "stale") cache.clear();
  }

  async function applyAll(events: readonly StoredEvent[]): Promise<void> {
    const keys = await keysFor(events, options.keys);
    const arrivals = events.map((stored) => arrive(stored, keys));
    for (const arrival of arrivals) {
      cache.require(streamProgress, [[arrival.stored.stream]]);
      if ("unreadable" in arrival) continue;
      for (const [index, affected] of arrival.affected.entries()) {
        const table = projections[index]?.table;
        if (table !== undefined && !("where" in affected)) cache.require(table, affected);
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
      return { stored, event, affected: projections.map((projection) => projection.affects(event)) };
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
    const failure = "unreadable" in arrival ? arrival.unreadable : await apply(arrival);
    if (failure === undefined) setProgress(stored.stream, { applied: stored.revision + 1 });
    else park(stored, failure);
  }

  async function heal({ stream, revision: to }: StoredEvent, from: number): Promise<void> {
    const limit = Math.min(PAGE, to - from);
    const missing = await store.readStream(stream, { from: revision(from), limit });
    if (missing.length === 0) throw new Error(`${stream} has no event at revision ${from}`);
    await applyAll(missing);
  }

  /** All rows of an event or none. Returns why none. */
  async function apply({ event, affected }: Arrival<Event>): Promise<string | undefined> {
    const changes: { readonly table: Table; readonly key: Key; readonly row: Row | undefined }[] = [];
    try {
      for (const [index, { table, apply: fold }] of projections.entries()) {
        const rows = affected[index] ?? [];
        for (const key of "where" in rows ? await cache.find(table, rows.where) : rows) {
          changes.push({ table, key, row: fold(cache.get(table, key), event, key) });
        }
      }
    } catch (error) {
      return reasonOf(error);
    }
    for (const { table, key, row } of changes) cache.set(table, key, row);
    return undefined;
  }

  function park({ stream, revision: at }: StoredEvent, reason: string): void {
    setProgress(stream, { parkedAt: at, reason });
    options.onParked({ stream, revision: at, reason });
  }

  function progressOf(stream: StreamName): StreamProgress {
    // The table's rows are only ever written from this type.
    const row = cache.get(streamProgress, [stream]) as StreamProgress | undefined;
    return row ?? untouched(stream);
  }

  function setProgress(stream: StreamName, change: ProgressChange): void {
    const row: StreamProgress = { ...progressOf(stream), ...change };
    cache.set(streamProgress, [stream], row);
  }

  async function retry() {
    at = await readModels.checkpoint(name);
    const waiting = await parkedStreams(readModels, generation);
    if (at === null || waiting.length === 0) return { resumed: [], parked: [] };
    cache.clear();
    for (const { stream } of waiting) await takeUp(stream, at);
    await commit(at, at);
    const parked = await parkedStreams(readModels, generation);
    const still = new Set(parked.map(({ stream }) => stream));
    return { resumed: waiting.map(({ stream }) => stream).filter((stream) => !still.has(stream)), parked };
  }

  async function takeUp(stream: StreamName, until: Position): Promise<void> {
    cache.require(streamProgress, [[stream]]);
    await cache.fill();
    setProgress(stream, { parkedAt: null, reason: null });
    for (;;) {
      const { applied, parkedAt } = progressOf(stream);
      if (parkedAt !== null) return;
      const page = await store.readStream(stream, { from: revision(applied), limit: PAGE });
      const due = page.filter((event) => event.position <= until);
      if (due.length === 0) return;
      await applyAll(due);
    }
  }

  return { step, retry };
}

/** The streams that wait for a retry. */
export async function parkedStreams(
  readModels: ReadModelStore,
  generation: Generation = "live",
): Promise<readonly Parked[]> {
  const rows = await readModels.select(streamProgress, { where: [{ column: "parkedAt", atLeast: 0 }] }, generation);
  return rows.map((row) => ({
    // The table's rows are only ever written from StreamProgress.
    stream: (row as StreamProgress).stream,
    revision: Number(row["parkedAt"]),
    reason: String(row["reason"]),
  }));
}

/** What kind of failure it was; never its text, which may hold personal data. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
