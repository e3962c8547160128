import type { Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";

/** Tickets not closed at an instant (D14). */
export const backlogDefinition = { name: "backlog", version: 2 };

/** A stretch in which a ticket was in the backlog, `from` ≤ t < `to`; null is without end. */
export interface OpenSpan {
  readonly from: EpochMs;
  readonly to: EpochMs | null;
}

type Place = "absent" | "open" | "closed";
interface Standing {
  readonly place: Place;
  /** Where it was merged, to which an undone merge leads back. */
  readonly mergedAt: Place | null;
}

/**
 * When a ticket was not closed (D14): by what had occurred by each instant, in the order of its history. A withdrawn and
 * a merged ticket are closed too; an undone merge puts it back where it was.
 */
export const openSpans = (facts: readonly Fact[]): readonly OpenSpan[] => {
  const turns = facts.filter(({ type }) => TURNING.has(type));
  const instants = [...new Set(turns.map(({ at }) => at))].toSorted((a, b) => a - b);
  const spans: OpenSpan[] = [];
  let from: EpochMs | null = null;
  for (const at of instants) {
    const isOpen = isOpenAt(turns, at);
    if (isOpen && from === null) from = at;
    if (!isOpen && from !== null) {
      spans.push({ from, to: at });
      from = null;
    }
  }
  return from === null ? spans : [...spans, { from, to: null }];
};

const isOpenAt = (facts: readonly Fact[], at: EpochMs): boolean => {
  const known = facts.filter((fact) => fact.at <= at);
  const { place } = known.reduce<Standing>(after, { place: "absent", mergedAt: null });
  return place === "open";
};

const TURNING: ReadonlySet<Fact["type"]> = new Set([
  "opened",
  "closed",
  "withdrawn",
  "reopened",
  "merged",
  "unmerged",
]);

const after = (standing: Standing, { type }: Fact): Standing => {
  const { place, mergedAt } = standing;
  switch (type) {
    case "opened":
      return { place: "open", mergedAt };
    case "reopened":
      return place === "absent" ? standing : { place: "open", mergedAt: null };
    case "closed":
    case "withdrawn":
      return place === "absent" ? standing : { place: "closed", mergedAt: null };
    case "merged":
      return place === "absent" ? standing : { place: "closed", mergedAt: place };
    case "unmerged":
      return mergedAt === null ? standing : { place: mergedAt, mergedAt: null };
    default:
      return standing;
  }
};
