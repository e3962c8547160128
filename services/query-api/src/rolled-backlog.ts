import {
  attributesOf,
  judgingPolicies,
  latestFact,
  staysWithin,
  type BacklogRow,
  type KpiTables,
} from "@docket/read-models";
import { backlogTotals, type BacklogQuestion, type BacklogReport } from "@docket/reporting";
import { times, type Contribution, type EpochMs } from "@docket/service-levels";
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
  for await (const one of backlogOfInstants(store, question.instants, calendarOf)) {
    totals.count(one);
  }
  return totals.report(await judgingPolicies(store));
}

/** The tickets in the backlog of each of these ascending instants, with their ages and the attributes that they had then. */
export async function* backlogOfInstants(
  store: KpiTables,
  instants: readonly EpochMs[],
  calendarOf: CalendarOf,
): AsyncGenerator<Contribution> {
  const [first, last] = [instants[0], instants.at(-1)];
  if (first === undefined || last === undefined) return;
  for await (const rows of staysWithin(store, { from: first, to: last })) {
    for (const row of rows) yield* staysAt(row, instants, calendarOf);
  }
}

function* staysAt(
  row: BacklogRow,
  instants: readonly EpochMs[],
  calendarOf: CalendarOf,
): Generator<Contribution> {
  const entered = Date.parse(row.enteredAt);
  const left = row.leftAt === null ? Infinity : Date.parse(row.leftAt);
  const received = Date.parse(row.receivedAt);
  const { ticketId, tier, language } = row;
  const attributes = { ...attributesOf(row), tier, language };
  for (const at of instants) {
    if (at < entered) continue;
    if (at >= left) return;
    const age = times(calendarOf(row.policyVersion), [{ from: received, to: at }]);
    yield plain({ figure: "backlog", ticketId, attributes }, { at, ...age });
  }
}
