import {
  attributesOf,
  judgingPolicies,
  openBreaches,
  resolvedFirst,
  ROLLUP_CALENDAR,
  type KpiTables,
} from "@docket/read-models";
import { kpiTotals, type KpiQuestion, type KpiReport, type Stretch } from "@docket/reporting";
import { isMature, type Contribution } from "@docket/service-levels";
import { acrossTickets } from "./across-tickets.ts";
import { plain } from "./plain-contribution.ts";
import { rolledParts, type SingleCases } from "./rolled-parts.ts";

/**
 * The key figures of the present from rollups, without a look at each ticket: the same as those from all facts, but for
 * percentiles, which are within 1 %. Null when rollups do not answer the question.
 */
export async function rolledKpi(
  store: KpiTables,
  question: KpiQuestion,
): Promise<KpiReport | null> {
  if (question.calendar !== ROLLUP_CALENDAR) return null;
  const rolled = await rolledParts(store, question);
  if (rolled === null) return null;
  const totals = kpiTotals(question);
  for await (const { rollup, place, as, times } of rolled.parts) {
    totals.addUp(rollup, place, as, times);
  }
  for (const stretch of rolled.singly) {
    for (const one of await singleCases(store, question, stretch)) totals.count(one);
  }
  await acrossTickets(store, question, totals);
  return totals.report(await judgingPolicies(store));
}

async function singleCases(
  store: KpiTables,
  question: KpiQuestion,
  { cohorts, overdue, ...stretch }: SingleCases,
): Promise<readonly Contribution[]> {
  return [
    ...(cohorts ? await cohortsIn(store, question, stretch) : []),
    ...(overdue ? await ranOut(store, question, stretch) : []),
  ];
}

async function cohortsIn(
  store: KpiTables,
  { now }: KpiQuestion,
  stretch: Stretch,
): Promise<readonly Contribution[]> {
  return (await resolvedFirst(store, stretch)).flatMap((row) => {
    const { ticketId, firstResolvedAt, reopened, onFirstContact } = row;
    const at = firstResolvedAt === null ? null : Date.parse(firstResolvedAt);
    if (at === null) return [];
    const attributes = attributesOf(row);
    const counted = isMature(at, now);
    const provisional = !counted;
    return [
      plain({ figure: "reopenRate", ticketId, attributes }, { at, hit: reopened, provisional }),
      plain(
        { figure: "firstContactResolution", ticketId, attributes },
        { at, counted, provisional, hit: onFirstContact },
      ),
    ];
  });
}

/** Clocks that ran out in the stretch by now: breached, for nothing has happened to them since. */
async function ranOut(
  store: KpiTables,
  { now }: KpiQuestion,
  { from, to }: Stretch,
): Promise<readonly Contribution[]> {
  return (await openBreaches(store, { from, to: Math.min(to, now) })).flatMap((row) => {
    const at = Date.parse(row.breachedAt);
    if (row.certain) return [];
    const { ticketId, target: subject } = row;
    const attributes = attributesOf(row);
    return [plain({ figure: "attainment", ticketId, attributes }, { at, subject, hit: false })];
  });
}
