import { reasonOf } from "./apply-events.ts";
import type { Position, StreamName, Subject } from "./brands.ts";
import { isUnreadable, keysFor, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import { isMissing } from "./missing-events.ts";
import {
  keyOf,
  parkedEvents,
  parkedEventsTable,
  parkedReactions,
  type ParkedEvent,
} from "./parked-events.ts";
import type { ReadModelStore, Write } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";
import { allRetried, type Retried } from "./stream-progress.ts";
import { createTurns } from "./turns.ts";

/**
 * What follows from an event in another stream. It is done at least once: its commands carry ids made from the event's,
 * so that a repetition has no effect, and a crash only delays it. An event that cannot be read holds up those after it in its
 * stream and no others, and one that leads to what cannot be read holds up none: both are kept, and taken up by a retry and by the
 * next reactor that begins.
 */
export interface Reactor {
  /** Reacts to the next batch: how many events there were, 0 at the end. */
  step(): Promise<number>;
  /** Takes up the parked events again, whichever reactor of the group parked them. */
  retry(): Promise<Retried>;
}

export function createReactor<Event extends AnyEvent>(options: {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly checkpoints: Pick<ReadModelStore, "checkpoint" | "commit" | "install" | "select">;
  /** The name under which the checkpoint is kept. */
  readonly group: string;
  readonly batch: number;
  /** Event types to react to: the others are passed over undecoded, but for those that nobody here knows. */
  readonly types: ReadonlySet<string>;
  /** May throw what {@link isUnreadable} or {@link isMissing} tells: a stream that it leads to cannot be read. */
  readonly react: (event: RecordedEvent<Event>) => Promise<void>;
}): Reactor {
  const { store, keys, codec, checkpoints, group, types } = options;
  const table = parkedEventsTable(group);
  let at: Position | null | undefined;
  /** Streams with an event that cannot be read. */
  const held = new Set<StreamName>();
  const inTurn = createTurns();

  async function step(): Promise<number> {
    if (at === undefined) {
      await begin();
      return step();
    }
    const page = await store.readAll({ after: at, limit: options.batch });
    const last = page.at(-1);
    if (last === undefined) return 0;
    const due = page.filter(({ type }) => types.has(type) || !codec.knows(type));
    const found = due.length === 0 ? NO_KEYS : await keysFor(due, codec, keys);
    if (held.size > 0) await findHeld();
    const put: ParkedEvent[] = [];
    for (const stored of due) {
      const parked = await reactTo(stored, found);
      if (parked !== undefined) put.push(parked);
    }
    if (put.length > 0) await checkpoints.install([table], "live");
    await mark(at, last.position, put.length === 0 ? [] : [{ table, put, remove: [] }]);
    return page.length;
  }

  async function retry(): Promise<Retried> {
    const waiting = await parkedReactions(checkpoints, group);
    do await begin();
    while (at === undefined);
    const resumed = waiting.map(({ stream }) => stream);
    return allRetried([{ resumed, parked: await parkedReactions(checkpoints, group) }]);
  }

  async function begin(): Promise<void> {
    at = await checkpoints.checkpoint(group);
    await takeUp(at);
  }

  /** Another process may have taken up what held a stream. */
  async function findHeld(): Promise<void> {
    held.clear();
    for (const { stream, holds } of await parkedEvents(checkpoints, group)) {
      if (holds) held.add(stream);
    }
  }

  /** What was parked, by this program or another one: it may be readable by now. */
  async function takeUp(until: Position | null): Promise<void> {
    held.clear();
    const parked = await parkedEvents(checkpoints, group);
    const done: ParkedEvent[] = [];
    for (const one of parked) {
      const { stream, revision } = one;
      const [stored] = await store.readStream(stream, { from: revision, limit: 1 });
      if (stored?.revision !== revision) continue;
      const again = await reactTo(stored, await keysFor([stored], codec, keys));
      if (again === undefined) done.push(one);
    }
    if (done.length === 0 || until === null) return;
    await mark(until, until, [{ table, put: [], remove: done.map(keyOf) }]);
  }

  /** What remains to be done about it later, if so. */
  async function reactTo(
    stored: StoredEvent,
    found: ReadonlyMap<Subject, SubjectKey>,
  ): Promise<ParkedEvent | undefined> {
    const { stream, revision } = stored;
    if (held.has(stream)) {
      return { stream, revision, holds: false, reason: "an event before it cannot be read" };
    }
    let event: RecordedEvent<Event> | undefined;
    try {
      event = codec.decode(stored, found);
      if (types.has(event.type)) await options.react(event);
      return undefined;
    } catch (error) {
      if (!isUnreadable(error) && !isMissing(error)) throw error;
      const holds = event === undefined;
      if (holds) held.add(stream);
      return { stream, revision, holds, reason: reasonOf(error) };
    }
  }

  async function mark(from: Position | null, to: Position, writes: readonly Write[]) {
    const place = { readers: [group], from, to, generation: "live" } as const;
    const outcome = await checkpoints.commit({ ...place, writes });
    at = outcome === "committed" ? to : undefined;
  }

  return { step: () => inTurn(step), retry: () => inTurn(retry) };
}

const NO_KEYS: ReadonlyMap<Subject, SubjectKey> = new Map();
