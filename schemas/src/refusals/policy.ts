import { entry, type Entry } from "./entry.ts";

export const policy = {
  POLICY_NOT_FOUND: entry(
    404,
    "Policy not found",
    "No policy has this name, or none was in force then.",
    "Publish it with an earlier `effectiveFrom`.",
  ),
  POLICY_NOT_LATER: entry(
    409,
    "Policy not later",
    "A version takes effect after the one before it.",
    "Name a later `effectiveFrom`.",
  ),
  POLICY_UNWORKABLE: entry(
    422,
    "Policy unworkable",
    "The policy is well formed, but it cannot be carried out.",
    "Correct the named field: a right that Docket's own commands or the next version need, or a service-level rule that can never match or be met.",
  ),
} as const satisfies Record<string, Entry>;
