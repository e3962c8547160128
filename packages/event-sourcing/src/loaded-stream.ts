import {
  revision,
  type CommandId,
  type Instant,
  type Revision,
  type StreamName,
  type Subject,
} from "./brands.ts";
import { keysFor, type Codec } from "./codec.ts";
import type { Decider, Occurrence } from "./decider.ts";
import type { EventStore } from "./event-store.ts";
import type { KeyStore } from "./key-store.ts";
import { missingEvent } from "./missing-events.ts";
import type { AnyEvent, Metadata } from "./recorded-event.ts";

/** Where a command's events stand in its stream, and by what its repetition is known. */
export interface Handled {
  readonly first: number;
  readonly count: number;
  readonly occurredAt: Instant;
  readonly digest: string;
  readonly subject: Subject;
}

/** A stream as command handling knows it: its state, its length and the commands that made it. */
export interface LoadedStream<State> {
  readonly state: State;
  /** How many events it has; the next one gets this revision. */
  readonly length: number;
  /** Grows with each commit, and only then. */
  readonly handled: Map<CommandId, Handled>;
}

export const emptyStream = <State>(initial: State): LoadedStream<State> => ({
  state: initial,
  length: 0,
  handled: new Map(),
});

export const lastRevision = (stream: Pick<LoadedStream<unknown>, "length">): Revision | null =>
  stream.length === 0 ? null : revision(stream.length - 1);

const PAGE = 500;

/**
 * Reads what is new in the stream since `known`, and folds it in.
 * @throws EventsMissing when some of it was removed from the store
 * @throws UnreadableEvent
 */
export async function catchUp<State, Event extends AnyEvent>(
  name: StreamName,
  known: LoadedStream<State>,
  decider: Pick<Decider<State, never, Event, never, never>, "evolve">,
  from: { readonly store: EventStore; readonly keys: KeyStore; readonly codec: Codec<Event> },
): Promise<LoadedStream<State>> {
  let { state, length } = known;
  const { handled } = known;
  for (;;) {
    const page = await from.store.readStream(name, { from: revision(length), limit: PAGE });
    const keys = await keysFor(page, from.codec, from.keys);
    for (const stored of page) {
      if (stored.revision !== length) throw missingEvent(name, length);
      const event = from.codec.decode(stored, keys);
      const { commandId, occurredAt, digest, subject } = event.metadata;
      const before = handled.get(commandId);
      handled.set(commandId, {
        first: before?.first ?? length,
        count: (before?.count ?? 0) + 1,
        occurredAt,
        digest,
        subject,
      });
      state = decider.evolve(state, event, occurrenceOf(revision(length), event.metadata));
      length += 1;
    }
    if (page.length < PAGE) return { state, length, handled };
  }
}

export const occurrenceOf = (
  at: Revision,
  { commandId, occurredAt, actor }: Pick<Metadata, "commandId" | "occurredAt" | "actor">,
): Occurrence => ({ revision: at, commandId, occurredAt, actor });
