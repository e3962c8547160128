import { DAY, type EpochMs } from "../instant.ts";
import { shareFigure, type Figure } from "./definition.ts";
import { wilsonInterval } from "./wilson.ts";

export const csatDefinition = { name: "csat", version: 2 };
/** Invitations that anybody answered, in words alone too / invitations. */
export const surveyResponseRateDefinition = { name: "surveyResponseRate", version: 3 };

/** For how long after the first a further answer to the same invitation replaces it. */
const REPLACEABLE = 7 * DAY;

export interface Csat extends Figure {
  /** 95 %, Wilson's; null without an answer. */
  readonly interval: readonly [low: number, high: number] | null;
}

export const isValidCsat = (score: number | null): score is number =>
  score !== null && Number.isInteger(score) && score >= 1 && score <= 5;

export const isSatisfied = (score: number): boolean => score >= 4;

/** The answer that counts for one invitation: the last one valid within 7 days of the first valid one. */
export const countedAnswer = <
  Answer extends { readonly at: EpochMs; readonly csat: number | null },
>(
  answers: readonly Answer[],
): Answer | null => {
  const inTime = answers
    .filter(({ csat: score }) => isValidCsat(score))
    .toSorted((a, b) => a.at - b.at);
  const [first] = inTime;
  if (first === undefined) return null;
  return inTime.findLast(({ at }) => at <= first.at + REPLACEABLE) ?? first;
};

/** The share of 4 and 5 among the answers that count (D13, D14). */
export const csat = (satisfied: number, answered: number): Csat => ({
  ...shareFigure(csatDefinition, satisfied, answered),
  interval: wilsonInterval(satisfied, answered),
});
