import {
  instant,
  position,
  revision,
  type Backoff,
  type Clock,
  type EventStore,
  type Position,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { createAppender } from "./append.ts";
import { shareClient, type ProcessClients } from "./client.ts";
import { clockOffset } from "./clock-offset.ts";
import { isRemoved } from "./is-removed.ts";
import { namespaceOf } from "./namespace.ts";
import { lastEvent, lastPlace, later, readLog, type View } from "./read-log.ts";
import { readStream } from "./read-stream.ts";
import { readPage } from "./read.ts";
import { createWakeUp } from "./wake-up.ts";

export interface EventStoreDbOptions {
  /** `esdb://…` or `esdb+discover://…`, with TLS, certificates and credentials as EventStoreDB writes them. */
  readonly url: string;
  /** Several stores on one node: lower-case letters, digits, hyphens. Nothing: streams have their own names. */
  readonly namespace?: string;
  /** What `endOfLog` said when the namespace was new: nothing before it is read. */
  readonly since?: Position | null;
  readonly clock: Clock;
  /** Between tries to get a lost subscription back. */
  readonly backoff: Backoff;
  /** After which an append that was not answered is `unknown`. Default: 5 seconds. */
  readonly appendTimeoutMs?: number;
  /** Where clients come from. Default: the vendor's, those of this process. */
  readonly clients?: ProcessClients;
}

export interface EventStoreDbHealth {
  /** Whether the last call was answered. */
  readonly connected: boolean;
  /** The node's clock minus ours, measured by an append now and then; null before the first. */
  readonly clockOffsetMs: number | null;
  /** Appends of which nobody knows whether they were written, until they are asked for again. */
  readonly unknownAppends: number;
  /** How often the subscription was lost, which is daily life. */
  readonly droppedSubscriptions: number;
  /** How often the client had to be made anew. */
  readonly rebuiltClients: number;
}

export interface EventStoreDb extends EventStore {
  health(): EventStoreDbHealth;
}

const APPEND_TIMEOUT_MS = 5_000;

const CLOSED = "The event store is closed.";

/**
 * The event store on EventStoreDB. Opening does not connect: a node that is down shows with the first call, and is used
 * as soon as it is there. Reads reject with a StoreError; appends are `unknown` while the node does not answer.
 * @throws RangeError for a namespace of other letters
 */
export function openEventStore(options: EventStoreDbOptions): EventStoreDb {
  const namespace = namespaceOf(options.namespace);
  const shared = shareClient(options.url, options.clients);
  const view: View = { shared, namespace, since: options.since ?? null };
  const offset = clockOffset(options.clock);
  const wakeUp = createWakeUp(view, options.backoff);
  const appender = createAppender({
    shared,
    namespace,
    timeoutMs: options.appendTimeoutMs ?? APPEND_TIMEOUT_MS,
    last: () => lastEvent(view, null),
    offset,
    async readEvent(stream, at) {
      const page = { from: revision(at), limit: 1 };
      return (await readStream(shared, namespace, stream, page))[0];
    },
    isRemoved: (stream, at) => isRemoved(shared, namespace, stream, revision(at)),
    async createdAt(stream, at) {
      const [event] = await readPage(shared, (client) =>
        client.readStream(namespace.toNode(stream), { fromRevision: BigInt(at), maxCount: 1 }),
      );
      return event && instant(event.created);
    },
  });
  let lastKnown: Position | null = null;
  let closed = false;

  function inUse(): void {
    if (closed) throw new Error(CLOSED);
  }

  /** The store's clock goes on from whatever it has seen, so that another writer's later events are not gone behind. */
  function noted(events: readonly StoredEvent[]): readonly StoredEvent[] {
    for (const { recordedAt } of events) appender.saw(recordedAt);
    return events;
  }

  return {
    append(stream, expected, events, recordedAt) {
      if (closed) return Promise.reject(new Error(CLOSED));
      return appender.append(stream, expected, events, recordedAt);
    },
    async readStream(stream: StreamName, page) {
      inUse();
      return noted(await readStream(shared, namespace, stream, page));
    },
    isRemoved(stream, at) {
      inUse();
      return isRemoved(shared, namespace, stream, at);
    },
    async readAll({ after, limit }) {
      inUse();
      return noted(await readLog(view, after, limit));
    },
    async head() {
      inUse();
      const highest = appender.highest();
      const known = later(lastKnown, highest < 0n ? null : position(highest));
      const last = await lastEvent(view, known);
      lastKnown = last?.position ?? known;
      return lastKnown;
    },
    changed: async (after, signal) => wakeUp.changed(after, signal),
    async close() {
      closed = true;
      wakeUp.close();
      offset.close();
      await appender.settled();
      await shared.release();
    },
    health: () => ({
      connected: shared.health.connected,
      clockOffsetMs: offset.milliseconds(),
      unknownAppends: appender.unknown(),
      droppedSubscriptions: wakeUp.drops(),
      rebuiltClients: shared.health.rebuilt,
    }),
  };
}

/**
 * The place of a node's last event, of whatever stream: where a new namespace begins.
 * @throws StoreError STORE_UNAVAILABLE
 */
export async function endOfLog(url: string): Promise<Position | null> {
  const shared = shareClient(url);
  try {
    return await lastPlace(shared);
  } finally {
    await shared.release();
  }
}
