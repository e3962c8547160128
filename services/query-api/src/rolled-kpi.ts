import {
  knownPolicies,
  judgingPolicies,
  kpiRollupsIn,
  knownTickets,
  latestFact,
  resolvedFirst,
  ROLLUP_CALENDAR,
  rollupUnits,
  runningOut,
  type KpiRollup,
  type KpiTables,
  type RollupUnit,
} from "@docket/read-models";
import {
  isIn,
  isRolledUp,
  isWhole,
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
  type EpochMs,
} from "@docket/service-levels";
import { acrossTickets } from "./across-tickets.ts";

type Totals = ReturnType<typeof kpiTotals>;

/** Fewer tickets than this are looked at one by one, with exact percentiles, in a few seconds. */
const FEWEST = 50_000;

/** The key figures of the present of a large desk; null when each ticket is to be looked at. */
export const presentKpi = async (
  store: KpiTables,
  question: KpiQuestion,
): Promise<KpiReport | null> =>
  (await knownTickets(store)) < FEWEST ? null : rolledKpi(store, question);

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
  const special = new Map<number, Stretch>();

  /** Of each unit that is not taken as a whole, its parts. */
  async function add([unit, ...smaller]: readonly RollupUnit[], within: Within): Promise<boolean> {
    if (unit === undefined) return true;
    const parted = new Map<number, Stretch>();
    for (const rollup of await kpiRollupsIn(store, unit, within)) {
      const as = whole(rollup) ? rolledAs(rollup, now) : undefined;
      if (as !== undefined) totals.addUp(rollup, placeOf(rollup), as);
      else parted.set(rollup.from, { from: rollup.from, to: rollup.to });
      if (as !== undefined || unit !== "hour") continue;
      if (!whole(rollup)) return false;
      const partly = { mature: false, withoutCohorts: true, overdue: rollup.to <= now };
      totals.addUp(rollup, placeOf(rollup), partly);
      special.set(rollup.from, { from: rollup.from, to: rollup.to });
    }
    for (const { from, to } of parted.values()) {
      const part = {
        from: Math.max(from, period.from ?? from),
        to: Math.min(to, period.to ?? to),
      };
      if (!(await add(smaller, part))) return false;
    }
    return true;
  }

  if (!(await add(rollupUnits, period))) return false;
  for (const hour of special.values()) {
    for (const one of await casesOf(store, question, hour)) totals.count(one);
  }
  return true;
}

interface Within {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
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
  const book = await knownPolicies(store);
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
