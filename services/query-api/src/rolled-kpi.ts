import {
  createPolicyBook,
  judgingPolicies,
  kpiDaysIn,
  kpiHoursIn,
  latestFact,
  publishedPolicies,
  resolvedFirst,
  ROLLUP_CALENDAR,
  runningOut,
  type KpiRollup,
  type KpiTables,
} from "@docket/read-models";
import {
  isIn,
  isRolledUp,
  isWhole,
  joinedDays,
  kpiTotals,
  NO_ATTRIBUTES,
  rolledAs,
  type KpiQuestion,
  type KpiReport,
  type Stretch,
} from "@docket/reporting";
import {
  contribution,
  contributionsOf,
  firstContact,
  measuredTicket,
  parseInstant,
  type Contribution,
} from "@docket/service-levels";
import { acrossTickets } from "./across-tickets.ts";

type Totals = ReturnType<typeof kpiTotals>;

/**
 * The key figures of the present from rollups, without a look at each ticket: the same as those from all facts, but for
 * percentiles, which are within 1 %. Null when rollups do not answer the question.
 */
export async function rolledKpi(
  store: KpiTables,
  question: KpiQuestion,
): Promise<KpiReport | null> {
  if (!isRolledUp(question, ROLLUP_CALENDAR)) return null;
  const latest = await latestFact(store);
  if (latest === null || latest > question.now) return null;
  const totals = kpiTotals(question);
  if (!(await addRollups(store, question, totals))) return null;
  await acrossTickets(store, question, totals);
  return totals.report(await judgingPolicies(store));
}

/** False when an hour lies in two groups. */
async function addRollups(
  store: KpiTables,
  question: KpiQuestion,
  totals: Totals,
): Promise<boolean> {
  const { now, period } = question;
  const whole = isWhole(question);
  const parted = new Set<number>();
  for (const day of await kpiDaysIn(store, period)) {
    const as = whole(day) ? rolledAs(day, now) : undefined;
    if (as === undefined) parted.add(day.from);
    else totals.addUp(day, placeOf(day), as);
  }
  const special = new Map<number, Stretch>();
  for (const days of joinedDays([...parted].toSorted((one, other) => one - other))) {
    const from = Math.max(days.from, period.from ?? -Infinity);
    const to = Math.min(days.to, period.to ?? Infinity);
    for (const hour of await kpiHoursIn(store, { from, to })) {
      if (!whole(hour)) return false;
      const as = rolledAs(hour, now);
      const partly = { mature: false, withoutCohorts: true, overdue: hour.to <= now };
      totals.addUp(hour, placeOf(hour), as ?? partly);
      if (as === undefined) special.set(hour.from, { from: hour.from, to: hour.to });
    }
  }
  for (const hour of special.values()) {
    for (const one of await casesOf(store, question, hour)) totals.count(one);
  }
  return true;
}

const placeOf = ({ from, channel, team }: KpiRollup) => ({
  at: from,
  attributes: { ...NO_ATTRIBUTES, channel, team },
});

/** What of an hour is told case by case: the 7 days of some have passed, or the hour is the present one. */
async function casesOf(
  store: KpiTables,
  question: KpiQuestion,
  hour: Stretch,
): Promise<readonly Contribution[]> {
  const { now } = question;
  return [
    ...(await cohortsOf(store, question, hour)),
    ...(hour.from < now && now < hour.to ? await ranOut(store, hour.from, now) : []),
  ].filter(({ at }) => isIn(question.period, at));
}

async function cohortsOf(
  store: KpiTables,
  question: KpiQuestion,
  hour: Stretch,
): Promise<readonly Contribution[]> {
  const { now } = question;
  const book = createPolicyBook();
  for (const { name, version } of await publishedPolicies(store)) book.learn(name, version);
  return (await resolvedFirst(store, hour)).flatMap((facts) => {
    const policy = book.of(facts.facts);
    const ticket = policy && measuredTicket({ ...facts, policy }, question);
    if (ticket === undefined || ticket === null) return [];
    const first = firstContact(ticket, now);
    const reopened = contributionsOf(ticket, [], now).filter(
      ({ figure }) => figure === "reopenRate",
    );
    return first === null ? reopened : [...reopened, first];
  });
}

/** Clocks that ran out between two instants: breached, for nothing has happened to them since. */
async function ranOut(
  store: KpiTables,
  from: number,
  to: number,
): Promise<readonly Contribution[]> {
  return (await runningOut(store, { from, to })).flatMap((clock) => {
    const { ticketId, target: subject, channel, team } = clock;
    const at = clock.breachesAt === null ? null : parseInstant(clock.breachesAt);
    const attributes = { ...NO_ATTRIBUTES, channel, team };
    const rest = { externalId: null, customerId: null, attributes };
    return at === null
      ? []
      : [contribution({ figure: "attainment", ticketId, ...rest, at, subject, hit: false })];
  });
}
