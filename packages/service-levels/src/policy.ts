import { ruleOfIssue } from "@docket/schemas";
import type { z } from "zod";
import { aroundTheClock } from "./calendar-document.ts";
import { compileCalendar } from "./calendar.ts";
import type { BoundCalendar, Terms } from "./clock-history.ts";
import { parseDuration } from "./duration.ts";
import { parseInstant, type EpochMs } from "./instant.ts";
import {
  AROUND_THE_CLOCK,
  policyDocument,
  type PolicyDocument,
  type Rule,
} from "./policy-document.ts";
import { leastOpenTime } from "./reachability.ts";
import { isShadowed } from "./shadowed-rules.ts";

/** A rule with what it refers to. */
export interface CompiledRule extends Rule {
  readonly withinMs: number;
  readonly bound: BoundCalendar;
}

/** A policy that can be applied. */
export interface Policy {
  readonly document: PolicyDocument;
  /** `<name>@<version>` */
  readonly version: string;
  readonly effectiveFrom: EpochMs;
  readonly calendars: ReadonlyMap<string, BoundCalendar>;
  readonly rules: readonly CompiledRule[];
}

/** What is wrong with a policy: the rule it is in, if in one, the field, and why. */
export interface PolicyProblem {
  readonly rule: string | null;
  readonly field: string;
  readonly problem: string;
}

export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Conditions of earlier rules that are looked at, value by value, for rules that can never match. */
const MOST_CONDITIONS_TRIED = 3_000_000;
/** Days and openings that are looked at for targets that are not reached: a calendar of office hours has some 20,000. */
const MOST_OPENINGS_LOOKED_AT = 3_000_000;

/** Parses a policy and checks that each rule can do what it says. All problems are reported, not the first only. */
export const compilePolicy = (input: unknown): PolicyResult => {
  const parsed = policyDocument.safeParse(input);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(inForm(input)) };
  const document = parsed.data;
  const { policy, problems } = bindPolicy(document);
  const all = [
    ...problems,
    ...reservedNames(document),
    ...repeatedNames(document.rules),
    ...neverMatching(document.rules),
    ...neverEscalating(document.rules),
    ...neverReached(policy.rules, policy.effectiveFrom),
  ];
  return all.length === 0 ? { ok: true, policy } : { ok: false, problems: all };
};

interface Binding {
  readonly policy: Policy;
  readonly problems: readonly PolicyProblem[];
}

/** The rules with what they refer to, and those that refer to nothing. Whether the others make sense is not asked. */
export const bindPolicy = (document: PolicyDocument): Binding => {
  const calendars = boundCalendars(document);
  const rules: CompiledRule[] = [];
  const problems: PolicyProblem[] = [];
  for (const rule of document.rules) {
    const bound = calendars.get(rule.calendar);
    const duration = parseDuration(rule.within);
    if (bound === undefined) {
      problems.push(problemOf(rule, "calendar", `there is no calendar "${rule.calendar}"`));
    } else if (!duration.ok) {
      problems.push(problemOf(rule, "within", duration.problem));
    } else {
      rules.push({ ...rule, withinMs: duration.ms, bound });
    }
  }
  const effectiveFrom = parseInstant(document.effectiveFrom) ?? 0;
  const version = `${document.name}@${document.version}`;
  return { policy: { document, version, effectiveFrom, calendars, rules }, problems };
};

/** What a clock is held to under a rule of the policy. */
export const termsOf = (policy: Policy, rule: CompiledRule): Terms => ({
  policyVersion: policy.version,
  rule: rule.name,
  calendar: rule.bound,
  target: { type: "duration", ms: rule.withinMs },
  pausesOn: rule.pauses,
  warnings: rule.warnings,
  escalations: rule.escalations ?? [],
});

const boundCalendars = (document: PolicyDocument): Map<string, BoundCalendar> => {
  const always = { name: AROUND_THE_CLOCK, version: 1, calendar: compileCalendar(aroundTheClock) };
  const calendars = new Map<string, BoundCalendar>([[AROUND_THE_CLOCK, always]]);
  for (const [name, { version, ...hours }] of Object.entries(document.calendars)) {
    calendars.set(name, { name, version, calendar: compileCalendar(hours) });
  }
  return calendars;
};

const problemOf = (rule: Rule, field: string, problem: string): PolicyProblem => ({
  rule: rule.name,
  field,
  problem,
});

const reservedNames = ({ calendars }: PolicyDocument): PolicyProblem[] =>
  AROUND_THE_CLOCK in calendars
    ? [
        {
          rule: null,
          field: `calendars.${AROUND_THE_CLOCK}`,
          problem: `"${AROUND_THE_CLOCK}" is always open and cannot be defined anew`,
        },
      ]
    : [];

const repeatedNames = (rules: readonly Rule[]): PolicyProblem[] =>
  rules
    .filter((rule, place) => rules.findIndex(({ name }) => name === rule.name) < place)
    .map((rule) => problemOf(rule, "name", "another rule has this name"));

const neverMatching = (rules: readonly Rule[]): PolicyProblem[] => {
  const patience = { left: MOST_CONDITIONS_TRIED };
  return rules.flatMap((rule, place) => {
    const earlier = rules.slice(0, place).filter(({ target }) => target === rule.target);
    const conditions = earlier.map(({ when }) => when);
    if (!isShadowed(rule.when, conditions, patience)) return [];
    const by = earlier.map(({ name }) => `"${name}"`).join(", ");
    return [problemOf(rule, "when", `can never match: earlier rules take all its tickets (${by})`)];
  });
};

const neverEscalating = (rules: readonly Rule[]): PolicyProblem[] =>
  rules.flatMap((rule) =>
    (rule.escalations ?? []).flatMap(({ on }, place, all) => {
      if (on !== "breach" && !rule.warnings.includes(on)) {
        return [problemOf(rule, "escalations", `there is no warning at ${on} %`)];
      }
      const first = all.findIndex((one) => one.on === on);
      const when = on === "breach" ? "the breach" : `the warning at ${on} %`;
      return first < place ? [problemOf(rule, "escalations", `${when} escalates already`)] : [];
    }),
  );

const tooMuch = (calendar: string): string =>
  `calendar "${calendar}" has too many openings or exceptions to be looked through, with those before it`;

const neverReached = (rules: readonly CompiledRule[], from: EpochMs): PolicyProblem[] => {
  const patience = { left: MOST_OPENINGS_LOOKED_AT };
  const least = new Map<BoundCalendar, number | null>();
  return rules.flatMap((rule) => {
    let known = least.get(rule.bound);
    if (known === undefined) {
      known = leastOpenTime(rule.bound.calendar, from, patience);
      least.set(rule.bound, known);
    }
    if (known === null) return [problemOf(rule, "calendar", tooMuch(rule.calendar))];
    if (rule.withinMs <= known) return [];
    const problem = `calendar "${rule.calendar}" does not reach ${rule.within} within 400 days of every start`;
    return [problemOf(rule, "within", problem)];
  });
};

/** An issue of the document's form, with the name of the rule it lies in as far as one can be read. */
const inForm =
  (input: unknown) =>
  ({ path, message }: z.core.$ZodIssue): PolicyProblem => {
    const rule = ruleOfIssue(input, path);
    const field = rule === undefined ? path : path.slice(path.indexOf("rules") + 2);
    return { rule: rule ?? null, field: field.map(String).join("."), problem: message };
  };
