import { factsBy, type Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import { heldAttributes, type GroupingAttributes } from "../ticket-attributes.ts";
import { openSpans } from "./open-spans.ts";

/** A stretch in which a ticket was in the backlog with the same attributes, `from` ≤ t < `to`; null is without end. */
export interface BacklogStay {
  readonly from: EpochMs;
  readonly to: EpochMs | null;
  readonly attributes: GroupingAttributes;
}

/** The stays of a ticket, in the order of time; each ends where the next begins or the ticket left the backlog. */
export const backlogStays = (facts: readonly Fact[]): readonly BacklogStay[] => {
  const changes = facts.filter(({ type }) => CHANGING.has(type)).map(({ at }) => at);
  return openSpans(facts).flatMap(({ from, to }) => {
    const within = changes.filter((at) => at > from && (to === null || at < to));
    const stays: BacklogStay[] = [];
    for (const at of [from, ...new Set(within.toSorted((a, b) => a - b))]) {
      const attributes = heldAttributes(factsBy(facts, at));
      const last = stays.at(-1);
      if (attributes === null || isSame(last?.attributes, attributes)) continue;
      if (last !== undefined) stays.splice(-1, 1, { ...last, to: at });
      stays.push({ from: at, to, attributes });
    }
    return stays;
  });
};

/** After which attributes may be others. */
const CHANGING: ReadonlySet<Fact["type"]> = new Set([
  "opened",
  "channelChanged",
  "reclassified",
  "categorised",
  "priorityChanged",
  "assigned",
]);

const isSame = (one: GroupingAttributes | undefined, other: GroupingAttributes): boolean =>
  one === other ||
  (one !== undefined &&
    one.kind === other.kind &&
    one.channel === other.channel &&
    one.category === other.category &&
    one.priority === other.priority &&
    one.tier === other.tier &&
    one.team === other.team &&
    one.agent === other.agent &&
    one.language === other.language);
