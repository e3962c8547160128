import {
  createLru,
  Numbers,
  type Bag,
  type Key,
  type PouredRows,
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
  rollupTallies,
  spreadOf,
  type EpochMs,
  type GroupingAttributes,
  type RolledHour,
  type RollupCount,
} from "@docket/service-levels";
import { dimensionColumns, dimensionNames, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { summed } from "./model.ts";

/** What figures are grouped by, beside time: a column each. What is not known is an empty text, and a priority of 0. */
export const rollupDimensions = dimensionNames;
export type RollupDimension = keyof Dimensions;

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
  version: 8,
  columns: { by: "text", month: "integer", ...dimensionColumns, ...sums },
  key: ["by", "month", ...rollupDimensions],
  indexes: [],
};

/** The same of a day of UTC. `day` is its beginning in ms since 1970. */
export const kpiDaysTable: Table = {
  name: "kpi_days",
  version: 8,
  columns: { by: "text", day: "integer", ...dimensionColumns, ...sums },
  key: ["by", "day", ...rollupDimensions],
  indexes: [],
};

/** Where the figures of six hours each stand: who takes some hours out of a day need not read them all. */
const quarters = ["night", "morning", "afternoon", "evening"] as const;
const QUARTER = 24 / quarters.length;
const quarterAt = (hour: number): string => quarters[Math.floor(hour / QUARTER)] ?? "evening";
/** Where the figures of the hours `first` ≤ hour < `end` stand. */
export const quartersIn = (first: number, end: number): readonly string[] =>
  quarters.slice(Math.floor(first / QUARTER), Math.ceil(end / QUARTER));

/**
 * What each hour of a day of UTC has of it, for who takes hours out of days. It stands in bags: `clocks` and `receipts` by the
 * hour and a tally (`13 firstResponse met desk@1`), those of its quarters by {@link hourly} numbers.
 */
export const kpiHoursTable: Table = {
  name: "kpi_hours",
  version: 7,
  columns: {
    by: "text",
    day: "integer",
    ...dimensionColumns,
    ...Object.fromEntries(quarters.map((quarter) => [quarter, "text"] as const)),
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
export const hourly = (hour: number, number: number): number => (10 + hour) * HOURLY + number;
const HOURLY = 1_000_000;

/** What hourly numbers come to without their hours: sums in the order of `rollupCounts`, and times by `spreadBucket`. */
export function figuresOf(bags: readonly Numbers[]) {
  const counts = rollupCounts.map(() => 0);
  const spreads = new Numbers();
  for (const hours of bags) {
    for (const [name, amount] of hours) {
      const number = name % HOURLY;
      const spread = spreadOf(number);
      if (spread !== null) spreads.add(number, amount);
      const place = spread === null ? number : placesOfTimes[spread];
      if (place !== undefined) counts[place] = (counts[place] ?? 0) + amount;
    }
  }
  return { counts, spreads };
}

/** The sums of how many times there are, in the order of their spreads. */
const placesOfTimes = rollupSpreads.map((spread) => rollupCounts.indexOf(`${spread}N`));

/** What the tallies of some hours come to without these. */
export function talliesOf(
  hours: Iterable<readonly [name: string | number, amount: number]>,
  isWanted: (hour: number) => boolean,
): ReadonlyMap<string, number> {
  const tallies = new Map<string, number>();
  for (const [name, amount] of hours) {
    const text = String(name);
    const space = text.indexOf(" ");
    const tally = text.slice(space + 1);
    if (isWanted(Number(text.slice(0, space)))) {
      tallies.set(tally, (tallies.get(tally) ?? 0) + amount);
    }
  }
  return tallies;
}

/** When the month of UTC that an instant lies in begins, or that so many months later. */
export const beginningOfMonth = (at: EpochMs, later = 0): EpochMs => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
};
export const beginningOfDay = (at: EpochMs): EpochMs => Math.floor(at / DAY) * DAY;

/** Each hour is told to its slices once; days and months are added up from what that changes. */
export const kpiHours = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: kpiHoursTable,
    summands: (row) => daysOf(judge(row)?.rolled ?? []).map(hoursOf),
  });

export const kpiDays: PouredRows = {
  kind: "poured",
  from: kpiHoursTable,
  table: kpiDaysTable,
  summands: (added) => (isOfAllDimensions(added) ? [] : [wholeOf(added)]),
};

export const kpiMonths: PouredRows = {
  kind: "poured",
  from: kpiDaysTable,
  table: kpiMonthsTable,
  summands: (added) => [{ ...added, keys: added.keys.map(inMonth) }],
};

/** The rows of all slices that what a ticket has of a day is added to. */
const keysOf = ({ day, attributes }: TicketDay): readonly Key[] =>
  slicesOfHours.map(({ by, has }) => [
    by,
    day,
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
const slicesOfHours = hourSlices.map(toldApartBy);

const hoursOf = (ticketDay: TicketDay): Summand => {
  const figures = new Map<string, Numbers>();
  const tallies = { clocks: new Map<string, number>(), receipts: new Map<string, number>() };
  for (const one of ticketDay.hours) {
    const hour = (one.hour - ticketDay.day) / HOUR;
    const quarter = quarterAt(hour);
    const numbers = figures.get(quarter) ?? new Numbers();
    figures.set(quarter, numbers);
    for (const [column, count] of one.counts) {
      const place = countedPlaces.get(column);
      if (place !== undefined) numbers.add(hourly(hour, place), count);
    }
    for (const [bucket, count] of one.spreads) numbers.add(hourly(hour, bucket), count);
    for (const [tally, counts] of one.tallies) {
      for (const [name, count] of counts) tallies[tally].set(`${hour} ${name}`, count);
    }
  }
  const bags = new Map<string, Numbers | Bag>([...figures, ...Object.entries(tallies)]);
  return { keys: keysOf(ticketDay), amounts: NO_AMOUNTS, bags };
};
const NO_AMOUNTS: Summand["amounts"] = new Map();

/** The sums that the spreads do not tell: how many times there are, they do. */
const countedPlaces: ReadonlyMap<RollupCount, number> = new Map(
  [...rollupCounts.entries()]
    .filter(([, column]) => !rollupSpreads.some((spread) => column === `${spread}N`))
    .map(([place, column]) => [column, place]),
);

const allDimensions = sliceName(rollupDimensions);
const isOfAllDimensions = ({ keys }: Summand): boolean =>
  keys.every(([by]) => by === allDimensions);

/** What is added to the hours of a day, without the hours. */
function wholeOf({ keys, bags }: Summand): Summand {
  const figures = quarters.flatMap((quarter) => {
    const bag = bags.get(quarter);
    return bag instanceof Numbers ? [bag] : [];
  });
  const { counts, spreads } = figuresOf(figures);
  const amounts = new Map(rollupCounts.map((column, place) => [column, counts[place] ?? 0]));
  const tallies = rollupTallies.map(
    (column) => [column, talliesOf(bags.get(column) ?? [], () => true)] as const,
  );
  return {
    keys,
    amounts,
    bags: new Map<string, Numbers | Bag>([["spreads", spreads], ...tallies]),
  };
}

const inMonth = ([by = "", day, ...dimensions]: Key): Key => [
  by,
  monthOf(Number(day)),
  ...dimensions,
];

/** Rollups ask for the same few months time and again. */
const monthOf = (day: EpochMs): EpochMs => {
  const known = months.get(day) ?? beginningOfMonth(day);
  months.set(day, known);
  return known;
};
const months = createLru<number, EpochMs>(5_000);

/** The hours of a ticket that lie in a day of UTC and are credited alike. */
interface TicketDay {
  readonly day: EpochMs;
  readonly attributes: GroupingAttributes;
  readonly hours: RolledHour[];
}

function daysOf(rolled: readonly RolledHour[]): readonly TicketDay[] {
  const days: TicketDay[] = [];
  for (const one of rolled) {
    const { hour, attributes } = one;
    const day = beginningOfDay(hour);
    const known = days.find((of) => of.day === day && of.attributes === attributes);
    if (known === undefined) days.push({ day, attributes, hours: [one] });
    else known.hours.push(one);
  }
  return days;
}
