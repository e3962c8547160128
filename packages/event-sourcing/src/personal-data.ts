import { createCipheriv, createDecipheriv, hash, randomFillSync } from "node:crypto";
import type { EventId, Instant, StreamName } from "./brands.ts";
import type { SubjectKey } from "./key-store.ts";

/** Where personal texts stand in an event's data; `*` stands for every item of an array or record. */
export type PersonalFields = true | { readonly [field: string]: PersonalFields };

/** What a personal field reads as when its key was destroyed. */
export const ERASED = "[erased]";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Without it a text cut short would be held against a shorter, weaker tag. */
const FULL_TAG = { authTagLength: TAG_BYTES };

/** Data with each personal text sealed by the subject's key, bound to its stream, event and field. */
export function seal(
  data: unknown,
  fields: PersonalFields,
  key: SubjectKey,
  place: { readonly stream: StreamName; readonly id: EventId },
): unknown {
  return change(data, fields, "", (text, path) => {
    const nonce = nextNonce();
    const cipher = createCipheriv(CIPHER, key, nonce);
    cipher.setAAD(binding(place, path));
    const sealed = cipher.update(text, "utf8");
    cipher.final();
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64");
  });
}

/**
 * Data with its personal texts readable again, or {@link ERASED} where the key is gone.
 * @throws for a text that was altered or moved: it does not authenticate
 */
export function unseal(
  data: unknown,
  fields: PersonalFields,
  key: SubjectKey | undefined,
  place: { readonly stream: StreamName; readonly id: EventId },
): unknown {
  return change(data, fields, "", (text, path) => {
    if (key === undefined) return ERASED;
    const bytes = Buffer.from(text, "base64");
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), FULL_TAG);
    decipher.setAAD(binding(place, path));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const plain = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    decipher.final();
    return plain.toString("utf8");
  });
}

/**
 * Tells one command from another, by when it happened and what it says, without revealing either to someone who lacks
 * the key. SHA-256 behind a key, cut to half of it, is a keyed hash as it stands; an HMAC object would cost every
 * command five times as much, most of it in its disposal. 32 hexadecimal digits.
 */
export const keyedDigest = (occurredAt: Instant, content: string, key: SubjectKey): string =>
  hash("sha256", textOf(key) + occurredAt + content, "hex").slice(0, 32);

/** A key signs a customer's every command; its text is made once. */
const texts = new WeakMap<SubjectKey, string>();
function textOf(key: SubjectKey): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = Buffer.from(key).toString("base64");
    texts.set(key, text);
  }
  return text;
}

const binding = (place: { stream: StreamName; id: EventId }, path: string) =>
  Buffer.from(`${place.stream}\n${place.id}\n${path}`);

// Random bytes are drawn a page at a time: one call for each nonce costs more than the cipher. A nonce is a view of the
// page, good until the next is drawn.
const page = Buffer.alloc(NONCE_BYTES * 512);
let used = page.length;
function nextNonce(): Buffer {
  if (used === page.length) {
    randomFillSync(page);
    used = 0;
  }
  used += NONCE_BYTES;
  return page.subarray(used - NONCE_BYTES, used);
}

type Change = (text: string, path: string) => string;

/** A copy in which every marked text is changed; what is not marked is shared with the original. */
function change(value: unknown, fields: PersonalFields, path: string, by: Change): unknown {
  if (fields === true) return typeof value === "string" ? by(value, path) : value;
  const every = fields["*"];
  if (Array.isArray(value)) {
    if (every === undefined) return value;
    return value.map((item: unknown, index) => change(item, every, `${path}/${index}`, by));
  }
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const field of every === undefined ? Object.keys(fields) : Object.keys(copy)) {
    const marked = every ?? fields[field];
    if (marked === undefined || copy[field] === undefined) continue;
    copy[field] = change(copy[field], marked, `${path}/${field}`, by);
  }
  return copy;
}
