import {
  publishedPolicies,
  remainingAt,
  repeatedAnswers,
  repeatedContacts,
  ROLLUP_CALENDAR,
  type Contact,
  type KpiTables,
} from "@docket/read-models";
import {
  backlogAt,
  isIn,
  latestAnswers,
  type KpiQuestion,
  type kpiTotals,
} from "@docket/reporting";
import {
  isMature,
  isWithinCohort,
  servicePolicyOf,
  times,
  type Calendar,
  type Contribution,
} from "@docket/service-levels";
import { handledInteractionsOf, type CalendarOf } from "./handled-interactions.ts";
import { compareTexts, plain } from "./plain-contribution.ts";

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
  const calendarOf = await calendars(store);
  for (const one of await followedContacts(store, question)) totals.correct(one);
  for (const one of await replacedAnswers(store, question)) totals.correct(one);
  for await (const one of handledInteractionsOf(store, question, calendarOf)) totals.count(one);
  for (const one of await backlog(store, question, calendarOf)) totals.count(one);
}

async function calendars(store: KpiTables): Promise<CalendarOf> {
  const known = new Map<string, Calendar | null>();
  for (const { name, version } of await publishedPolicies(store)) {
    const policy = servicePolicyOf(name, version);
    known.set(policy.version, policy.calendars.get(ROLLUP_CALENDAR)?.calendar ?? null);
  }
  return (policyVersion) => known.get(policyVersion) ?? null;
}

/** First contacts that counted as such, and are none: another ticket came within the 7 days. */
async function followedContacts(
  store: KpiTables,
  { now, period }: KpiQuestion,
): Promise<readonly Contribution[]> {
  const found: Contribution[] = [];
  for (const contacts of await repeatedContacts(store)) {
    for (const [place, [openedAt, at, channel, team]] of contacts.entries()) {
      if (at === null || !isIn(period, at) || !isMature(at, now)) continue;
      if (!isFollowed(contacts, place, openedAt, at)) continue;
      const figure = "firstContactResolution";
      found.push(plain({ figure, ticketId: "", at, hit: false }, { channel, team }));
    }
  }
  return found;
}

const isFollowed = (
  contacts: readonly Contact[],
  place: number,
  openedAt: number,
  resolvedAt: number,
): boolean =>
  contacts.some(([at], other) => {
    return other !== place && at >= openedAt && isWithinCohort(resolvedAt, at);
  });

/** Answers that do not count, as a whole or in their group. */
async function replacedAnswers(
  store: KpiTables,
  question: KpiQuestion,
): Promise<readonly Contribution[]> {
  const found: Contribution[] = [];
  for (const { customer, answers } of await repeatedAnswers(store)) {
    const inOrder = answers
      .filter(([at]) => isIn(question.period, at))
      .toSorted((one, other) => compareTexts(one[1], other[1]) || one[2] - other[2])
      .map(([at, ticketId, , score, channel, team]) => {
        return { ...plain({ figure: "nps", ticketId, at, score }, { channel, team }), customer };
      })
      .map(({ customer: customerId, ...one }): Contribution => ({ ...one, customerId }));
    found.push(...latestAnswers(question, inOrder));
  }
  return found;
}

async function backlog(
  store: KpiTables,
  question: KpiQuestion,
  calendarOf: CalendarOf,
): Promise<readonly Contribution[]> {
  const at = backlogAt(question);
  return (await remainingAt(store, at)).map((one) => {
    const { ticketId, openedAt, policyVersion, channel, team } = one;
    const age = times(calendarOf(policyVersion), [{ from: openedAt, to: at }]);
    return plain({ figure: "backlog", ticketId, at, ...age }, { channel, team });
  });
}
