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

/** An event as the client gives it. */
export type Recorded = NonNullable<ResolvedEvent["event"]>;

/** A stranger's event comes with the node's own instant, and what it holds as JSON: bytes as a text. */
export function fromStored(event: Recorded, stream: StreamName): StoredEvent {
  return {
    id: eventId(event.id),
    type: event.type,
    stream,
    revision: revision(Number(event.revision)),
    position: position(placeOf(event)),
    ...(ownForm(event) ?? {
      recordedAt: instant(event.created),
      metadata: jsonOf(event.metadata),
      data: jsonOf(event.data),
    }),
  };
}

export function placeOf(event: Recorded): bigint {
  if (event.position !== undefined) return event.position.commit;
  throw new Error("The node gives no positions with events: it is older than 22.6.");
}

type Form = Pick<StoredEvent, "recordedAt" | "metadata" | "data">;

function ownForm({ metadata, data }: Recorded): Form | undefined {
  if (!(metadata instanceof Uint8Array && data instanceof Uint8Array)) return undefined;
  const text = textOf(metadata);
  const start = text.slice(0, INSTANT_LENGTH);
  if (!INSTANT.test(start)) return undefined;
  const recordedAt = canonicalInstant(start);
  return { recordedAt, metadata: text.slice(INSTANT_LENGTH), data: textOf(data) };
}

const jsonOf = (stored: unknown): string =>
  JSON.stringify(stored instanceof Uint8Array ? textOf(stored) : (stored ?? {}));

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
