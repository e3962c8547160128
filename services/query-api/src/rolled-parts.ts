import {
  kpiHoursIn,
  kpiMonthsIn,
  latestFact,
  rollupDimensions,
  rollupSlices,
  sliceOf,
  type KpiRollup,
  type KpiTables,
} from "@docket/read-models";
import {
  attributeDimensions,
  isPresent,
  isRolledUp,
  maturity,
  monthPlans,
  rolledAs,
  type MonthPlan,
  type ReportQuestion,
  type RolledAs,
  type Stretch,
} from "@docket/reporting";
import type { Contribution, EpochMs } from "@docket/service-levels";

/** What was added up, and the place in the report that it is added to. */
export interface RolledPart {
  readonly rollup: KpiRollup;
  readonly place: Pick<Contribution, "at" | "attributes">;
  readonly as: RolledAs;
  /** -1: it is taken out of there again. */
  readonly times: 1 | -1;
}

/** A stretch in which some of the cases count in another way than the others, so that they are told one by one. */
export interface SingleCases extends Stretch {
  /** The 7 days of some have passed. */
  readonly cohorts: boolean;
  /** Some clocks have run out by now. */
  readonly overdue: boolean;
}

export interface RolledParts {
  readonly parts: AsyncIterable<RolledPart>;
  /** To be asked for when all parts were gone through. */
  readonly singly: () => readonly SingleCases[];
}

/** The rollups that a question is answered from; null when it takes a look at each ticket. */
export async function rolledParts(
  store: KpiTables,
  question: ReportQuestion,
): Promise<RolledParts | null> {
  if (!isRolledUp(question, rollupDimensions)) return null;
  const latest = await latestFact(store);
  if (latest === null || latest > question.now) return null;
  const attributes = question.by.filter((name) => attributeDimensions.some((one) => one === name));
  const slice = sliceOf(attributes);
  const planOf = monthPlans(question, slice !== undefined);
  const rollups = await kpiMonthsIn(store, slice ?? rollupSlices[0], question.period);
  const months = Map.groupBy(rollups, ({ from }) => from);
  const plans: Planned[] = [];
  for (const [from, together] of months) {
    const month = { from, to: together[0]?.to ?? from };
    const plan = planOf(month);
    if (plan === null) return null;
    plans.push({ month, plan, rollups: together });
  }
  const singly = new Map<string, SingleCases>();
  return {
    parts: partsOf(store, question.now, plans, singly),
    singly: () => [...singly.values()],
  };
}

interface Planned {
  readonly month: Stretch;
  readonly plan: MonthPlan;
  readonly rollups: readonly KpiRollup[];
}

async function* partsOf(
  store: KpiTables,
  now: EpochMs,
  plans: readonly Planned[],
  singly: Map<string, SingleCases>,
): AsyncGenerator<RolledPart> {
  /** The single cases of `within` stand for those of the whole rollup. */
  const told = (rollup: Stretch, within: readonly Stretch[]): RolledAs => {
    const cohorts = maturity(rollup, now) === undefined;
    const overdue = isPresent(rollup, now);
    if (cohorts || overdue) {
      for (const { from, to } of within)
        singly.set(`${from} ${to}`, { from, to, cohorts, overdue });
    }
    return rolledAs(rollup, now);
  };
  for (const { month, plan, rollups } of plans) {
    const { wholeAt: at, fitting, misfitting, byHours } = plan;
    if (at !== null) {
      const as = told(month, fitting);
      for (const rollup of rollups) {
        yield { rollup, place: { at, attributes: rollup.attributes }, as, times: 1 };
      }
      for (const stretch of misfitting) {
        for await (const rollup of kpiHoursIn(store, stretch)) {
          yield { rollup, place: { at, attributes: rollup.attributes }, as, times: -1 };
        }
      }
    }
    for (const stretch of byHours) {
      for await (const rollup of kpiHoursIn(store, stretch)) {
        const { from, attributes } = rollup;
        yield { rollup, place: { at: from, attributes }, as: told(rollup, [rollup]), times: 1 };
      }
    }
  }
}
