import { z } from "zod";
import { calendarDocument } from "./calendar-document.ts";
import { parseDuration } from "./duration.ts";
import { parseInstant } from "./instant.ts";

/** What a clock measures (D11, D12). `speedOfAnswer` runs from queued to answered. */
export const targetNames = [
  "registration",
  "acknowledgement",
  "speedOfAnswer",
  "firstResponse",
  "firstResponseAny",
  "nextResponse",
  "progressUpdate",
  "firstResolution",
  "totalResolution",
  "closure",
] as const;
export type TargetName = (typeof targetNames)[number];

/** The calendar that every policy has: open without end. */
export const AROUND_THE_CLOCK = "24x7";

const kinds = ["inquiry", "complaint"] as const;
const channels = [
  "phone",
  "voicemail",
  "email",
  "chat",
  "social",
  "web",
  "inPerson",
  "letter",
] as const;

const oneOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).optional();
const name = z.string().min(1).max(120);

const duration = z.string().superRefine((text, context) => {
  const result = parseDuration(text);
  if (!result.ok) context.addIssue(result.problem);
});

/** Which tickets a rule is for: each attribute named must be one of the values listed. */
const condition = z.strictObject({
  kind: oneOf(z.enum(kinds)),
  channel: oneOf(z.enum(channels)),
  category: oneOf(name),
  priority: oneOf(z.int().min(1).max(5)),
  tier: oneOf(z.enum(["standard", "premium", "enterprise"])),
  team: oneOf(name),
  language: oneOf(name),
});
export type Condition = z.infer<typeof condition>;
export type Attribute = keyof Condition;
export const attributes = condition.keyof().options;

/** Values an attribute always has one of; the others may be unknown, or anything. */
export const closedValues: { readonly [A in Attribute]?: readonly string[] } = {
  kind: kinds,
  channel: channels,
};

const onChange = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("carry"), reason: name.optional() }),
  z.strictObject({ mode: z.enum(["restart", "retroactive"]), reason: name }),
]);

const rule = z.strictObject({
  name,
  target: z.enum(targetNames),
  when: condition.default({}),
  within: duration,
  calendar: name.default(AROUND_THE_CLOCK),
  pauses: z.array(z.enum(["customer", "thirdParty"])).default([]),
  /** Shares of the target in percent at which to warn. */
  warnings: z.array(z.int().min(1).max(99)).default([]),
  /** What becomes of the time elapsed when a change of the ticket's attributes makes this rule match. */
  onChange: onChange.default({ mode: "carry" }),
});
export type Rule = z.infer<typeof rule>;

const calendarInPolicy = calendarDocument.extend({ version: z.int().min(1).default(1) });

/**
 * The service levels a desk promises (D11, D19): calendars by name and rules in order, of which the first that matches a
 * ticket gives a target its terms. Published as a version, effective from a date, never edited in place.
 */
export const policyDocument = z.strictObject({
  name,
  version: z.int().min(1),
  effectiveFrom: z
    .string()
    .refine((text) => parseInstant(text) !== null, "must be an instant like 2026-01-01T00:00:00Z"),
  calendars: z.record(name, calendarInPolicy).default({}),
  rules: z.array(rule),
});
export type PolicyDocument = z.infer<typeof policyDocument>;
/** As one writes it: what has a default may be left out. */
export type PolicyInput = z.input<typeof policyDocument>;
