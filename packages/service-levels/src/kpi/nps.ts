import type { EpochMs } from "../instant.ts";
import type { Figure } from "./definition.ts";

export const npsDefinition = { name: "nps", version: 1 };

export interface NpsAnswer {
  readonly customerId: string;
  readonly answeredAt: EpochMs;
  readonly score: number;
}

export interface NpsCounts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

export type NpsGroup = keyof NpsCounts;

/** 9 and 10, 7 and 8, 0 to 6; null for what is no answer. */
export const npsGroup = (score: number): NpsGroup | null => {
  if (!Number.isInteger(score) || score < 0 || score > 10) return null;
  if (score >= 9) return "promoters";
  return score >= 7 ? "passives" : "detractors";
};

/** Each customer's latest valid answer in `from` ≤ t < `to`, counted; of two at one instant, the later in the list. */
export const npsCounts = (answers: readonly NpsAnswer[], from: EpochMs, to: EpochMs): NpsCounts => {
  const latest = new Map<string, NpsAnswer>();
  for (const answer of answers) {
    if (answer.answeredAt < from || answer.answeredAt >= to) continue;
    if (npsGroup(answer.score) === null) continue;
    const known = latest.get(answer.customerId);
    if (known === undefined || answer.answeredAt >= known.answeredAt) {
      latest.set(answer.customerId, answer);
    }
  }
  const counts = { promoters: 0, passives: 0, detractors: 0 };
  for (const { score } of latest.values()) {
    const group = npsGroup(score);
    if (group !== null) counts[group] += 1;
  }
  return counts;
};

/** Promoters less detractors, in percentage points from -100 to 100 (D13, D14). */
export const nps = ({ promoters, passives, detractors }: NpsCounts): Figure => {
  const n = promoters + passives + detractors;
  const value = n === 0 ? null : (100 * (promoters - detractors)) / n;
  return { definition: npsDefinition, n, value };
};
