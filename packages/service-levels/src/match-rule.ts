import {
  attributes,
  type Attribute,
  type Condition,
  type Rule,
  type TargetName,
} from "./policy-document.ts";

/** What rules look at in a ticket; null is not known yet, and matches only rules that do not ask. */
export interface TicketAttributes {
  readonly kind: string;
  readonly channel: string;
  readonly category: string | null;
  readonly priority: number | null;
  readonly tier: string | null;
  readonly team: string | null;
  readonly language: string | null;
}

/** Why a rule was passed over, or that it was taken. */
export interface MatchStep {
  readonly rule: string;
  readonly matched: boolean;
  /** The first attribute that did not fit, with its value; null when all did. */
  readonly unfit: { readonly attribute: Attribute; readonly value: string | number | null } | null;
}

export interface RuleMatch<R extends Rule = Rule> {
  readonly rule: R | null;
  /** The rules for this target that were looked at, in their order, up to the one taken. */
  readonly trace: readonly MatchStep[];
}

/** Whether a condition's list, if there is one, has the value. */
export const admits = (
  allowed: readonly (string | number)[] | undefined,
  value: string | number | null,
): boolean => allowed === undefined || (value !== null && allowed.includes(value));

const unfitAttribute = (when: Condition, ticket: TicketAttributes): MatchStep["unfit"] => {
  const attribute = attributes.find((each) => !admits(when[each], ticket[each]));
  return attribute === undefined ? null : { attribute, value: ticket[attribute] };
};

/** The first rule for the target that matches the ticket, and how it was found. */
export const matchRule = <R extends Rule>(
  rules: readonly R[],
  target: TargetName,
  ticket: TicketAttributes,
): RuleMatch<R> => {
  const trace: MatchStep[] = [];
  for (const rule of rules) {
    if (rule.target !== target) continue;
    const unfit = unfitAttribute(rule.when, ticket);
    trace.push({ rule: rule.name, matched: unfit === null, unfit });
    if (unfit === null) return { rule, trace };
  }
  return { rule: null, trace };
};
