import { pause, relay, type Backoff, type EventStore, type Position } from "@docket/event-sourcing";
import { codeOf, reasonOf } from "./code-of.ts";
import type { EventLink } from "./event-link.ts";
import { readTail, type Tail } from "./event-stream.ts";
import { namesOf, type DeskNames } from "./names.ts";
import { officeOf, type Office } from "./office.ts";
import { createPublisher } from "./publisher.ts";
import { watchTail } from "./watch-tail.ts";

/**
 * What an operator should know of. The relay goes on by itself after each.
 * - `tail-lost`: the stream had more than it has now: it was purged, deleted, or restored, or its server lost power. What is
 *   missing is published again, in a new epoch. Nothing to do, unless it happens again and again.
 * - `log-replaced`: the stream's last event is not in the event store: the stream belongs to another store, or the store was
 *   restored from an older backup. The whole log is published again. Check that the right store is configured.
 * - `unavailable`: the stream or the store did not take or give events; `code` tells why, and `reason` what JetStream said, if it
 *   did: most often its disk is full, or a limit of the stream is too small for an event.
 *   It is tried again with growing waits. Events are safe in the store meanwhile, but arrive late.
 */
export type RelayAlarm =
  | { readonly kind: "tail-lost"; readonly had: Position | null; readonly has: Position | null }
  | { readonly kind: "log-replaced"; readonly at: Position }
  | {
      readonly kind: "unavailable";
      readonly code: string;
      readonly reason: string | undefined;
      readonly failures: number;
    };

/**
 * How a relay ended.
 * - `stopped`: its signal aborted.
 * - `fenced`: another relay publishes this desk's events, `by` its id or its epoch. This one has stopped and must not be
 *   started again while the other runs; nothing was lost or doubled.
 */
export type RelayOutcome =
  | { readonly kind: "stopped" }
  | { readonly kind: "fenced"; readonly by: string };

export interface NatsRelayOptions {
  readonly link: EventLink;
  readonly store: Pick<EventStore, "readAll" | "readStream" | "isRemoved" | "changed">;
  readonly desk: string;
  /** Names this relay to others and to operators; letters, digits and `-`. */
  readonly id: string;
  /** A new id each time, never given before, of letters, digits and `-`. */
  readonly newEpoch: () => string;
  /** Events per page of the log. */
  readonly batch: number;
  readonly backoff: Backoff;
  readonly onAlarm: (alarm: RelayAlarm) => void;
  /** Whether it publishes: not while it is fenced, or what it needs does not answer. */
  readonly onOffice: (held: boolean) => void;
  /** After each page: how many events it had, and the last one's position. */
  readonly onPublished: (events: number, position: Position) => void;
}

/** What this relay believes of the stream. */
interface Reign {
  readonly epoch: string;
  /** Of the last message, ours or that which we began after; `null` for an empty stream. */
  readonly id: string | null;
  readonly position: Position | null;
  readonly sequence: number;
  /** Whether a message of ours was taken. */
  readonly inOffice: boolean;
}

/**
 * Publishes the log to JetStream, in its order and each event once in a stream that is whole. It keeps no checkpoint: the
 * stream's last message says where to go on. It ends when `signal` aborts, or when another relay has taken over.
 */
export async function natsRelay(
  options: NatsRelayOptions,
  signal: AbortSignal,
): Promise<RelayOutcome> {
  const names = namesOf(options.desk);
  const office = officeOf(options.link, names, options.id);
  const holder = await office.holder();
  if (holder !== undefined) return { kind: "fenced", by: holder };
  const leave = office.enter();
  try {
    return await reignAfterReign(options, names, office, signal);
  } finally {
    options.onOffice(false);
    leave();
  }
}

async function reignAfterReign(
  options: NatsRelayOptions,
  names: DeskNames,
  office: Office,
  signal: AbortSignal,
): Promise<RelayOutcome> {
  let reign: Reign | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const taken = await takeUp(options, names, office, reign);
      if ("kind" in taken) return taken;
      reign = taken;
      options.onOffice(true);
      const publisher = createPublisher({
        link: options.link,
        names,
        epoch: reign.epoch,
        after: { id: null, position: reign.position, sequence: reign.sequence },
      });
      const watch = watchTail(options.link, names, publisher);
      try {
        await relay({
          store: options.store,
          bus: {
            async publish(events) {
              await watch.publisher.publish(events);
              const last = events.at(-1);
              if (last !== undefined) options.onPublished(events.length, last.position);
            },
          },
          after: reign.position,
          batch: options.batch,
          signal: AbortSignal.any([signal, watch.lost]),
        });
      } finally {
        watch.stop();
        const { id, position, sequence } = publisher.published();
        if (id !== null) {
          reign = { ...reign, id, position, sequence, inOffice: true };
          failures = 0;
        }
      }
    } catch (error) {
      failures += 1;
      options.onOffice(false);
      options.onAlarm({
        kind: "unavailable",
        code: codeOf(error),
        reason: reasonOf(error),
        failures,
      });
      await pause(options.backoff, failures);
    }
  }
  return { kind: "stopped" };
}

/** Compares the stream's end with what we believe of it, and says where to go on. */
async function takeUp(
  options: NatsRelayOptions,
  names: DeskNames,
  office: Office,
  before: Reign | undefined,
): Promise<Reign | RelayOutcome> {
  const tail = await readTail(options.link, names);
  const { last, sequence } = tail;
  if (before === undefined) return begin(options, tail);
  if ((last?.id ?? null) === before.id) return { ...before, sequence };
  const at = last?.event.position ?? null;
  const ahead = at !== null && (before.position === null || at > before.position);
  // Ours, but its confirmation did not reach us.
  if (last?.epoch === before.epoch && ahead) {
    return { ...before, id: last.id, position: at, sequence, inOffice: true };
  }
  if (last?.epoch !== before.epoch) {
    const holder = await office.holder();
    if (holder !== undefined) return { kind: "fenced", by: holder };
    if (last !== undefined && ahead && before.inOffice) return { kind: "fenced", by: last.epoch };
  }
  if (!ahead) options.onAlarm({ kind: "tail-lost", had: before.position, has: at });
  return begin(options, tail);
}

/** A new reign on what the stream holds. */
async function begin(
  { store, newEpoch, onAlarm }: NatsRelayOptions,
  { last, sequence }: Tail,
): Promise<Reign> {
  const reign = { epoch: newEpoch(), sequence, inOffice: false };
  if (last === undefined) return { ...reign, id: null, position: null };
  const { stream, revision, position, id } = last.event;
  const [there] = await store.readStream(stream, { from: revision, limit: 1 });
  const isOurs =
    there === undefined
      ? await store.isRemoved(stream, revision)
      : there.id === id && there.position === position;
  if (isOurs) return { ...reign, id: last.id, position };
  onAlarm({ kind: "log-replaced", at: position });
  return { ...reign, id: last.id, position: null };
}
