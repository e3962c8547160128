import {
  AROUND_THE_CLOCK,
  attributes,
  type Attribute,
  type TargetName,
} from "./policy-document.ts";
import type { Terms } from "./clock-history.ts";
import type { EpochMs } from "./instant.ts";
import { matchRule, type RuleMatch, type TicketAttributes } from "./match-rule.ts";
import { termsOf, type CompiledRule, type Policy } from "./policy.ts";

/** A policy ready to be asked for many tickets: equal attributes are matched once. */
export interface RuleBook {
  /** Whether the target means anything for the ticket: only complaints are registered. */
  readonly applies: (target: TargetName, ticket: TicketAttributes) => boolean;
  readonly match: (target: TargetName, ticket: TicketAttributes) => RuleMatch<CompiledRule>;
  readonly terms: (target: TargetName, rule: CompiledRule) => Terms;
  /** What a clock is held to whose instant was promised from outside: no rule, no pause. */
  readonly promised: (at: EpochMs) => Terms;
}

const MOST_KEPT = 20_000;
const books = new WeakMap<Policy, RuleBook>();

export const ruleBookOf = (policy: Policy): RuleBook => {
  const known = books.get(policy);
  if (known !== undefined) return known;
  const made = ruleBook(policy);
  books.set(policy, made);
  return made;
};

const ruleBook = (policy: Policy): RuleBook => {
  const chapters = new Map<TargetName, Chapter>();
  const chapterOf = (target: TargetName): Chapter => {
    const known = chapters.get(target) ?? chapter(policy, target);
    chapters.set(target, known);
    return known;
  };
  const terms = new Map<CompiledRule, Terms>();
  return {
    applies,
    match: (target, ticket) =>
      applies(target, ticket) ? chapterOf(target)(ticket) : { rule: null, trace: [] },
    terms(target, rule) {
      const known = terms.get(rule) ?? {
        ...termsOf(policy, rule),
        pausesOn: pausesOf(target, rule),
      };
      terms.set(rule, known);
      return known;
    },
    promised: (at) => promisedTerms(policy, at),
  };
};

const applies = (target: TargetName, { kind }: TicketAttributes): boolean =>
  target !== "registration" || kind === "complaint";

type Chapter = (ticket: TicketAttributes) => RuleMatch<CompiledRule>;

/** The rules for one target. Only what they ask for tells tickets apart. */
const chapter = (policy: Policy, target: TargetName): Chapter => {
  const rules = policy.rules.filter((rule) => rule.target === target);
  const asked: readonly Attribute[] = attributes.filter((attribute) =>
    rules.some(({ when }) => when[attribute] !== undefined),
  );
  const kept = new Map<string, RuleMatch<CompiledRule>>();
  return (ticket) => {
    let key = "";
    for (const attribute of asked) key += `${ticket[attribute] ?? ""}\n`;
    const known = kept.get(key) ?? matchRule(rules, target, ticket);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, known);
    return known;
  };
};

/** What a target's meaning allows: some never pause, a next response always while the customer has the word. */
const pausesOf = (target: TargetName, { pauses }: CompiledRule): Terms["pausesOn"] => {
  switch (target) {
    case "registration":
    case "acknowledgement":
    case "speedOfAnswer":
      return [];
    case "nextResponse":
      return ["customer"];
    case "firstResponse":
    case "firstResponseAny":
    case "progressUpdate":
    case "firstResolution":
    case "totalResolution":
    case "closure":
      return pauses;
    default:
      return target satisfies never;
  }
};

const promisedTerms = (policy: Policy, at: EpochMs): Terms => {
  const calendar = policy.calendars.get(AROUND_THE_CLOCK);
  if (calendar === undefined) throw new Error(`${policy.version} has no calendar around the clock`);
  return {
    policyVersion: policy.version,
    rule: PROMISED,
    calendar,
    target: { type: "instant", at },
    pausesOn: [],
    warnings: WARNED_OF_PROMISES,
    escalations: [],
  };
};

/** Of a promise from outside no rule says when to warn. */
const WARNED_OF_PROMISES = [80];

/** Stands where the name of a rule would. */
export const PROMISED = "promised instant";
