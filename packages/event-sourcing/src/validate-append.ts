import type { EventId } from "./brands.ts";
import {
  bytesOf,
  InvalidAppend,
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  type NewEvent,
} from "./event-store.ts";

/**
 * What every adapter asks of an append before its vendor sees it.
 *
 * That a text is JSON is judged by its braces: parsing each would cost a tenth of a durable append, and the codec
 * writes nothing else. The in-memory adapter parses, so a test finds a caller who writes something else.
 *
 * @throws InvalidAppend
 */
export function validateAppend(events: readonly NewEvent[]): void {
  if (events.length === 0) throw new InvalidAppend("An append needs at least one event.");
  let appendBytes = 0;
  for (const event of events) {
    const { id }: { id: string } = event;
    if (!isEventId(id)) throw new InvalidAppend(`Not a lower-case UUID: ${id}`);
    if (event.type === "") throw new InvalidAppend(`Event ${event.id} has no type.`);
    if (!isStorableText(event.type)) throw refusedText(event, "type");
    if (!isStorableJson(event.data)) throw refusedText(event, "data");
    if (!isStorableJson(event.metadata)) throw refusedText(event, "metadata");
    const bytes = bytesOf(event);
    if (bytes > MAX_EVENT_BYTES) {
      throw new InvalidAppend(
        `Event ${event.id} has ${bytes} bytes of at most ${MAX_EVENT_BYTES}.`,
      );
    }
    appendBytes += bytes;
  }
  if (appendBytes > MAX_APPEND_BYTES) {
    throw new InvalidAppend(`The append has ${appendBytes} bytes of at most ${MAX_APPEND_BYTES}.`);
  }
}

// One spelling only: a store that keeps 16 bytes gives lower case back.
const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in the one spelling that every store returns. */
export const isEventId = (text: string): text is EventId => canonicalUuid.test(text);

const isStorableText = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

function isStorableJson(text: string): boolean {
  if (!text.startsWith("{") || !text.endsWith("}") || !isStorableText(text)) return false;
  // An escape may hide what the text itself does not show; few texts hold one, so only they are parsed.
  return !text.includes("\\u") || holdsStorableStrings(text);
}

function holdsStorableStrings(json: string): boolean {
  try {
    return isStorableValue(JSON.parse(json));
  } catch {
    return false;
  }
}

function isStorableValue(value: unknown): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(
    ([name, member]) => isStorableText(name) && isStorableValue(member),
  );
}

const refusedText = (event: NewEvent, field: "type" | "data" | "metadata"): InvalidAppend =>
  new InvalidAppend(
    `The ${field} of event ${event.id} is no ${field === "type" ? "" : "JSON object of "}` +
      "well-formed Unicode without U+0000.",
  );
