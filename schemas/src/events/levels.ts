import { z } from "zod";
import { clockName } from "../commands/levels.ts";
import { instant } from "../primitives.ts";
import { level } from "../vocabulary.ts";
import { noEffect } from "./no-effect.ts";

/** What a clock was held to when it passed a threshold, and what the policy makes of that. */
const alarm = {
  ...clockName,
  /** `<name>@<version>` */
  policyVersion: z.string(),
  rule: z.string(),
  dueAt: instant.nullable(),
  /** The level to which the ticket is escalated because of it. */
  escalateTo: level.optional(),
};

/** What happens to the clocks of one ticket; each at most once per clock and threshold. `occurredAt` is when it was passed. */
export const levelsEvents = {
  clockWarned: z.strictObject({
    ...alarm,
    /** A share of the target in percent. */
    threshold: z.int().min(1).max(99),
    /** When it will be breached, as the ticket stands; null when that cannot be said. */
    breachesAt: instant.nullable(),
  }),
  clockBreached: z.strictObject({
    ...alarm,
    /** The last instant at which it would have been met. */
    breachesAt: instant,
    cause: z.enum(["time passed", "target reduced"]),
  }),
  noEffect,
};
