import {
  attributesOf,
  followedIn,
  knownMergers,
  personsIn,
  repeatedAnswers,
  ROLLUP_CALENDAR,
  type Answer,
  type KpiTables,
  type Persons,
} from "@docket/read-models";
import {
  backlogAt,
  compareTexts,
  isIn,
  latestAnswers,
  type KpiQuestion,
  type kpiTotals,
} from "@docket/reporting";
import { isMature, NO_ATTRIBUTES, type Contribution } from "@docket/service-levels";
import { calendarsOf } from "./calendars-of.ts";
import { handledInteractionsOf } from "./handled-interactions.ts";
import { plain } from "./plain-contribution.ts";
import { backlogOfInstants } from "./rolled-backlog.ts";

type Totals = Pick<ReturnType<typeof kpiTotals>, "count" | "correct">;

/**
 * What rollups of single tickets cannot know, because other tickets or the instant decide it: answers that a later one
 * replaces, contacts that another followed, time shared between interactions, the backlog.
 */
export async function acrossTickets(
  store: KpiTables,
  question: KpiQuestion,
  totals: Totals,
): Promise<void> {
  const calendarOf = await calendarsOf(store, ROLLUP_CALENDAR);
  const persons = personsIn(await knownMergers(store));
  for (const one of await followedContacts(store, question, persons)) totals.correct(one);
  for (const one of await replacedAnswers(store, question, persons)) totals.correct(one);
  const { alone, shared } = await handledInteractionsOf(store, question, calendarOf);
  for (const one of alone) totals.correct(one);
  for (const one of shared) totals.count(one);
  const instants = [backlogAt(question)];
  for await (const page of backlogOfInstants(store, question, instants, calendarOf)) {
    for (const one of page) totals.count(one);
  }
}

/** First contacts that counted as such, and are none: another ticket came within the 7 days. */
async function followedContacts(
  store: KpiTables,
  { now, period }: KpiQuestion,
  persons: Persons,
): Promise<readonly Contribution[]> {
  return (await followedIn(store, period, persons)).flatMap((row) => {
    const at = row.firstResolvedAt === null ? null : Date.parse(row.firstResolvedAt);
    if (at === null || !isMature(at, now)) return [];
    const of = { figure: "firstContactResolution", ticketId: row.ticketId } as const;
    return [plain({ ...of, attributes: attributesOf(row) }, { at, hit: false })];
  });
}

/** Answers that do not count, as a whole or in their group. */
async function replacedAnswers(
  store: KpiTables,
  question: KpiQuestion,
  persons: Persons,
): Promise<readonly Contribution[]> {
  const found: Contribution[] = [];
  for (const { customer, answers } of await repeatedAnswers(store, persons)) {
    const inOrder = answers
      .filter(([at]) => isIn(question.period, at))
      .toSorted((one, other) => compareTexts(one[1], other[1]) || one[2] - other[2])
      .map((answer) => answerOf(answer, customer));
    found.push(...latestAnswers(question, inOrder));
  }
  return found;
}

const answerOf = (answer: Answer, customerId: string): Contribution => {
  const [at, ticketId, , score, category, channel, kind, priority, team, agent] = answer;
  const known = { category, channel, kind, priority, team, agent };
  const attributes = { ...NO_ATTRIBUTES, ...known };
  return plain({ figure: "nps", ticketId, customerId, attributes }, { at, score });
};
