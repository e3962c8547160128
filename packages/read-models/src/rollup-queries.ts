import { addNumbers, bagIn, type ReadModelStore, type Row } from "@docket/event-sourcing";
import {
  clockTallied,
  DAY,
  HOUR,
  NO_ATTRIBUTES,
  rollupCounts,
  rollupSpreads,
  spreadOf,
  type AddedUp,
  type ClockOutcome,
  type EpochMs,
  type GroupingAttributes,
  type RollupCount,
  type RollupTally,
} from "@docket/service-levels";
import {
  beginningOfDay,
  beginningOfMonth,
  hourly,
  kpiDaysTable,
  kpiMonthsTable,
  rollupDimensions,
  rollupSlices,
  sliceName,
  type RollupSlice,
} from "./kpi-rollups.ts";
import { within, type Within } from "./within.ts";

export { rollupDimensions, rollupSlices, type RollupSlice } from "./kpi-rollups.ts";

/** What was added up over a month or an hour of UTC. */
export interface KpiRollup extends AddedUp {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What is not of its slice, and what is not known, is null. */
  readonly attributes: GroupingAttributes;
}

type Selecting = Pick<ReadModelStore, "select">;

/** The slice that tells all these dimensions apart; undefined when only hours do. */
export const sliceOf = (dimensions: readonly string[]): RollupSlice | undefined =>
  rollupSlices.find((slice) =>
    dimensions.every((dimension) => slice.some((one) => one === dimension)),
  );

/** What was added up over the months that a period touches, by a slice. */
export async function kpiMonthsIn(
  store: Selecting,
  slice: RollupSlice,
  { from, to }: Within,
): Promise<readonly KpiRollup[]> {
  const touched = within("month", { from: from === null ? null : beginningOfMonth(from), to });
  const where = [{ column: "by", is: sliceName(slice) }, touched];
  return (await store.select(kpiMonthsTable, { where })).map((row) => {
    const month = Number(row["month"]);
    return {
      from: month,
      to: beginningOfMonth(month, 1),
      attributes: attributesIn(row),
      counts: rollupCounts.map((name) => Number(row[name])),
      spread: (into, times) => addNumbers(into, textIn(row, "spreads") ?? "", times),
      tally: (column) => bagIn(textIn(row, column)),
    };
  });
}

/** What was added up over the hours that a period touches, by all dimensions, a day after the other. */
export async function* kpiHoursIn(
  store: Selecting,
  period: { readonly from: EpochMs; readonly to: EpochMs },
): AsyncGenerator<KpiRollup> {
  for (let day = beginningOfDay(period.from); day < period.to; day += DAY) {
    for (const row of await store.select(kpiDaysTable, { where: [{ column: "day", is: day }] })) {
      const attributes = attributesIn(row);
      for (const [hour, happened] of hoursIn(row)) {
        const from = day + hour * HOUR;
        if (from + HOUR <= period.from || from >= period.to) continue;
        yield { from, to: from + HOUR, attributes, ...addedUp(happened) };
      }
    }
  }
}

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

interface Hour {
  readonly counts: number[];
  readonly spreads: Map<number, number>;
  readonly tallies: { readonly [Tally in RollupTally]: Map<string, number> };
}

const placeOf = (column: RollupCount): number => rollupCounts.indexOf(column);
/** The sums of how many times there are, in the order of their spreads. */
const placesOfTimes = rollupSpreads.map((spread) => placeOf(`${spread}N`));
const placesOfClocks = {
  n: placeOf("attainmentN"),
  hits: placeOf("attainmentHits"),
  overdue: placeOf("attainmentOverdue"),
};

/** A day's figures by its hours. */
function hoursIn(row: Row): ReadonlyMap<number, Hour> {
  const hours = new Map<number, Hour>();
  const hourAt = (hour: number): Hour => {
    const tallies = { clocks: new Map<string, number>(), receipts: new Map<string, number>() };
    const known = hours.get(hour) ?? { counts: NONE.slice(), spreads: new Map(), tallies };
    hours.set(hour, known);
    return known;
  };
  const figures = new Map<number, number>();
  addNumbers(figures, textIn(row, "figures") ?? "", 1);
  for (const [name, count] of figures) {
    const hour = Math.floor(name / hourly(1, 0));
    const number = name - hourly(hour, 0);
    const { counts, spreads } = hourAt(hour);
    const figure = spreadOf(number);
    if (figure === null) {
      add(counts, number, count);
    } else {
      spreads.set(number, count);
      add(counts, placesOfTimes[figure], count);
    }
  }
  for (const tally of ["clocks", "receipts"] as const) {
    for (const [name, count] of bagIn(textIn(row, tally))) {
      const [hour = "", ...rest] = name.split(" ");
      const { counts, tallies } = hourAt(Number(hour));
      tallies[tally].set(rest.join(" "), count);
      if (tally === "clocks") addClocks(counts, clockTallied(rest.join(" ")).outcome, count);
    }
  }
  return hours;
}

const NONE = rollupCounts.map(() => 0);

function addClocks(counts: number[], outcome: ClockOutcome, count: number): void {
  if (outcome === "overdue") add(counts, placesOfClocks.overdue, count);
  if (outcome === "met") add(counts, placesOfClocks.hits, count);
  if (outcome === "met" || outcome === "breached") add(counts, placesOfClocks.n, count);
}

function add(counts: number[], place: number | undefined, count: number): void {
  if (place !== undefined) counts[place] = (counts[place] ?? 0) + count;
}

const addedUp = ({ counts, spreads, tallies }: Hour): AddedUp => ({
  counts,
  spread(into, times) {
    for (const [number, count] of spreads) {
      into.set(number, (into.get(number) ?? 0) + times * count);
    }
  },
  tally: (column) => tallies[column],
});
