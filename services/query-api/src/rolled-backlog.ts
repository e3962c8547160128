import {
  judgingPolicies,
  latestFact,
  staysWithin,
  type KpiTables,
  type Stay,
} from "@docket/read-models";
import {
  attributeDimensions,
  backlogTotals,
  type BacklogQuestion,
  type BacklogReport,
} from "@docket/reporting";
import {
  NO_ATTRIBUTES,
  times,
  type Contribution,
  type EpochMs,
  type GroupingAttributes,
} from "@docket/service-levels";
import { setImmediate as turn } from "node:timers/promises";
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
  for await (const page of backlogOfInstants(store, question, question.instants, calendarOf)) {
    for (const one of page) totals.count(one);
  }
  return totals.report(await judgingPolicies(store));
}

/** Tickets at instants that are counted before others have a turn, about: some tens of milliseconds. */
const AT_ONCE = 50_000;

/**
 * The tickets in the backlog of each of these ascending instants, with their ages and what the groups need of the attributes
 * that they had then: some of them at a time, and others have a turn in between.
 */
export async function* backlogOfInstants(
  store: KpiTables,
  { by }: Pick<BacklogQuestion, "by">,
  instants: readonly EpochMs[],
  calendarOf: CalendarOf,
): AsyncGenerator<Iterable<Contribution>> {
  const [first, last] = [instants[0], instants.at(-1)];
  if (first === undefined || last === undefined) return;
  const attributes = attributeDimensions.filter((attribute) => by.includes(attribute));
  const most = Math.ceil(AT_ONCE / instants.length);
  for await (const rows of staysWithin(store, { from: first, to: last }, attributes)) {
    for (let done = 0; done < rows.length; done += most) {
      yield backlogOf(rows.slice(done, done + most), instants, calendarOf);
      await turn();
    }
  }
}

function* backlogOf(
  stays: readonly Stay[],
  instants: readonly EpochMs[],
  calendarOf: CalendarOf,
): Generator<Contribution> {
  for (const stay of stays) {
    const { ticketId, enteredAt, leftAt, receivedAt, policyVersion } = stay;
    const attributes = attributesIn(stay);
    const from = Date.parse(receivedAt);
    const entered = enteredAt === receivedAt ? from : Date.parse(enteredAt);
    const left = leftAt === null ? Infinity : Date.parse(leftAt);
    const calendar = calendarOf(policyVersion);
    for (const at of instants) {
      if (at >= left) break;
      if (at < entered) continue;
      const { valueMs, businessMs } = times(calendar, [{ from, to: at }]);
      yield plain({ figure: "backlog", ticketId, attributes }, { at, valueMs, businessMs });
    }
  }
}

/** Those that were not asked for are not known. Told one by one: this is done for every ticket in the backlog. */
const attributesIn = (stay: Stay): GroupingAttributes => ({
  kind: stay.kind ?? NO_ATTRIBUTES.kind,
  channel: stay.channel ?? NO_ATTRIBUTES.channel,
  category: stay.category ?? null,
  priority: stay.priority ?? null,
  tier: stay.tier ?? null,
  team: stay.team ?? null,
  agent: stay.agent ?? null,
  language: stay.language ?? null,
});
