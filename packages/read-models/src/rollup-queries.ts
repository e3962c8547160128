import {
  addNumbers,
  bagIn,
  Numbers,
  numbersBetween,
  type Condition,
  type ReadModelStore,
  type Row,
} from "@docket/event-sourcing";
import {
  DAY,
  HOUR,
  NO_ATTRIBUTES,
  rollupCounts,
  rollupTallies,
  type AddedUp,
  type EpochMs,
  type GroupingAttributes,
  type RollupTally,
  type Spreads,
} from "@docket/service-levels";
import {
  beginningOfMonth,
  figuresOf,
  hourly,
  kpiDaysTable,
  kpiHoursTable,
  kpiMonthsTable,
  rollupDimensions,
  quartersIn,
  sliceName,
  talliesOf,
  type RollupSlice,
} from "./kpi-rollups.ts";
import { within, type Within } from "./within.ts";

export { beginningOfDay, rollupDimensions, rollupSlices, type RollupSlice } from "./kpi-rollups.ts";

/** What was added up over a month or an hour of UTC. */
export interface KpiRollup extends AddedUp {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What is not of its slice, and what is not known, is null. */
  readonly attributes: GroupingAttributes;
}

type Selecting = Pick<ReadModelStore, "select">;

/** What was added up over the months that a period touches, by a slice. */
export async function kpiMonthsIn(
  store: Selecting,
  slice: RollupSlice,
  { from, to }: Within,
): Promise<readonly KpiRollup[]> {
  const touched = within("month", { from: from === null ? null : beginningOfMonth(from), to });
  const rows = await store.select(kpiMonthsTable, { where: [bySlice(slice), touched] });
  return rows.map((row) => {
    const month = Number(row["month"]);
    return { from: month, to: beginningOfMonth(month, 1), ...addedUpIn(row) };
  });
}

/** What was added up over days that begin at these instants, by a slice. */
export async function kpiDaysIn(
  store: Selecting,
  slice: RollupSlice,
  days: readonly EpochMs[],
): Promise<readonly KpiRollup[]> {
  if (days.length === 0) return [];
  const rows = await store.select(kpiDaysTable, { where: onDays(slice, days) });
  return rows.map((row) => {
    const day = Number(row["day"]);
    return { from: day, to: day + DAY, ...addedUpIn(row) };
  });
}

/** Of a day that begins then, by a slice: what was added up over each of these stretches of its hours. */
export async function kpiHoursIn<Stretch extends { readonly from: EpochMs; readonly to: EpochMs }>(
  store: Selecting,
  slice: RollupSlice,
  day: EpochMs,
  stretches: readonly Stretch[],
): Promise<ReadonlyMap<Stretch, readonly KpiRollup[]>> {
  const hourIn = (at: EpochMs): number => (at - day) / HOUR;
  const quarters = stretches.flatMap(({ from, to }) => quartersIn(hourIn(from), hourIn(to)));
  const columns = [...rollupDimensions, ...rollupTallies, ...new Set(quarters)];
  const rows = await store.select(kpiHoursTable, { where: onDays(slice, [day]), columns });
  return new Map(
    stretches.map((stretch) => [
      stretch,
      rows.map((row) => ({
        from: stretch.from,
        to: stretch.to,
        attributes: attributesIn(row),
        ...hoursIn(row, hourIn(stretch.from), hourIn(stretch.to)),
      })),
    ]),
  );
}

const bySlice = (slice: RollupSlice): Condition => ({ column: "by", is: sliceName(slice) });
const onDays = (slice: RollupSlice, days: readonly EpochMs[]): readonly Condition[] => [
  bySlice(slice),
  { column: "day", in: days },
];

const addedUpIn = (row: Row) => ({
  attributes: attributesIn(row),
  counts: rollupCounts.map((name) => Number(row[name])),
  spread: (into: Spreads, times: number) => addNumbers(into, textIn(row, "spreads") ?? "", times),
  tally: (column: RollupTally) => bagIn(textIn(row, column)),
});

const attributesIn = (row: Row): GroupingAttributes => {
  const known = Object.fromEntries(
    rollupDimensions.map((dimension) => [dimension, row[dimension] || null]),
  );
  return { ...NO_ATTRIBUTES, ...known };
};

const textIn = (row: Row, column: string): string | null => {
  const text = row[column];
  return typeof text === "string" ? text : null;
};

/** What a day's row tells of some of its hours, `first` ≤ hour < `end`. */
function hoursIn(row: Row, first: number, end: number): AddedUp {
  const figures = new Numbers();
  for (const quarter of quartersIn(first, end)) {
    const text = textIn(row, quarter) ?? "";
    addNumbers(figures, numbersBetween(text, hourly(first, 0), hourly(end, 0)), 1);
  }
  const { counts, spreads } = figuresOf([figures]);
  return {
    counts,
    spread(into, times) {
      for (const [number, count] of spreads) into.add(number, times * count);
    },
    tally: (column) => talliesOf(bagIn(textIn(row, column)), (hour) => hour >= first && hour < end),
  };
}
