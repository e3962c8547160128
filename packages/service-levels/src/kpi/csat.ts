import { DAY, type EpochMs } from "../instant.ts";
import { shareFigure, type Figure } from "./definition.ts";
import { wilsonInterval } from "./wilson.ts";

export const csatDefinition = { name: "csat", version: 1 };

/** For how long after the first a further answer to the same invitation replaces it. */
const REPLACEABLE = 7 * DAY;

export interface Answer {
  readonly answeredAt: EpochMs;
  readonly score: number;
}

export interface CsatCounts {
  readonly invited: number;
  /** Invitations with a valid answer. */
  readonly answered: number;
  /** Those answered with 4 or 5. */
  readonly satisfied: number;
}

export interface Csat extends Figure {
  readonly interval: readonly [number, number] | null;
  readonly responseRate: number | null;
}

export const isValidCsat = (score: number): boolean =>
  Number.isInteger(score) && score >= 1 && score <= 5;

export const isSatisfied = (score: number): boolean => score >= 4;

/** The answer that counts for one invitation: the last one valid within 7 days of the first valid one. */
export const countedAnswer = (answers: readonly Answer[]): Answer | null => {
  const valid = answers.filter(({ score }) => isValidCsat(score));
  const inTime = valid.toSorted((a, b) => a.answeredAt - b.answeredAt);
  const [first] = inTime;
  if (first === undefined) return null;
  return inTime.findLast(({ answeredAt }) => answeredAt <= first.answeredAt + REPLACEABLE) ?? first;
};

/** The share of 4 and 5 among valid answers (D13, D14), with its 95 % interval and how many answered at all. */
export const csat = ({ invited, answered, satisfied }: CsatCounts): Csat => ({
  ...shareFigure(csatDefinition, satisfied, answered),
  interval: wilsonInterval(satisfied, answered),
  responseRate: invited === 0 ? null : answered / invited,
});
