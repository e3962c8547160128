import { reference, type Reference } from "./brands.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGITS = 10;
const ULID = 26;

/**
 * The short reference of a ticket: the last ten characters of its id and a check character over GF(32). The check
 * finds every single wrong character and every two that changed places.
 */
export function referenceOf(ticketId: string): Reference {
  return printed(ticketId.slice(ULID - DIGITS));
}

/**
 * Reads a reference as people type it: in any case, with or without hyphens and spaces, I and L for 1, O for 0.
 * `checkFails` for what looks like one and holds a mistake; `undefined` for anything else.
 */
export function parseReference(text: string): Reference | "checkFails" | undefined {
  const typed = text.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replaceAll("O", "0");
  if (!/^[0-9A-HJKMNP-TV-Z]{11}$/.test(typed)) return undefined;
  const digits = typed.slice(0, DIGITS);
  return typed.endsWith(checkOf(digits)) ? printed(digits) : "checkFails";
}

const printed = (digits: string) =>
  reference(`${digits.slice(0, 5)}-${digits.slice(5)}-${checkOf(digits)}`);

/** The sum of αⁱ times the i-th digit from the right, by Horner's rule; the check character itself stands at α⁰. */
function checkOf(digits: string): string {
  let sum = 0;
  for (const digit of digits) sum = timesAlpha(sum ^ CROCKFORD.indexOf(digit));
  return CROCKFORD.charAt(sum);
}

/** In GF(32) with the primitive polynomial x⁵ + x² + 1. */
const timesAlpha = (element: number) => ((element & 16) === 0 ? element << 1 : (element << 1) ^ 37);
