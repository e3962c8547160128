import { subjectNamed, type EventId, type StreamName, type Subject } from "./brands.ts";
import type { NewEvent, StoredEvent } from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import { seal, unseal, type PersonalFields } from "./personal-data.ts";
import type { AnyEvent, Metadata, RecordedEvent } from "./recorded-event.ts";

/** Turns an event's data of one version into that of the next. Applied after decryption, one step at a time. */
export type Upcaster = (data: unknown) => unknown;

/** What the codec must know of an event type. */
export interface EventFormat {
  /** The version that is written. */
  readonly version: number;
  readonly personal?: PersonalFields;
  /**
   * What the data of the present version always holds, as `typeof` tells; `null` for what is there in one form or another. An event
   * whose type was exchanged for another lacks it.
   */
  readonly required?: readonly (readonly [field: string, kind: string | null])[];
  /** By the version they start from. */
  readonly upcasters?: { readonly [from: number]: Upcaster };
}

export interface Codec<Event extends AnyEvent> {
  /** The event as it is stored, its personal texts sealed. */
  encode(
    event: Event,
    envelope: Omit<Metadata, "version">,
    place: { readonly stream: StreamName; readonly id: EventId },
    key: SubjectKey,
  ): NewEvent;
  /**
   * The events as readers see them; personal texts without a key read as blanks.
   * @throws UnreadableEvent for a type or version that is not known, bytes that were altered, or data of another type
   */
  decode(stored: StoredEvent, keys: ReadonlyMap<Subject, SubjectKey>): RecordedEvent<Event>;
  /** Whether events of this type can be read at all. */
  knows(type: string): boolean;
  /** Whether decoding an event of this type needs a key. */
  unseals(type: string): boolean;
  /** A codec that unseals only the named fields; the others stay sealed. Reading is faster by the price of a cipher each. */
  reading(fields: { readonly [type: string]: PersonalFields }): Codec<Event>;
}

/** An event that this program cannot read: it parks its stream and leaves the rest alone. */
export class UnreadableEvent extends Error {
  readonly code = "UNREADABLE_EVENT";
}

export const isUnreadable = (error: unknown): error is UnreadableEvent =>
  error instanceof Error && "code" in error && error.code === "UNREADABLE_EVENT";

/** @param formats of every event type that the store may hold; those of `Event` are the ones the caller reads */
export function createCodec<Event extends AnyEvent>(
  formats: ReadonlyMap<string, EventFormat>,
): Codec<Event> {
  return codec(formats, undefined);
}

function codec<Event extends AnyEvent>(
  formats: ReadonlyMap<string, EventFormat>,
  selection: { readonly [type: string]: PersonalFields } | undefined,
): Codec<Event> {
  const fieldsOf = (type: string): PersonalFields | undefined =>
    selection === undefined ? formats.get(type)?.personal : selection[type];
  // The program's own text of each type's name: comparing it with another of its own is comparing two pointers.
  const names = new Map([...formats.keys()].map((type) => [type, type]));

  return {
    encode(event, envelope, place, key) {
      const format = formats.get(event.type);
      if (format === undefined) throw new UnreadableEvent(`no format for event type ${event.type}`);
      const { personal } = format;
      const data = personal === undefined ? event.data : seal(event.data, personal, key, place);
      const metadata: Metadata = { version: format.version, ...envelope };
      return {
        id: place.id,
        type: event.type,
        data: JSON.stringify(data),
        metadata: JSON.stringify(metadata),
      };
    },

    decode(stored, keys) {
      const format = formats.get(stored.type);
      if (format === undefined) throw unreadable(stored, `is of the unknown type ${stored.type}`);
      const metadata = parsed(stored.metadata, stored);
      if (!isMetadata(metadata)) throw unreadable(stored, "lacks metadata");
      const sealed = parsed(stored.data, stored);
      const fields = fieldsOf(stored.type);
      const data =
        fields === undefined ? sealed : open(sealed, fields, keys.get(metadata.subject), stored);
      const event: RecordedEvent = {
        type: names.get(stored.type) ?? stored.type,
        data: upcast(data, metadata.version, format, stored),
        id: stored.id,
        stream: stored.stream,
        revision: stored.revision,
        position: stored.position,
        recordedAt: stored.recordedAt,
        metadata,
      };
      if (!isOf<Event>(event, format))
        throw unreadable(stored, `holds other data than ${stored.type} does`);
      return event;
    },

    knows: (type) => formats.has(type),
    unseals: (type) => fieldsOf(type) !== undefined,
    reading: (fields) => codec(formats, fields),
  };
}

function parsed(text: string, place: StoredEvent): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says of it holds a piece of the text.
    throw unreadable(place, "holds no JSON");
  }
}

function open(
  sealed: unknown,
  fields: PersonalFields,
  key: SubjectKey | undefined,
  place: StoredEvent,
): unknown {
  try {
    return unseal(sealed, fields, key, place);
  } catch (cause) {
    throw unreadable(place, "was altered or moved", cause);
  }
}

/** The edge where bytes become events: what has a known format and version, and holds what is required, was written by this codec. */
function isOf<Event extends AnyEvent>(
  event: RecordedEvent,
  { required = NOTHING }: EventFormat,
): event is RecordedEvent<Event> {
  const { data } = event;
  if (!isObject(data)) return false;
  for (const [field, kind] of required) {
    const value = data[field];
    if (value === undefined || (kind !== null && typeof value !== kind)) return false;
  }
  return true;
}
const NOTHING: NonNullable<EventFormat["required"]> = [];

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null;

function isMetadata(value: unknown): value is Metadata {
  if (!isObject(value)) return false;
  const fields: { readonly [Field in keyof Metadata]?: unknown } = value;
  return (
    typeof fields.version === "number" &&
    typeof fields.commandId === "string" &&
    typeof fields.digest === "string" &&
    typeof fields.subject === "string" &&
    typeof fields.actor === "object" &&
    typeof fields.occurredAt === "string" &&
    typeof fields.correlationId === "string"
  );
}

function upcast(data: unknown, from: number, format: EventFormat, place: StoredEvent): unknown {
  let upcasted = data;
  for (let version = from; version !== format.version; version += 1) {
    const step = format.upcasters?.[version];
    if (step === undefined)
      throw unreadable(place, `is of ${place.type} version ${version}, which no upcaster takes`);
    upcasted = step(upcasted);
  }
  return upcasted;
}

const unreadable = (
  { stream, revision }: StoredEvent,
  why: string,
  cause?: unknown,
): UnreadableEvent =>
  new UnreadableEvent(`the event at revision ${revision} of ${stream} ${why}`, { cause });

/**
 * The keys that reading a page of events needs, in one look-up. An event that names no subject is left to `decode` to
 * refuse.
 */
export async function keysFor(
  events: readonly StoredEvent[],
  reader: Pick<Codec<AnyEvent>, "unseals">,
  keys: KeyStore,
): Promise<ReadonlyMap<Subject, SubjectKey>> {
  const subjects = new Set<Subject>();
  for (const { type, metadata } of events) {
    const name = reader.unseals(type) ? SUBJECT.exec(metadata)?.[1] : undefined;
    if (name !== undefined) subjects.add(subjectNamed(name));
  }
  return keys.read([...subjects]);
}

/** Read out of the text: parsing the whole metadata a second time would cost more than the look-up. */
const SUBJECT = /"subject":"([^"\\]*)"/;
