import { npsContributions, type Contribution, type MeasuredTicket } from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import { kpiGroups, type KpiQuestion } from "./kpi-rows.ts";
import { isIn } from "./period.ts";

/**
 * NPS counts each customer's latest answer in the window: the period for the figure as a whole, and for the figure of a
 * group the part of the period that it is about. So answers are kept until all tickets are known. A ticket without a customer
 * is a customer of its own.
 */
export const npsAnswers = (question: KpiQuestion) => {
  const answers: Contribution[] = [];
  return {
    add(ticket: MeasuredTicket): void {
      answers.push(...npsContributions(ticket).filter(({ at }) => isIn(question.period, at)));
    },
    finish: () => latestAnswers(question, answers),
  };
};

/** Says of all answers in the period, in the order of their tickets' ids, which ones count. */
export function* latestAnswers(
  question: KpiQuestion,
  answers: readonly Contribution[],
): Generator<Contribution> {
  const groupOf = kpiGroups(question);
  const isTime = question.by.map(isBucketUnit);
  const windowOf = (answer: Contribution): string =>
    JSON.stringify(groupOf(answer).filter((_, place) => isTime[place]));
  const latest = latestBy(answers, customerOf);
  const latestInWindow = latestBy(answers, (one) => `${windowOf(one)} ${customerOf(one)}`);
  for (const answer of answers) {
    const counted = latest.has(answer);
    yield { ...answer, counted, countedInGroup: latestInWindow.has(answer) };
  }
}

const customerOf = ({
  customerId,
  ticketId,
}: Pick<Contribution, "customerId" | "ticketId">): string =>
  customerId === null ? `ticket ${ticketId}` : `customer ${customerId}`;

/** Of two at one instant, the later of the two tickets by id, or of the ticket's history. */
const latestBy = (
  answers: readonly Contribution[],
  keyOf: (answer: Contribution) => string,
): ReadonlySet<Contribution> => {
  const latest = new Map<string, Contribution>();
  for (const answer of answers) {
    const key = keyOf(answer);
    const known = latest.get(key);
    if (known === undefined || answer.at >= known.at) latest.set(key, answer);
  }
  return new Set(latest.values());
};
