import { idOf, revision, type StreamName, type Subject } from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import { divisionOf } from "./division.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import { EVENTS_MISSING, eventsThere } from "./missing-events.ts";
import type { ModelGroup } from "./model-group.ts";
import type { Projection } from "./projection.ts";
import type { Condition, Key, Row } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import type { Held, RowCache } from "./row-cache.ts";
import { progressOf, progressTable, untouched } from "./stream-progress.ts";
import type { Parked, StreamProgress } from "./stream-progress.ts";

export interface ApplierOptions<Event extends AnyEvent> extends ModelGroup<Event> {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly onParked: (parked: Parked) => void;
}

export type Keys = ReadonlyMap<Subject, SubjectKey>;

/** Folds events into the rows of a cache, each stream's in its own order. */
export interface Applier {
  /** The keys to what a page of events says, in one look-up. */
  keysTo(events: readonly StoredEvent[]): Promise<Keys>;
  /** A page of events, or some of one; what is missing before them in their streams is read from the store. */
  apply(events: readonly StoredEvent[], found: Keys): Promise<void>;
  /** How far a stream is: the next revision. */
  progress(stream: StreamName): Promise<{ readonly applied: number; readonly isParked: boolean }>;
  /** Takes a parked stream up again where it stopped; its events are applied by who calls this. */
  unpark(parked: StreamProgress): Promise<void>;
  /** Leaves the event's stream as it is, until a retry. */
  park(event: Pick<StoredEvent, "stream" | "revision">, reason: string): Promise<void>;
}

/** Places of rows that one stream's events touch, kept so that most events need not look for them. */
interface Footing<Event extends AnyEvent> {
  /** The row that says how far the stream is: one of the group's own, or one made for that. */
  readonly progress: Held;
  /** The place for it of a stream that has no row of its own yet, such as one that begins with a refusal. */
  readonly rowless: Held;
  readonly partition: number;
  /** By projection: the latest row that its events touched. */
  readonly latest: (Touch<Event> | undefined)[];
}

/** An event on its way into rows. */
interface Arrival<Event extends AnyEvent> {
  readonly stored: StoredEvent;
  readonly footing: Footing<Event>;
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
interface Unreadable<Event extends AnyEvent> {
  readonly stored: StoredEvent;
  readonly footing: Footing<Event>;
  readonly unreadable: string;
}

/** Events read at once to close a gap. */
const PAGE = 500;
const FOOTINGS = 50_000;

/**
 * @param partitions those of a divided group whose rows are written
 * @param parked the streams that stand still there
 */
export function createApplier<Event extends AnyEvent>(
  options: ApplierOptions<Event>,
  cache: RowCache,
  partitions: readonly number[],
  parked: readonly StreamProgress[],
): Applier {
  const { store, keys, codec, group, projections, revisions, onParked } = options;
  const waitingForRetry = new Set(parked.map(({ stream }) => stream));
  const { reads = () => true, erases = () => false } = options;
  const division = divisionOf(options.dividedBy, partitions);
  const streamProgress = progressTable(group);
  const footings = new Map<StreamName, Footing<Event>>();
  /** The rows that an event makes, before any is believed. */
  const made: (Row | undefined)[] = [];

  const isRead = (stored: StoredEvent): boolean => division.sees(stored.stream) && reads(stored);
  const keysTo = (events: readonly StoredEvent[]) => keysFor(events.filter(isRead), codec, keys);

  async function applyAll(events: readonly StoredEvent[], found: Keys): Promise<void> {
    const due = events.filter(isDue);
    // From the first on whose rows must be loaded: all that follow wait for theirs.
    const waiting: (Arrival<Event> | Unreadable<Event>)[] = [];
    for (const stored of due) {
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

  /** What is passed over unread is counted where that costs nothing: a read event of its stream would see a gap otherwise. */
  function isDue(stored: StoredEvent): boolean {
    if (!division.sees(stored.stream)) return false;
    if (reads(stored)) return true;
    const known = footings.get(stored.stream);
    if (known === undefined || known.progress.table !== streamProgress) return false;
    if (known.progress.present && appliedIn(known) === stored.revision) {
      cache.note(known.progress, progressOf(stored, known.partition));
    }
    return false;
  }

  function footingOf(stream: StreamName): Footing<Event> {
    const known = footings.get(stream);
    if (known?.progress.present === true && known.rowless.present) return known;
    const partition = division.partitionOf(stream);
    const rowless = cache.hold(streamProgress, [stream, partition]);
    const progress =
      revisions !== undefined && division.isOwn(stream)
        ? cache.hold(revisions.table, [idOf(stream)])
        : rowless;
    const footing = { progress, rowless, partition, latest: projections.map(() => undefined) };
    footings.set(stream, footing);
    return footing;
  }

  function arrive(stored: StoredEvent, found: Keys): Arrival<Event> | Unreadable<Event> {
    const footing = footingOf(stored.stream);
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
        for (const key of affected) touched.push(touchNear(footing, index, projection, key));
      }
      return { stored, footing, event, touched, searches };
    } catch (error) {
      return { stored, footing, unreadable: reasonOf(error) };
    }
  }

  function touchNear(
    { latest }: Footing<Event>,
    index: number,
    projection: Projection<Row, Event>,
    key: Key,
  ): Touch<Event> {
    const near = latest[index];
    if (near?.held.present === true && isSame(near.held.key, key)) return near;
    return (latest[index] = { projection, held: cache.hold(projection.table, key) });
  }

  /** A stream whose row says how far it is needs no other place for it, once it has that row. */
  const saysItself = ({ progress: { table, row } }: Footing<Event>): boolean =>
    table !== streamProgress && row !== undefined;

  const appliedIn = (footing: Footing<Event>): number =>
    saysItself(footing)
      ? Number(footing.progress.row?.[revisions?.column ?? ""]) + 1
      : Number(footing.rowless.row?.["applied"] ?? 0);

  /** Per stream: what was applied before is passed over, and what is missing in between is read from the store. */
  function applyInOrder(arrival: Arrival<Event> | Unreadable<Event>): Promise<void> | undefined {
    const { stored, footing } = arrival;
    const applied = appliedIn(footing);
    const isParked = waitingForRetry.has(stored.stream);
    if (stored.revision < applied || (isParked && !erases(stored.type))) return undefined;
    if (stored.revision > applied && !isParked) return healAndApply(arrival, applied);
    if ("unreadable" in arrival) return park(stored, footing, arrival.unreadable);
    return arrival.searches ? searchAndApply(arrival) : apply(arrival);
  }

  async function healAndApply(
    arrival: Arrival<Event> | Unreadable<Event>,
    from: number,
  ): Promise<void> {
    const { stream, revision: to } = arrival.stored;
    const limit = Math.min(PAGE, to - from);
    const missing = await eventsThere(store, stream, revision(from), limit);
    if (missing === undefined) return park(arrival.stored, arrival.footing, EVENTS_MISSING);
    await applyAll(missing, await keysTo(missing));
    await applyInOrder(arrival);
  }

  async function searchAndApply(arrival: Arrival<Event>): Promise<void> {
    const touched = [...arrival.touched];
    for (const projection of projections) {
      const affected = projection.affects(arrival.event);
      if (!isSearch(affected)) continue;
      for (const held of await cache.find(projection.table, affected.where)) {
        if (division.holds(held.key)) touched.push({ projection, held });
      }
    }
    apply({ ...arrival, touched });
  }

  /** All rows of an event or none: then its stream is parked. */
  function apply({ event, stored, footing, touched }: Arrival<Event>): undefined {
    let index = 0;
    try {
      for (const { held, projection } of touched)
        made[index++] = projection.apply(held.row, event, held.key);
    } catch (error) {
      return park(stored, footing, reasonOf(error));
    }
    index = 0;
    for (const { held } of touched) cache.put(held, made[index++]);
    if (!saysItself(footing) && !waitingForRetry.has(stored.stream))
      cache.put(footing.rowless, progressOf(stored, footing.partition));
  }

  function park(
    { stream, revision: parkedAt }: Pick<StoredEvent, "stream" | "revision">,
    footing: Footing<Event>,
    reason: string,
  ) {
    if (waitingForRetry.has(stream)) return undefined;
    const applied = appliedIn(footing);
    cache.put(footing.rowless, {
      ...untouched(stream, footing.partition),
      applied,
      parkedAt,
      reason,
    });
    waitingForRetry.add(stream);
    onParked({ group, stream, revision: parkedAt, reason });
    return undefined;
  }

  async function loadedFooting(stream: StreamName): Promise<Footing<Event>> {
    const footing = footingOf(stream);
    await cache.fill();
    return footing;
  }

  return {
    keysTo,
    async apply(events, found) {
      // Never in between: what a page has counted in passing would be forgotten.
      if (footings.size > FOOTINGS) footings.clear();
      await applyAll(events, found);
    },
    async progress(stream) {
      const applied = appliedIn(await loadedFooting(stream));
      return { applied, isParked: waitingForRetry.has(stream) };
    },
    async unpark({ stream, partition, applied: stoodAt }) {
      // Its row may be of a share that another process had.
      const own = cache.hold(streamProgress, [stream, partition]);
      const footing = await loadedFooting(stream);
      const applied = own === footing.rowless ? appliedIn(footing) : stoodAt;
      cache.put(own, undefined);
      const kept = { ...untouched(stream, footing.partition), applied };
      cache.put(footing.rowless, saysItself(footing) ? undefined : kept);
      waitingForRetry.delete(stream);
    },
    async park(event, reason) {
      park(event, await loadedFooting(event.stream), reason);
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

/** What kind of failure it was; never its text, which may hold personal data. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
