import { z } from "zod";
import { label } from "./primitives.ts";
import { isTimeZone } from "./time-zone.ts";
import { channel, kind, level, priority, targetName, tier } from "./vocabulary.ts";

const beginTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a local time like 09:00, from 00:00 to 23:59");
const endTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a local time like 17:00, up to 24:00");

/** From, to. An end not after its start is on the next day; equal ones make a whole day. */
const openings = z.array(z.tuple([beginTime, endTime])).max(100);

const exception = z.strictObject({
  date: z.iso.date("must be a date like 2026-12-25"),
  /** What opens on this date instead; empty when closed. */
  open: openings,
});

/**
 * Opening hours (D11): a weekly pattern in local time, and dates on which something else holds. A weekday not named is
 * closed. Read as `How a clock is judged` in the README of packages/service-levels says.
 */
export const calendarDocument = z.strictObject({
  timeZone: z.string().refine(isTimeZone, {
    error: (issue) => `unknown time zone ${JSON.stringify(issue.input)}`,
  }),
  weekly: z.strictObject({
    monday: openings.optional(),
    tuesday: openings.optional(),
    wednesday: openings.optional(),
    thursday: openings.optional(),
    friday: openings.optional(),
    saturday: openings.optional(),
    sunday: openings.optional(),
  }),
  exceptions: z
    .array(exception)
    .max(5_000)
    .refine((all) => new Set(all.map(({ date }) => date)).size === all.length, {
      error: "has two exceptions on one date",
    })
    .default([]),
});
export type CalendarDocument = z.infer<typeof calendarDocument>;

/** The calendar that every policy has: open without end. */
export const AROUND_THE_CLOCK = "24x7";

const oneOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(100).optional();

/** Which tickets a rule is for: each attribute named must be one of the values listed. */
export const ruleCondition = z.strictObject({
  kind: oneOf(kind),
  channel: oneOf(channel),
  category: oneOf(label),
  priority: oneOf(priority),
  tier: oneOf(tier),
  team: oneOf(label),
  language: oneOf(label),
});
export type RuleCondition = z.infer<typeof ruleCondition>;

/** What becomes of the time elapsed when a change of the ticket's attributes makes another rule match. */
const onChange = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("carry"), reason: label.optional() }),
  z.strictObject({ mode: z.enum(["restart", "retroactive"]), reason: label }),
]);

/** Hours, minutes and seconds; the last of them may have a fraction, down to a millisecond. */
const openTime = z
  .string()
  .max(40)
  .regex(/^PT(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?$/, {
    error: ({ input }) =>
      `${JSON.stringify(input)} must be like PT24H or PT1H30M; days are ambiguous`,
  });

/** To where a ticket is escalated when one of its clocks is warned of, at this share in percent, or breached (D10). */
const escalation = z.strictObject({
  on: z.union([z.int().min(1).max(99), z.literal("breach")]),
  to: level,
});

const rule = z.strictObject({
  name: label,
  target: targetName,
  when: ruleCondition.default({}),
  /** Met when no more than this has elapsed on the calendar. */
  within: openTime,
  calendar: label.default(AROUND_THE_CLOCK),
  /** Waits during which the clock stands still. */
  pauses: z
    .array(z.enum(["customer", "thirdParty"]))
    .max(2)
    .default([]),
  /** Shares of the target in percent at which to warn. */
  warnings: z.array(z.int().min(1).max(99)).max(10).default([]),
  /** One for each warning, and one for the breach, at most. */
  escalations: z.array(escalation).max(11).optional(),
  /** What this rule does to a clock that already runs when it begins to match. */
  onChange: onChange.default({ mode: "carry" }),
});
export type ServiceLevelRule = z.infer<typeof rule>;

/**
 * What a desk promises (D11, D19): calendars by name, and rules in order, of which the first that matches a ticket gives
 * a target its terms. Whether they can be kept is judged by packages/service-levels.
 */
export const serviceLevels = z.strictObject({
  calendars: z
    .record(label, calendarDocument.extend({ version: z.int().min(1).default(1) }))
    .default({}),
  rules: z.array(rule).max(500),
});
export type ServiceLevels = z.infer<typeof serviceLevels>;
/** As one writes it: what has a default may be left out. */
export type ServiceLevelsInput = z.input<typeof serviceLevels>;
