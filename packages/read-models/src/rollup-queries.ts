import { addNumbers, bagIn, type ReadModelStore, type Row } from "@docket/event-sourcing";
import {
  DAY,
  HOUR,
  rollupCounts,
  type AddedUp,
  type EpochMs,
  type GroupingAttributes,
} from "@docket/service-levels";
import {
  beginningOfDay,
  beginningOfMonth,
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
      for (const [hour, figures] of hoursIn(row)) {
        const from = day + hour * HOUR;
        if (from + HOUR <= period.from || from >= period.to) continue;
        yield { from, to: from + HOUR, attributes, ...addedUp(figures) };
      }
    }
  }
}

const attributesIn = (row: Row): GroupingAttributes => {
  const known = Object.fromEntries(
    rollupDimensions.map((dimension) => [dimension, row[dimension] || null]),
  );
  return { ...NOTHING_KNOWN, ...known };
};

const NOTHING_KNOWN: GroupingAttributes = {
  kind: "",
  channel: "",
  category: null,
  priority: null,
  tier: null,
  team: null,
  agent: null,
  language: null,
};

const textIn = (row: Row, column: string): string | null => {
  const text = row[column];
  return typeof text === "string" ? text : null;
};

interface Figures {
  readonly counts: number[];
  readonly bags: { readonly [column: string]: Map<string, number> };
}

const places: ReadonlyMap<string, number> = new Map(
  rollupCounts.map((column, place) => [column, place]),
);

/** A day's figures by its hours. */
function hoursIn(row: Row): ReadonlyMap<number, Figures> {
  const hours = new Map<number, Figures>();
  for (const [name, count] of bagIn(textIn(row, "figures"))) {
    const [hour = "", column = "", ...rest] = name.split("_");
    let figures = hours.get(Number(hour));
    if (figures === undefined) {
      const bags = { spreads: new Map(), clocks: new Map(), receipts: new Map() };
      figures = { counts: rollupCounts.map(() => 0), bags };
      hours.set(Number(hour), figures);
    }
    const place = places.get(column);
    if (place === undefined) figures.bags[column]?.set(rest.join("_"), count);
    else figures.counts[place] = count;
  }
  return hours;
}

const addedUp = ({ counts, bags }: Figures): AddedUp => ({
  counts,
  spread(into, times) {
    for (const [name, count] of bags["spreads"] ?? []) {
      into.set(Number(name), (into.get(Number(name)) ?? 0) + times * count);
    }
  },
  tally: (column) => bags[column] ?? new Map<string, number>(),
});
