import { z } from "zod";
import { personal } from "./personal.ts";

const storable = (text: string) => text.isWellFormed() && !text.includes("\0");
const UNSTORABLE = "must be well-formed Unicode without U+0000";

/** White space, control characters and what has no width: a text of these alone is blank. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;
/** A text with something in it: blank is refused, as is what PostgreSQL could not keep. */
export const text = (max: number) =>
  z.string().max(max).regex(VISIBLE, "must not be blank").refine(storable, UNSTORABLE);

/** A short name of the desk's own vocabulary: a category, a team, an agent's id. Never personal data of a customer. */
export const label = text(120);
/** A sentence or two that a person wrote. */
export const remark = personal(text(2_000));
/** A message's text. Attachments are references, never content. */
export const body = personal(text(20_000));

const CROCKFORD = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** A ULID: 26 characters of Crockford's alphabet. */
export const ulid = z.string().regex(CROCKFORD, "must be a ULID (26 Crockford characters)");
/** An id from any system; so restricted that an e-mail address or a name cannot pass for one (D16: no id is personal). */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, "must be 1 to 100 of A-Z a-z 0-9 . _ : -");
/** Someone else's name for a ticket, as printed on their screens. */
export const externalId = z
  .string()
  .regex(
    /^[^\s@\p{C}]([^@\p{C}]{0,98}[^\s@\p{C}])?$/u,
    "must be 1 to 100 printable characters without @",
  );

/** Most instants are canonical as they come: 24 characters up to the Z leave no room for another form. */
function canonical(value: string): string {
  if (value.length === 24 && value.endsWith("Z")) return value;
  const at = new Date(value);
  // A text whose form was found wrong comes here too.
  return Number.isNaN(at.getTime()) ? value : at.toISOString();
}
/** Beyond the years 0001 to 9999 instants have a sign: they would not compare as texts. */
const comparable = (value: string) => value >= "0001";
/** An ISO 8601 instant with an offset, made canonical: UTC with milliseconds, so that instants compare as texts. */
export const instant = z.iso
  .datetime({ offset: true, error: "must be an instant like 2026-03-02T09:15:00Z" })
  .overwrite(canonical)
  .refine(comparable, "must lie in the years 0001 to 9999");

/** A duration in hours, minutes and seconds. Days and longer are refused: their length depends on the calendar. */
export const duration = z
  .string()
  .regex(
    /^PT(?=\d)(\d{1,7}H)?(\d{1,9}M)?(\d{1,11}S)?$/,
    "must be like PT24H or PT1H30M; days are ambiguous",
  );

/** Of a person or a text: `de`, or `de-AT`. */
export const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/);

/** Money in the currency's minor unit (cents), so that no fraction exists. */
export const money = z.strictObject({
  amount: z.int().min(1).max(1_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
});

/** Where a file lies. One that holds its content, or runs, is refused. */
const reference = z
  .url({ protocol: /^(?!(data|javascript)$)/, error: "must be a URL" })
  .max(500)
  .refine(storable, UNSTORABLE);
/** References to what lies elsewhere: files, recordings, scans. */
export const attachments = z
  .array(z.strictObject({ name: remark, url: personal(reference) }))
  .max(20);
/** Knowledge articles in the version that was used (D17). */
export const citations = z
  .array(z.strictObject({ articleId: identifier, version: z.int().min(1) }))
  .max(20);
