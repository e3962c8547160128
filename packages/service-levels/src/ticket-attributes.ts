import type { Fact, FactOf } from "./fact.ts";
import type { TicketAttributes } from "./match-rule.ts";

/** What rules look at in a ticket, and the agent: what figures are grouped by. */
export interface GroupingAttributes extends TicketAttributes {
  readonly agent: string | null;
}

/** Of which nothing is known. */
export const NO_ATTRIBUTES: GroupingAttributes = {
  kind: "",
  channel: "",
  category: null,
  priority: null,
  tier: null,
  team: null,
  agent: null,
  language: null,
};

/** A ticket's attributes at the end of its facts; null while it has not been opened. */
export const ticketAttributes = (facts: readonly Fact[]): GroupingAttributes | null =>
  facts.reduce<GroupingAttributes | null>(attributesAfter, null);

/** The same for where a ticket lies: given back, it is still its team's, and no agent's. */
export const heldAttributes = (facts: readonly Fact[]): GroupingAttributes | null => {
  const known = ticketAttributes(facts);
  const last = facts.findLast((fact) => fact.type === "assigned");
  return known !== null && last !== undefined && isGivenBack(last)
    ? { ...known, agent: null }
    : known;
};

export const isGivenBack = ({ team, agent }: FactOf<"assigned">): boolean =>
  team === null && agent === null;

/** One step of the fold. The very same object when nothing changed. */
export const attributesAfter = (
  before: GroupingAttributes | null,
  fact: Fact,
): GroupingAttributes | null => {
  if (fact.type === "opened") return before ?? atOpening(fact);
  return before === null ? null : changed(before, fact);
};

const changed = (before: GroupingAttributes, fact: Fact): GroupingAttributes => {
  switch (fact.type) {
    case "channelChanged":
      return fact.channel === before.channel ? before : { ...before, channel: fact.channel };
    case "reclassified":
      return before.kind === "complaint" ? before : { ...before, kind: "complaint" };
    case "categorised":
      return fact.category === before.category ? before : { ...before, category: fact.category };
    case "priorityChanged":
      return fact.priority === before.priority ? before : { ...before, priority: fact.priority };
    case "assigned":
      return assigned(before, fact);
    default:
      return before;
  }
};

/** Who gives a ticket back stays the last one known to have had it. */
const assigned = (before: GroupingAttributes, fact: FactOf<"assigned">): GroupingAttributes => {
  if (isGivenBack(fact)) return before;
  const { team, agent } = fact;
  const now = { team: team ?? before.team, agent };
  return now.team === before.team && agent === before.agent ? before : { ...before, ...now };
};

const atOpening = (opened: FactOf<"opened">): GroupingAttributes => ({
  kind: opened.kind,
  channel: opened.channel,
  category: null,
  priority: opened.priority,
  tier: opened.tier,
  team: null,
  agent: null,
  language: opened.language,
});
