import { hash } from "node:crypto";
import { eventId, type EventId } from "./brands.ts";

/** A UUID (version 8) made from the parts: the same parts give the same id, on every machine and at every retry. */
export function derivedUuid(...parts: readonly string[]): EventId {
  const hex = digestOf(parts).slice(0, 32);
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return eventId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`,
  );
}

/**
 * The id of a command's event: a UUID (version 8) of the command's digest (32 hexadecimal digits) and the event's index.
 * A retry repeats it, and two commands that share an id cannot be taken for one another.
 */
export const eventIdOf = (digest: string, index: number): EventId =>
  eventId(
    `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 28)}${index.toString(16).padStart(4, "0")}`,
  );

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 26 Crockford characters in the form of a ULID, made from the parts. */
export function derivedUlid(...parts: readonly string[]): string {
  let rest = BigInt(`0x${digestOf(parts).slice(0, 32)}`);
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = CROCKFORD.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

/** The parts are told apart by their lengths, so that ("ab", "c") and ("a", "bc") differ. */
const digestOf = (parts: readonly string[]) =>
  hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""), "hex");
