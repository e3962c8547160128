import { judgingPolicies, latestFact, staysWithin, type KpiTables } from "@docket/read-models";
import {
  attributeDimensions,
  backlogTotals,
  type BacklogQuestion,
  type BacklogReport,
} from "@docket/reporting";
import { NO_ATTRIBUTES, times, type Contribution, type EpochMs } from "@docket/service-levels";
import { calendarsOf, type CalendarOf } from "./calendars-of.ts";
import { plain } from "./plain-contribution.ts";

/** The backlog from the stays of tickets in it; null when something is known of a later instant than now. */
export async function rolledBacklog(
  store: KpiTables,
  question: BacklogQuestion,
): Promise<BacklogReport | null> {
  const latest = await latestFact(store);
  if (question.policy !== null || latest === null || latest > question.now) return null;
  const totals = backlogTotals(question);
  const calendarOf = await calendarsOf(store, question.calendar);
  for await (const one of backlogOfInstants(store, question, question.instants, calendarOf)) {
    totals.count(one);
  }
  return totals.report(await judgingPolicies(store));
}

/**
 * The tickets in the backlog of each of these ascending instants, with their ages and what the groups need of the attributes
 * that they had then.
 */
export async function* backlogOfInstants(
  store: KpiTables,
  { by }: Pick<BacklogQuestion, "by">,
  instants: readonly EpochMs[],
  calendarOf: CalendarOf,
): AsyncGenerator<Contribution> {
  const [first, last] = [instants[0], instants.at(-1)];
  if (first === undefined || last === undefined) return;
  const attributes = attributeDimensions.filter((attribute) => by.includes(attribute));
  for await (const rows of staysWithin(store, { from: first, to: last }, attributes)) {
    for (const row of rows) {
      const { ticketId, enteredAt, leftAt, receivedAt, policyVersion, ...known } = row;
      const of = {
        figure: "backlog",
        ticketId,
        attributes: { ...NO_ATTRIBUTES, ...known },
      } as const;
      const entered = Date.parse(enteredAt);
      const left = leftAt === null ? Infinity : Date.parse(leftAt);
      const from = Date.parse(receivedAt);
      const calendar = calendarOf(policyVersion);
      for (const at of instants) {
        if (at >= left) break;
        if (at >= entered) yield plain(of, { at, ...times(calendar, [{ from, to: at }]) });
      }
    }
  }
}
