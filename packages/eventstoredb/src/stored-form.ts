import {
  canonicalInstant,
  eventId,
  instant,
  position,
  revision,
  type Instant,
  type NewEvent,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import type { BinaryEventData, ResolvedEvent } from "@eventstore/db-client";

/**
 * How an event lies in EventStoreDB: its texts as bytes, not as JSON, because the client gives JSON back parsed, and a
 * text that was parsed is no longer the text that was hashed. The metadata's text follows the instant of recording, so
 * that a copied log keeps it.
 */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const INSTANT_LENGTH = 24;
const encoder = new TextEncoder();

export const toStored = (event: NewEvent, recordedAt: Instant): BinaryEventData => ({
  id: event.id,
  type: event.type,
  contentType: "application/octet-stream",
  data: encoder.encode(event.data),
  metadata: encoder.encode(recordedAt + event.metadata),
});

type Recorded = NonNullable<ResolvedEvent["event"]>;

/** A stranger's event comes with the node's own instant, and its texts as JSON. */
export function fromStored(event: Recorded, stream: StreamName): StoredEvent {
  const { recordedAt, metadata } = recordedMetadata(event);
  return {
    id: eventId(event.id),
    type: event.type,
    data: textOf(event.data),
    metadata,
    stream,
    revision: revision(Number(event.revision)),
    position: position(placeOf(event)),
    recordedAt,
  };
}

export function placeOf(event: Recorded): bigint {
  if (event.position !== undefined) return event.position.commit;
  throw new Error("The node gives no positions with events: it is older than 22.6.");
}

function recordedMetadata(event: Recorded): { recordedAt: Instant; metadata: string } {
  const text = textOf(event.metadata);
  const start = text.slice(0, INSTANT_LENGTH);
  return event.metadata instanceof Uint8Array && INSTANT.test(start)
    ? { recordedAt: canonicalInstant(start), metadata: text.slice(INSTANT_LENGTH) }
    : { recordedAt: instant(event.created), metadata: text };
}

function textOf(stored: unknown): string {
  if (!(stored instanceof Uint8Array)) return JSON.stringify(stored ?? {});
  return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString("utf8");
}
