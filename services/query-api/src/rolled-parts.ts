import {
  beginningOfDay,
  kpiDaysIn,
  kpiHoursIn,
  kpiMonthsIn,
  latestFact,
  rollupDimensions,
  rollupSlices,
  type KpiRollup,
  type KpiTables,
  type RollupSlice,
} from "@docket/read-models";
import {
  attributeDimensions,
  hourMoves,
  isPresent,
  isRolledUp,
  maturity,
  monthMoves,
  rolledAs,
  type Move,
  type Placing,
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
  readonly singly: readonly SingleCases[];
}

/** The rollups that a question is answered from; null when it takes a look at each ticket. */
export async function rolledParts(
  store: KpiTables,
  question: ReportQuestion,
): Promise<RolledParts | null> {
  const attributes = question.by.filter((name) => attributeDimensions.some((one) => one === name));
  const has = (slice: RollupSlice) =>
    attributes.every((attribute) => slice.some((one) => one === attribute));
  if (!has(rollupDimensions) || !isRolledUp(question)) return null;
  const latest = await latestFact(store);
  if (latest === null || latest > question.now) return null;
  const slice = rollupSlices.find(has);
  const movesOf = slice === undefined ? hourMoves(question) : monthMoves(question);
  const months: Month[] = [];
  // Any slice tells in which months there is something.
  const [first = rollupDimensions] = rollupSlices;
  const there = await kpiMonthsIn(store, slice ?? first, question.period);
  for (const rollups of byStretch(there).values()) {
    const moves = rollups[0] === undefined ? [] : movesOf(rollups[0]);
    if (moves === null) return null;
    months.push({ rollups, moves });
  }
  const placings = months.flatMap(({ moves }) => moves.flatMap(({ to }) => to ?? []));
  return {
    parts: partsOf(store, slice ?? rollupDimensions, question.now, months),
    singly: placings.flatMap((placing) => singleCases(placing, question.now)),
  };
}

interface Month {
  readonly rollups: readonly KpiRollup[];
  readonly moves: readonly Move[];
}

const byStretch = (rollups: readonly KpiRollup[]): ReadonlyMap<EpochMs, readonly KpiRollup[]> =>
  Map.groupBy(rollups, ({ from }) => from);

/** What is kept of a placing stands for those of its cases that its rollups do not tell. */
function singleCases({ stretch, kept }: Placing, now: EpochMs): readonly SingleCases[] {
  const cohorts = maturity(stretch, now) === "some";
  const overdue = isPresent(stretch, now);
  return cohorts || overdue ? kept.map(({ from, to }) => ({ from, to, cohorts, overdue })) : [];
}

async function* partsOf(
  store: KpiTables,
  slice: RollupSlice,
  now: EpochMs,
  months: readonly Month[],
): AsyncGenerator<RolledPart> {
  for (const { rollups, moves } of months) {
    const of = (unit: Move["unit"]) => moves.filter((move) => move.unit === unit);
    for (const move of of("month")) yield* partsIn(move, rollups, now);
    const days = of("day");
    const byDay = byStretch(
      await kpiDaysIn(
        store,
        slice,
        days.map(({ stretch }) => stretch.from),
      ),
    );
    for (const move of days) yield* partsIn(move, byDay.get(move.stretch.from) ?? [], now);
    const hours = Map.groupBy(of("hours"), ({ stretch }) => beginningOfDay(stretch.from));
    for (const [day, together] of hours) {
      const stretches = together.map(({ stretch }) => stretch);
      const inHours = await kpiHoursIn(store, slice, day, stretches);
      for (const move of together) yield* partsIn(move, inHours.get(move.stretch) ?? [], now);
    }
  }
}

function* partsIn(
  { from, to }: Move,
  rollups: readonly KpiRollup[],
  now: EpochMs,
): Generator<RolledPart> {
  for (const [placing, times] of [
    [from, -1],
    [to, 1],
  ] as const) {
    if (placing === null) continue;
    const { at, stretch } = placing;
    const as = rolledAs(stretch, now);
    for (const rollup of rollups) {
      yield { rollup, place: { at, attributes: rollup.attributes }, as, times };
    }
  }
}
