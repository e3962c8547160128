import { attributesOf, openBreaches, openClocks, type KpiTables } from "@docket/read-models";
import { slaTotals, type SlaQuestion, type SlaReport } from "@docket/reporting";
import {
  clockTallied,
  isTargetName,
  receiptTallied,
  type TargetName,
} from "@docket/service-levels";
import { rolledParts } from "./rolled-parts.ts";

type Totals = ReturnType<typeof slaTotals>;

/**
 * Attainment of the present from rollups, open clocks and open breaches: the same as from all facts. Null when rollups do not
 * answer the question.
 */
export async function rolledSla(
  store: KpiTables,
  question: SlaQuestion,
): Promise<SlaReport | null> {
  const rolled = await rolledParts(store, question);
  if (rolled === null) return null;
  const totals = slaTotals(question);
  const isWanted = (target: string): target is TargetName =>
    isTargetName(target) && question.only.includes(target);
  for await (const { rollup, place, as, times } of rolled.parts) {
    for (const [name, count] of rollup.tally("clocks")) {
      const { target, outcome, policyVersion } = clockTallied(name);
      if (!isWanted(target) || (outcome === "overdue" && !as.overdue)) continue;
      const state = outcome === "overdue" ? "breached" : outcome;
      totals.count({ target, state, isOpen: false, ...place, policyVersion }, times * count);
    }
    for (const [name, count] of rollup.tally("receipts")) {
      const { targets, policyVersion } = receiptTallied(name);
      if (!targets.some(isWanted)) totals.withoutClock(policyVersion, times * count);
    }
  }
  const overdue = rolled.singly.filter((stretch) => stretch.overdue);
  await countBreaches(store, question, totals, isWanted, (at) =>
    overdue.some(({ from, to }) => at >= from && at < to),
  );
  await countUndecided(store, question, totals, isWanted);
  return totals.report();
}

/** @param isToldSingly of the instants whose overdue clocks no rollup tells of */
async function countBreaches(
  store: KpiTables,
  { period, now }: SlaQuestion,
  totals: Totals,
  isWanted: (target: string) => target is TargetName,
  isToldSingly: (at: number) => boolean,
): Promise<void> {
  const until = Math.min(period.to ?? now + 1, now + 1);
  for (const row of await openBreaches(store, { from: period.from, to: until })) {
    const at = Date.parse(row.breachedAt);
    const { target, policyVersion } = row;
    // What an event has shown was missed at its instant; all else is missed after it.
    if (!isWanted(target) || (!row.certain && at >= now)) continue;
    const attributes = attributesOf(row);
    if (!row.certain && isToldSingly(at)) {
      totals.count({ target, state: "breached", isOpen: true, at, attributes, policyVersion }, 1);
    } else {
      totals.breachedOpen({ target, at, attributes });
    }
  }
}

/** What had started before the end of the period, and runs, is paused or cannot be reached. */
async function countUndecided(
  store: KpiTables,
  { period, now }: SlaQuestion,
  totals: Totals,
  isWanted: (target: string) => target is TargetName,
): Promise<void> {
  for await (const rows of openClocks(store)) {
    for (const row of rows) {
      const { target, state, policyVersion } = row;
      if (!isWanted(target)) continue;
      if (state !== "running" && state !== "paused" && state !== "unreachable") continue;
      const startedAt = Date.parse(row.startedAt);
      if (period.to !== null && startedAt >= period.to) continue;
      const breachesAt = row.breachesAt === null ? null : Date.parse(row.breachesAt);
      if (state === "running" && breachesAt !== null && breachesAt < now) continue;
      const attributes = attributesOf(row);
      totals.count({ target, state, isOpen: true, at: null, attributes, policyVersion }, 1);
    }
  }
}
