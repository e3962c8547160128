import {
  canonicalInstant,
  eventId,
  position,
  revision,
  streamName,
  type Position,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { z } from "zod";
import { parseJson } from "./parse-json.ts";

/** An event as it was published, with the position of the event before it in the log: so a reader sees what it missed. */
export interface PublishedEvent {
  readonly event: StoredEvent;
  /** `null` for the first of the log. */
  readonly after: Position | null;
}

const digits = z.string().regex(/^\d{1,20}$/);
const message = z.object({
  id: z.string(),
  type: z.string(),
  stream: z.string().includes("-"),
  revision: z.int().nonnegative(),
  position: digits,
  after: digits.nullable(),
  recordedAt: z.string(),
  metadata: z.string(),
  data: z.string(),
});

/**
 * One JSON object that any language reads. `data` and `metadata` are JSON texts within strings, so that their bytes come
 * back as the store has them; positions are strings, since they go beyond 2^53.
 */
export function encodeEvent(event: StoredEvent, after: Position | null): Uint8Array {
  const { id, type, stream, recordedAt, metadata, data } = event;
  const [at, before] = [String(event.position), after === null ? null : String(after)];
  const fields = { id, type, stream, revision: event.revision, position: at, after: before };
  return Buffer.from(JSON.stringify({ ...fields, recordedAt, metadata, data }));
}

const decoder = new TextDecoder();

/** `undefined` for a message that no relay published. */
export function decodeEvent(bytes: Uint8Array): PublishedEvent | undefined {
  const read = message.safeParse(parseJson(decoder.decode(bytes)));
  if (!read.success) return undefined;
  const { after, ...event } = read.data;
  return {
    event: {
      ...event,
      id: eventId(event.id),
      stream: streamNamed(event.stream),
      revision: revision(event.revision),
      position: position(BigInt(event.position)),
      recordedAt: canonicalInstant(event.recordedAt),
    },
    after: after === null ? null : position(BigInt(after)),
  };
}

function streamNamed(text: string): StreamName {
  const hyphen = text.indexOf("-");
  return streamName(text.slice(0, hyphen), text.slice(hyphen + 1));
}

/**
 * `<epoch>:<event id>:<position>`. The position makes it unique: the same event id may stand at newer revisions. The epoch is
 * one reign of one relay, so that what is published anew after a loss is not taken for a duplicate.
 */
export const messageId = (epoch: string, event: StoredEvent): string =>
  `${epoch}:${event.id}:${event.position}`;

/** `undefined` for an id that no relay made. */
export const epochOf = (id: string): string | undefined =>
  /^([A-Za-z0-9-]+):[0-9a-f-]{36}:\d{1,20}$/.exec(id)?.[1];
