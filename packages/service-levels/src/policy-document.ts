import {
  channel,
  kind,
  ruleCondition,
  serviceLevels,
  targetName,
  type RuleCondition,
  type ServiceLevelRule,
  type TargetName,
} from "@docket/schemas";
import { z } from "zod";
import { parseInstant } from "./instant.ts";

export { AROUND_THE_CLOCK, type TargetName } from "@docket/schemas";
/** What a clock measures (D11, D12), in the order in which reports list it. */
export const targetNames = targetName.options;
export const isTargetName = (name: string): name is TargetName =>
  targetNames.some((one) => one === name);

export type Condition = RuleCondition;
export type Attribute = keyof Condition;
export const attributes = ruleCondition.keyof().options;

/** Values an attribute always has one of; the others may be unknown, or anything. */
export const closedValues: { readonly [A in Attribute]?: readonly string[] } = {
  kind: kind.options,
  channel: channel.options,
};

export type Rule = ServiceLevelRule;

/** Service levels as a version with a name, effective from a date, never edited in place (D11, D19). */
export const policyDocument = serviceLevels.extend({
  name: z.string().min(1).max(120),
  version: z.int().min(1),
  effectiveFrom: z
    .string()
    .refine((text) => parseInstant(text) !== null, "must be an instant like 2026-01-01T00:00:00Z"),
});
export type PolicyDocument = z.infer<typeof policyDocument>;
/** As one writes it: what has a default may be left out. */
export type PolicyInput = z.input<typeof policyDocument>;
