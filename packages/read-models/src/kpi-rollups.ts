import {
  addBag,
  createLru,
  Numbers,
  type ColumnType,
  type Key,
  type Summand,
  type SummedRows,
  type Table,
} from "@docket/event-sourcing";
import {
  DAY,
  HOUR,
  rollupBags,
  rollupCounts,
  rollupSpreads,
  type EpochMs,
  type GroupingAttributes,
  type RolledHour,
  type RollupCount,
} from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { summed } from "./model.ts";

/** What figures are grouped by, beside time: a column each. What is not known is an empty text, and a priority of 0. */
export const rollupDimensions = [
  "channel",
  "kind",
  "category",
  "priority",
  "team",
  "agent",
] as const;
export type RollupDimension = (typeof rollupDimensions)[number];

const dimensionColumns: { readonly [D in RollupDimension]: ColumnType } = {
  channel: "text",
  kind: "text",
  category: "text",
  priority: "integer",
  team: "text",
  agent: "text",
};

/** Dimensions that rollups are told apart by together. Each slice holds everything once. */
export type RollupSlice = readonly RollupDimension[];

/** None, or few dimensions that go together: there are few rows however many tickets there are. */
export const rollupSlices: readonly RollupSlice[] = [
  [],
  ["channel", "kind", "priority"],
  ["category"],
  ["team", "agent"],
];
/** Hours are kept by all dimensions at once too, in about as many rows as there are tickets. */
const hourSlices: readonly RollupSlice[] = [...rollupSlices, rollupDimensions];
/** The name of a slice, in the column `by`. */
export const sliceName = (slice: RollupSlice): string => slice.join(",") || "total";

const sums: Table["columns"] = {
  ...Object.fromEntries(rollupCounts.map((column) => [column, "integer"] as const)),
  ...Object.fromEntries(rollupBags.map((column) => [column, "text"] as const)),
};

/** What happened in a month of UTC, by each slice of dimensions; those that are not of the slice are empty. */
export const kpiMonthsTable: Table = {
  name: "kpi_months",
  version: 3,
  columns: { by: "text", month: "integer", ...dimensionColumns, ...sums },
  key: ["by", "month", ...rollupDimensions],
  indexes: [],
};

/** The same of a day of UTC. `day` is its beginning in ms since 1970. */
export const kpiDaysTable: Table = {
  name: "kpi_days",
  version: 3,
  columns: { by: "text", day: "integer", ...dimensionColumns, ...sums },
  key: ["by", "day", ...rollupDimensions],
  indexes: [],
};

/**
 * What each hour of a day of UTC has of it, for who takes hours out of days. It stands in bags: `clocks` and `receipts` by the
 * hour and a tally (`13 firstResponse met desk@1`), `figures` by {@link hourly} numbers.
 */
export const kpiHoursTable: Table = {
  name: "kpi_hours",
  version: 1,
  columns: {
    by: "text",
    day: "integer",
    ...dimensionColumns,
    figures: "text",
    clocks: "text",
    receipts: "text",
  },
  key: ["by", "day", ...rollupDimensions],
  indexes: [],
};

/**
 * (10 + the hour) × 1,000,000 + the number of a spread's bucket, or else the place of a sum among those of days: as many digits
 * for each, so that what an hour has stands together.
 */
export const hourly = (hour: number, number: number): number => (10 + hour) * 1_000_000 + number;

/** When the month of UTC that an instant lies in begins, or that so many months later. */
export const beginningOfMonth = (at: EpochMs, later = 0): EpochMs => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
};
export const beginningOfDay = (at: EpochMs): EpochMs => Math.floor(at / DAY) * DAY;

export const kpiMonths = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiMonthsTable,
    summands: (row) => unitsOf(judge(row)?.rolled ?? [], monthOf).map(wholeOf),
  });

export const kpiDays = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiDaysTable,
    summands: (row) => unitsOf(judge(row)?.rolled ?? [], beginningOfDay).map(wholeOf),
  });

export const kpiHours = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiHoursTable,
    summands: (row) => unitsOf(judge(row)?.rolled ?? [], beginningOfDay).map(hoursOf),
  });

/** The rows of all slices that a unit is added to. */
const keysOf = ({ beginning, attributes }: Unit, slices: readonly Slice[]): readonly Key[] =>
  slices.map(({ by, has }) => [
    by,
    beginning,
    has.channel ? attributes.channel : "",
    has.kind ? attributes.kind : "",
    has.category ? (attributes.category ?? "") : "",
    has.priority ? (attributes.priority ?? 0) : 0,
    has.team ? (attributes.team ?? "") : "",
    has.agent ? (attributes.agent ?? "") : "",
  ]);

interface Slice {
  readonly by: string;
  readonly has: { readonly [D in RollupDimension]: boolean };
}

const toldApartBy = (slice: RollupSlice): Slice => {
  const has = (dimension: RollupDimension): boolean => slice.includes(dimension);
  return {
    by: sliceName(slice),
    has: {
      channel: has("channel"),
      kind: has("kind"),
      category: has("category"),
      priority: has("priority"),
      team: has("team"),
      agent: has("agent"),
    },
  };
};
const slicesOfDays = rollupSlices.map(toldApartBy);
const slicesOfHours = hourSlices.map(toldApartBy);

const wholeOf = (unit: Unit): Summand => {
  const amounts = new Map<RollupCount, number>();
  const spreads = new Numbers();
  const tallies = { clocks: new Map<string, number>(), receipts: new Map<string, number>() };
  for (const { counts, ...one } of unit.hours) {
    for (const [column, count] of counts) amounts.set(column, (amounts.get(column) ?? 0) + count);
    for (const [bucket, count] of one.spreads) spreads.add(bucket, count);
    for (const [tally, names] of one.tallies) addBag(tallies[tally], names, 1);
  }
  const bags = new Map(Object.entries({ spreads, ...tallies }));
  return { keys: keysOf(unit, slicesOfDays), amounts, bags };
};

const hoursOf = (unit: Unit): Summand => {
  const figures = new Numbers();
  const tallies = { clocks: new Map<string, number>(), receipts: new Map<string, number>() };
  for (const one of unit.hours) {
    const hour = (one.hour - unit.beginning) / HOUR;
    for (const [column, count] of one.counts) {
      const place = countedPlaces.get(column);
      if (place !== undefined) figures.add(hourly(hour, place), count);
    }
    for (const [bucket, count] of one.spreads) figures.add(hourly(hour, bucket), count);
    for (const [tally, counts] of one.tallies) {
      for (const [name, count] of counts) tallies[tally].set(`${hour} ${name}`, count);
    }
  }
  const bags = new Map(Object.entries({ figures, ...tallies }));
  return { keys: keysOf(unit, slicesOfHours), amounts: NO_AMOUNTS, bags };
};
const NO_AMOUNTS: Summand["amounts"] = new Map();

/** The sums that the spreads do not tell: how many times there are, they do. */
const countedPlaces: ReadonlyMap<RollupCount, number> = new Map(
  [...rollupCounts.entries()]
    .filter(([, column]) => !rollupSpreads.some((spread) => column === `${spread}N`))
    .map(([place, column]) => [column, place]),
);

/** Rollups ask for the same few months time and again. */
const monthOf = (at: EpochMs): EpochMs => {
  const day = Math.floor(at / DAY);
  const known = months.get(day) ?? beginningOfMonth(at);
  months.set(day, known);
  return known;
};
const months = createLru<number, EpochMs>(5_000);

/** The hours of a ticket that lie in a unit of time and are credited alike. */
interface Unit {
  readonly beginning: EpochMs;
  readonly attributes: GroupingAttributes;
  readonly hours: RolledHour[];
}

function unitsOf(
  rolled: readonly RolledHour[],
  beginningOf: (at: EpochMs) => EpochMs,
): readonly Unit[] {
  const units: Unit[] = [];
  for (const one of rolled) {
    const { hour, attributes } = one;
    const beginning = beginningOf(hour);
    const unit = units.find(
      (known) => known.beginning === beginning && known.attributes === attributes,
    );
    if (unit === undefined) units.push({ beginning, attributes, hours: [one] });
    else unit.hours.push(one);
  }
  return units;
}
