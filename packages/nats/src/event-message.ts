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
const heading = z.object({
  id: z.string(),
  type: z.string(),
  stream: z.string().includes("-"),
  revision: z.int().nonnegative(),
  position: digits,
  after: digits.nullable(),
  recordedAt: z.string(),
  metadataLength: z.int().nonnegative(),
});
// Neither can stand within the heading, whose texts have a backslash before each quotation mark.
const METADATA = ',"metadata":';
const DATA = ',"data":';

/**
 * One JSON object that any language reads. `metadata` and `data` stand in it as the texts that the store has, unparsed:
 * `metadataLength`, in UTF-16 units, is how they are found again. Positions are strings, since they go beyond 2^53.
 */
export function encodeEvent(event: StoredEvent, after: Position | null): Uint8Array {
  const { id, type, stream, recordedAt, metadata, data } = event;
  const [at, before] = [String(event.position), after === null ? null : String(after)];
  const fields = { id, type, stream, revision: event.revision, position: at, after: before };
  const head = JSON.stringify({ ...fields, recordedAt, metadataLength: metadata.length });
  return Buffer.from(`${head.slice(0, -1)}${METADATA}${metadata}${DATA}${data}}`);
}

const decoder = new TextDecoder();

/** `undefined` for a message that no relay published. */
export function decodeEvent(bytes: Uint8Array): PublishedEvent | undefined {
  const text = decoder.decode(bytes);
  const headingEnd = text.indexOf(METADATA);
  const read = heading.safeParse(parseJson(`${text.slice(0, headingEnd)}}`));
  if (!read.success) return undefined;
  const { after, metadataLength, ...event } = read.data;
  const metadataAt = headingEnd + METADATA.length;
  const metadataEnd = metadataAt + metadataLength;
  if (!text.startsWith(DATA, metadataEnd)) return undefined;
  return {
    event: {
      ...event,
      id: eventId(event.id),
      stream: streamNamed(event.stream),
      revision: revision(event.revision),
      position: position(BigInt(event.position)),
      recordedAt: canonicalInstant(event.recordedAt),
      metadata: text.slice(metadataAt, metadataEnd),
      data: text.slice(metadataEnd + DATA.length, -1),
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
