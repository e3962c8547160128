import { revision, type StreamName, type Subject } from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import type { Projection } from "./projection.ts";
import type { Condition, Key, Row, Table } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import type { Held, RowCache } from "./row-cache.ts";
import { isStreamProgress, streamProgress, untouched } from "./stream-progress.ts";
import type { Parked, StreamProgress } from "./stream-progress.ts";

export interface ApplierOptions<Event extends AnyEvent> {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly projections: readonly Projection<Row, Event>[];
  readonly onParked: (parked: Parked) => void;
}

/** Folds events into the rows of a cache, each stream's in its own order. */
export interface Applier {
  /** A page of events; what is missing before them in their streams is read from the store. */
  apply(events: readonly StoredEvent[]): Promise<void>;
  /** How far a stream is. */
  progress(stream: StreamName): Promise<StreamProgress>;
  /** Takes a parked stream up again where it stopped; its events are applied by who calls this. */
  unpark(stream: StreamName): Promise<void>;
  /** Leaves the event's stream as it is, until a retry. */
  park(event: StoredEvent, reason: string): Promise<void>;
}

/** Places of rows that one stream's events touch, kept so that most events need not look for them. */
interface Footing {
  readonly progress: Held;
  /** By projection: the latest row that its events touched. */
  readonly latest: (Held | undefined)[];
}

/** An event on its way into rows. */
interface Arrival<Event extends AnyEvent> {
  readonly stored: StoredEvent;
  readonly progress: Held;
  readonly event: RecordedEvent<Event>;
  readonly touched: readonly Touch<Event>[];
  /** Some of its rows are found by a condition only, when it is its turn. */
  readonly searches: boolean;
}
/** A row that an event touches. */
interface Touch<Event extends AnyEvent> {
  readonly projection: Projection<Row, Event>;
  readonly held: Held;
}
interface Unreadable {
  readonly stored: StoredEvent;
  readonly progress: Held;
  readonly unreadable: string;
}

/** Events read at once to close a gap. */
const PAGE = 500;
const FOOTINGS = 50_000;

export function createApplier<Event extends AnyEvent>(
  { store, keys, codec, projections, onParked }: ApplierOptions<Event>,
  cache: RowCache,
): Applier {
  const footings = new Map<StreamName, Footing>();
  /** The rows that an event makes, before any is believed. */
  const made: (Row | undefined)[] = [];

  async function applyAll(events: readonly StoredEvent[]): Promise<void> {
    const found = await keysFor(events, codec, keys);
    if (footings.size > FOOTINGS) footings.clear();
    // From the first on whose rows must be loaded: all that follow wait for theirs.
    const waiting: (Arrival<Event> | Unreadable)[] = [];
    for (const stored of events) {
      const arrival = arrive(stored, found);
      if (cache.filled() && waiting.length === 0) {
        // Most events need nothing from elsewhere; waiting for each would cost more than applying it.
        const elsewhere = applyInOrder(arrival);
        if (elsewhere !== undefined) await elsewhere;
      } else {
        waiting.push(arrival);
      }
    }
    await cache.fill();
    for (const arrival of waiting) {
      const elsewhere = applyInOrder(arrival);
      if (elsewhere !== undefined) await elsewhere;
    }
  }

  function footingOf(stream: StreamName): Footing {
    const known = footings.get(stream);
    if (known?.progress.present === true) return known;
    const progress = cache.hold(streamProgress, [stream]);
    const footing = { progress, latest: projections.map(() => undefined) };
    footings.set(stream, footing);
    return footing;
  }

  function arrive(
    stored: StoredEvent,
    found: ReadonlyMap<Subject, SubjectKey>,
  ): Arrival<Event> | Unreadable {
    const { progress, latest } = footingOf(stored.stream);
    try {
      const event = codec.decode(stored, found);
      const touched: Touch<Event>[] = [];
      let searches = false;
      let index = -1;
      for (const projection of projections) {
        index += 1;
        const affected = projection.affects(event);
        if (isSearch(affected)) {
          searches = true;
          continue;
        }
        for (const key of affected) {
          touched.push({ projection, held: holdNear(latest, index, projection.table, key) });
        }
      }
      return { stored, progress, event, touched, searches };
    } catch (error) {
      return { stored, progress, unreadable: reasonOf(error) };
    }
  }

  function holdNear(latest: Footing["latest"], index: number, table: Table, key: Key): Held {
    const near = latest[index];
    if (near?.present === true && isSame(near.key, key)) return near;
    return (latest[index] = cache.hold(table, key));
  }

  /** Per stream: what was applied before is passed over, and what is missing in between is read from the store. */
  function applyInOrder(arrival: Arrival<Event> | Unreadable): Promise<void> | undefined {
    const { stored, progress } = arrival;
    const { applied, parkedAt } = progressIn(progress, stored.stream);
    if (parkedAt !== null || stored.revision < applied) return undefined;
    if (stored.revision > applied) return healAndApply(arrival, applied);
    if ("unreadable" in arrival) return park(stored, progress, arrival.unreadable);
    return arrival.searches ? searchAndApply(arrival) : apply(arrival);
  }

  async function healAndApply(arrival: Arrival<Event> | Unreadable, from: number): Promise<void> {
    const { stream, revision: to } = arrival.stored;
    const limit = Math.min(PAGE, to - from);
    const missing = await store.readStream(stream, { from: revision(from), limit });
    if (missing[0]?.revision !== from) {
      throw new Error(`${stream} has no event at revision ${from}`);
    }
    await applyAll(missing);
    await applyInOrder(arrival);
  }

  async function searchAndApply(arrival: Arrival<Event>): Promise<void> {
    const touched = [...arrival.touched];
    for (const projection of projections) {
      const affected = projection.affects(arrival.event);
      if (!isSearch(affected)) continue;
      for (const held of await cache.find(projection.table, affected.where)) {
        touched.push({ projection, held });
      }
    }
    apply({ ...arrival, touched });
  }

  /** All rows of an event or none: then its stream is parked. */
  function apply({ event, stored, progress, touched }: Arrival<Event>): undefined {
    let index = 0;
    try {
      for (const { held, projection } of touched)
        made[index++] = projection.apply(held.row, event, held.key);
    } catch (error) {
      return park(stored, progress, reasonOf(error));
    }
    index = 0;
    for (const { held, projection } of touched) cache.put(projection.table, held, made[index++]);
    const applied = stored.revision + 1;
    cache.put(streamProgress, progress, { ...untouched(stored.stream), applied });
  }

  function park({ stream, revision: parkedAt }: StoredEvent, progress: Held, reason: string) {
    cache.put(streamProgress, progress, { ...progressIn(progress, stream), parkedAt, reason });
    onParked({ stream, revision: parkedAt, reason });
    return undefined;
  }

  async function progressOf(stream: StreamName): Promise<Held> {
    const { progress } = footingOf(stream);
    await cache.fill();
    return progress;
  }

  return {
    apply: applyAll,
    progress: async (stream) => progressIn(await progressOf(stream), stream),
    async unpark(stream) {
      const held = await progressOf(stream);
      const before = progressIn(held, stream);
      cache.put(streamProgress, held, { ...before, parkedAt: null, reason: null });
    },
    async park(event, reason) {
      park(event, await progressOf(event.stream), reason);
    },
  };
}

const isSearch = (
  affected: readonly Key[] | { readonly where: readonly Condition[] },
): affected is { readonly where: readonly Condition[] } => !Array.isArray(affected);

function isSame(one: Key, other: Key): boolean {
  let place = 0;
  for (const cell of one) if (cell !== other[place++]) return false;
  return one.length === other.length;
}

const progressIn = ({ row }: Held, stream: StreamName): StreamProgress =>
  row !== undefined && isStreamProgress(row) ? row : untouched(stream);

/** What kind of failure it was; never its text, which may hold personal data. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
