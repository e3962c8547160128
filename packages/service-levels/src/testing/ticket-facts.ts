import { readClock } from "../clock-judgement.ts";
import { factsBy, type Fact, type FactOf } from "../fact.ts";
import { HOUR } from "../instant.ts";
import type { PolicyInput, TargetName } from "../policy-document.ts";
import { compilePolicy, type Policy } from "../policy.ts";
import { ticketClocks } from "../ticket-clocks.ts";

export type RuleInput = PolicyInput["rules"][number];

const MONDAY = Date.parse("2026-03-02T08:00:00Z");
/** Hours after the receipt: Monday, 09:00 in Berlin. */
export const h = (hours: number): number => MONDAY + hours * HOUR;

export const policyOf = (rules: RuleInput[], calendars: PolicyInput["calendars"] = {}): Policy => {
  const input = { name: "test", version: 1, effectiveFrom: "2020-01-01T00:00:00Z" };
  const compiled = compilePolicy({ ...input, calendars, rules });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
};
export const within = (
  target: TargetName,
  duration: string,
  more: Partial<RuleInput> = {},
): RuleInput => ({
  name: `${target} ${duration}`,
  target,
  within: duration,
  ...more,
});

export const opened = (more: Partial<FactOf<"opened">> = {}): Fact => ({
  type: "opened",
  at: h(0),
  kind: "inquiry",
  channel: "email",
  externalId: null,
  customerId: null,
  language: null,
  tier: null,
  priority: 3,
  policy: { name: "test", version: 1 },
  targets: {},
  ...more,
});
export const bare = (
  type: "messageReceived" | "noReplyNeededMarked" | "updateGiven" | "customerAwaited" | "resumed",
  hours: number,
): Fact => ({ type, at: h(hours) });
export const reply = (hours: number, automatic = false): Fact => ({
  type: "replied",
  at: h(hours),
  automatic,
});
export const resolved = (hours: number): Fact => ({ type: "resolved", at: h(hours), articles: [] });
export const closed = (hours: number): Fact => ({
  type: "closed",
  at: h(hours),
  outcome: "satisfied",
});
export const reopened = (hours: number): Fact => ({ type: "reopened", at: h(hours) });
export const withdrawn = (hours: number): Fact => ({ type: "withdrawn", at: h(hours) });
export const merged = (hours: number): Fact => ({ type: "merged", at: h(hours), into: "other" });
export const unmerged = (hours: number): Fact => ({ type: "unmerged", at: h(hours) });
export const priority = (hours: number, value: number): Fact => ({
  type: "priorityChanged",
  at: h(hours),
  priority: value,
});

/** Each clock as `target instance: state elapsed/due`, in hours. */
export const read = (policy: Policy, facts: readonly Fact[], now: number): string[] =>
  ticketClocks(factsBy(facts, h(now)), policy).map(({ target, instance, course }) => {
    const { state, elapsedMs, breachedAt } = readClock(course, h(now));
    const breach = breachedAt === null ? "" : ` breached ${(breachedAt - MONDAY) / HOUR}`;
    return `${target} ${instance}: ${state} ${elapsedMs / HOUR}${breach}`;
  });

/** What is seen of a ticket's first clock. */
export const reading = (policy: Policy, facts: readonly Fact[], now: number) => {
  const [clock] = ticketClocks(factsBy(facts, h(now)), policy);
  if (clock === undefined) throw new Error("the ticket has no clock");
  const seen = readClock(clock.course, h(now));
  return { ...seen, rule: seen.terms.rule };
};
