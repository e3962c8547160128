import type { Figure } from "./definition.ts";

export const npsDefinition = { name: "nps", version: 3 };

/** How many customers are in each group, by their latest answer in the window. */
export interface NpsCounts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

export type NpsGroup = keyof NpsCounts;

/** 9 and 10, 7 and 8, 0 to 6; null for what is no answer. */
export const npsGroup = (score: number | null): NpsGroup | null => {
  if (score === null || !Number.isInteger(score) || score < 0 || score > 10) return null;
  if (score >= 9) return "promoters";
  return score >= 7 ? "passives" : "detractors";
};

export interface Nps extends Figure, NpsCounts {}

/** Promoters less detractors, in percentage points from -100 to 100 (D13, D14). */
export const nps = (counts: NpsCounts): Nps => {
  const { promoters, passives, detractors } = counts;
  const n = promoters + passives + detractors;
  const value = n === 0 ? null : (100 * (promoters - detractors)) / n;
  return { definition: npsDefinition, n, value, promoters, passives, detractors };
};
