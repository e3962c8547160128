import {
  canonicalInstant,
  eventId,
  position,
  revision,
  streamNamed,
  type Position,
  type StoredEvent,
} from "@docket/event-sourcing";
import { parseJson } from "./parse-json.ts";

/** An event as it was published, with the position of the event before it in the log: so a reader sees what it missed. */
export interface PublishedEvent {
  readonly event: StoredEvent;
  /** `null` for the first of the log. */
  readonly after: Position | null;
}

// Neither can stand within the heading, whose texts have a backslash before each quotation mark.
const METADATA = ',"metadata":';
const DATA = ',"data":';

// As JSON writes them; a stream has a hyphen.
const PLAIN = String.raw`[^"\\\x00-\x1f]`;
const ESCAPED = String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`;
const TEXT = `"(${PLAIN}*(?:${ESCAPED}${PLAIN}*)*)"`;
const STREAM = `(?="[^"]*-)${TEXT}`;
const NUMBER = String.raw`(\d{1,16})`;
const PLACE = String.raw`"(\d{1,20})"`;
/** What stands before the metadata, as {@link encodeEvent} writes it. Read as JSON and by a schema it took a reader three times as long. */
const HEADING = new RegExp(
  `^\\{"id":${TEXT},"type":${TEXT},"stream":${STREAM},"revision":${NUMBER},"position":${PLACE},` +
    `"after":(?:null|${PLACE}),"recordedAt":${TEXT},"metadataLength":${NUMBER}${METADATA}`,
);

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
  const read = HEADING.exec(text);
  if (read === null) return undefined;
  const [heading, id = "", type = "", stream = "", at = "", place = "", after, recordedAt = ""] =
    read;
  const metadataEnd = heading.length + Number(read[8]);
  if (!text.startsWith(DATA, metadataEnd)) return undefined;
  return {
    event: {
      id: eventId(id),
      type: textOf(type),
      stream: streamNamed(textOf(stream)),
      revision: revision(Number(at)),
      position: position(BigInt(place)),
      recordedAt: canonicalInstant(recordedAt),
      metadata: text.slice(heading.length, metadataEnd),
      data: text.slice(metadataEnd + DATA.length, -1),
    },
    after: after === undefined ? null : position(BigInt(after)),
  };
}

/** Of what stands between the quotation marks of JSON. */
const textOf = (written: string): string =>
  written.includes("\\") ? String(parseJson(`"${written}"`)) : written;

/**
 * `<epoch>:<event id>:<position>`. The position makes it unique: the same event id may stand at newer revisions. The epoch is
 * one reign of one relay, so that what is published anew after a loss is not taken for a duplicate.
 */
export const messageId = (epoch: string, event: StoredEvent): string =>
  `${epoch}:${event.id}:${event.position}`;

/** `undefined` for an id that no relay made. */
export const epochOf = (id: string): string | undefined =>
  /^([A-Za-z0-9-]+):[0-9a-f-]{36}:\d{1,20}$/.exec(id)?.[1];
