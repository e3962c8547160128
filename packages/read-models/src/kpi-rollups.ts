import {
  bagText,
  numbersText,
  createLru,
  type Cell,
  type ColumnType,
  type Derivation,
  type Row,
  type Table,
} from "@docket/event-sourcing";
import {
  clockTally,
  DAY,
  HOUR,
  receiptTally,
  rollUp,
  rollupBags,
  rollupCounts,
  rollupSpreads,
  type EpochMs,
  type GroupingAttributes,
  type Rollup,
  type RollupBag,
  type RollupCount,
  type SettledTicket,
} from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { derivation } from "./model.ts";

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

/**
 * What months are told apart by. By all dimensions at once there would be about as many rows as tickets; by few, and such as
 * go together, there are few rows however many tickets there are. Each slice holds everything once.
 */
export const rollupSlices = [
  ["channel", "kind", "priority"],
  ["category"],
  ["team", "agent"],
] as const satisfies readonly (readonly RollupDimension[])[];
export type RollupSlice = (typeof rollupSlices)[number];
/** The name of a slice, in the column `by`. */
export const sliceName = (slice: RollupSlice): string => slice.join(",");

/**
 * What happened in a day of UTC, by all dimensions. `day` is its beginning in ms since 1970; what each of its hours has stands
 * in bags: `clocks` and `receipts` by the hour and a tally (`13 firstResponse met desk@1`), `figures` by {@link hourly} numbers.
 */
export const kpiDaysTable: Table = {
  name: "kpi_days",
  version: 2,
  columns: {
    day: "integer",
    ...dimensionColumns,
    figures: "text",
    clocks: "text",
    receipts: "text",
  },
  key: ["day", ...rollupDimensions],
  indexes: [],
};

/** The hour × 1,000,000 + the number of a spread's bucket, or else the place of a sum among those of months. */
export const hourly = (hour: number, number: number): number => hour * 1_000_000 + number;

/** What happened in a month of UTC, by each slice of dimensions; those that are not of the slice are empty. */
export const kpiMonthsTable: Table = {
  name: "kpi_months",
  version: 2,
  columns: {
    by: "text",
    month: "integer",
    ...dimensionColumns,
    ...Object.fromEntries(rollupCounts.map((column) => [column, "integer"] as const)),
    ...Object.fromEntries(rollupBags.map((column) => [column, "text"] as const)),
  },
  key: ["by", "month", ...rollupDimensions],
  indexes: [],
};

/** When the month of UTC that an instant lies in begins, or that so many months later. */
export const beginningOfMonth = (at: EpochMs, later = 0): EpochMs => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
};
export const beginningOfDay = (at: EpochMs): EpochMs => Math.floor(at / DAY) * DAY;

export const kpiDays = (judge: Judge): Derivation =>
  derivation<FactsRow, Row>({
    from: factsTable,
    table: kpiDaysTable,
    kind: "sums",
    rows: (row) =>
      draftsOf(judge(row)?.settled, beginningOfDay, noFigures, figuresOfHour).map((draft) => {
        const { beginning: day, attributes, sums } = draft;
        return {
          day,
          ...dimensionsOf(attributes, rollupDimensions),
          figures: numbersText(sums.figures),
          clocks: bagText(sums.clocks),
          receipts: bagText(sums.receipts),
        };
      }),
  });

interface Figures {
  readonly figures: Map<number, number>;
  readonly clocks: Map<string, number>;
  readonly receipts: Map<string, number>;
}
const noFigures = (): Figures => ({ figures: new Map(), clocks: new Map(), receipts: new Map() });

const figuresOfHour = (of: Figures, at: EpochMs): Rollup => {
  const hour = Math.floor((at % DAY) / HOUR);
  const add = (number: number, amount: number): void => {
    const name = hourly(hour, number);
    // A bag holds nothing that there is none of.
    if (amount !== 0) of.figures.set(name, (of.figures.get(name) ?? 0) + amount);
  };
  return {
    count(column, amount) {
      const place = countedPlaces.get(column);
      if (place !== undefined) add(place, amount);
    },
    put(column, name) {
      if (column === "spreads") add(Number(name), 1);
      else of[column].set(`${hour} ${name}`, (of[column].get(`${hour} ${name}`) ?? 0) + 1);
    },
  };
};

/** The sums that no bag tells: how many times there are, a spread does, and what became of clocks, their tally. */
const countedPlaces: ReadonlyMap<RollupCount, number> = new Map(
  [...rollupCounts.entries()]
    .filter(([, column]) => !isSpread(column) && !column.startsWith("attainment"))
    .map(([place, column]) => [column, place]),
);

function isSpread(column: RollupCount): boolean {
  return rollupSpreads.some((spread) => column === `${spread}N`);
}

export const kpiMonths = (judge: Judge): Derivation =>
  derivation<FactsRow, Row>({
    from: factsTable,
    table: kpiMonthsTable,
    kind: "sums",
    rows: (row) =>
      draftsOf(judge(row)?.settled, monthOf, noColumns, columnsOf).flatMap((draft) => {
        const { beginning: month, attributes, sums } = draft;
        const cells: (readonly [string, Cell])[] = [...sums.counts];
        for (const [column, bag] of sums.bags) cells.push([column, bagText(bag)]);
        return slices.map(({ by, slice }) => {
          const added: Record<string, Cell> = { by, month, ...dimensionsOf(attributes, slice) };
          for (const [column, cell] of cells) added[column] = cell;
          return added;
        });
      }),
  });

interface Columns {
  readonly counts: Map<RollupCount, number>;
  readonly bags: Map<RollupBag, Map<string, number>>;
}
const noColumns = (): Columns => ({ counts: new Map(), bags: new Map() });

const columnsOf = ({ counts, bags }: Columns): Rollup => ({
  count: (column, amount) => void counts.set(column, (counts.get(column) ?? 0) + amount),
  put(column, what) {
    const name = String(what);
    const bag = bags.get(column);
    if (bag === undefined) bags.set(column, new Map([[name, 1]]));
    else bag.set(name, (bag.get(name) ?? 0) + 1);
  },
});

const slices = rollupSlices.map((slice) => ({ by: sliceName(slice), slice }));

/** Rollups ask for the same few months time and again. */
const monthOf = (at: EpochMs): EpochMs => {
  const day = Math.floor(at / DAY);
  const known = months.get(day) ?? beginningOfMonth(at);
  months.set(day, known);
  return known;
};
const months = createLru<number, EpochMs>(5_000);

const dimensionsOf = (
  attributes: GroupingAttributes,
  slice: readonly RollupDimension[],
): { readonly [D in RollupDimension]: Cell } => {
  const text = (dimension: Exclude<RollupDimension, "priority">): string =>
    slice.includes(dimension) ? (attributes[dimension] ?? "") : "";
  return {
    channel: text("channel"),
    kind: text("kind"),
    category: text("category"),
    priority: slice.includes("priority") ? (attributes.priority ?? 0) : 0,
    team: text("team"),
    agent: text("agent"),
  };
};

/** What a ticket adds in a unit of time to whoever it is credited to there. */
interface Draft<Sums> {
  readonly beginning: EpochMs;
  readonly attributes: GroupingAttributes;
  readonly sums: Sums;
}

function draftsOf<Sums>(
  settled: SettledTicket | null | undefined,
  beginningOf: (at: EpochMs) => EpochMs,
  nothing: () => Sums,
  rollupIn: (sums: Sums, at: EpochMs) => Rollup,
): readonly Draft<Sums>[] {
  if (settled === null || settled === undefined) return [];
  const drafts: Draft<Sums>[] = [];
  const at = (instant: EpochMs, attributes: GroupingAttributes): Rollup => {
    const beginning = beginningOf(instant);
    let draft = drafts.find(
      (one) => one.beginning === beginning && isSame(one.attributes, attributes),
    );
    if (draft === undefined) {
      draft = { beginning, attributes, sums: nothing() };
      drafts.push(draft);
    }
    return rollupIn(draft.sums, instant);
  };
  const { ticket, clocks, contributions, overdue } = settled;
  const { opening, attributes } = ticket.measures;
  const version = ticket.policyVersion;
  for (const one of contributions) rollUp(at(one.at, one.attributes), one);
  for (const { clock, reading, decidedAt } of clocks) {
    const { state } = reading;
    if (decidedAt === null) continue;
    if (state !== "met" && state !== "breached" && state !== "cancelled") continue;
    at(decidedAt, attributes).put("clocks", clockTally(clock.target, state, version));
  }
  for (const { at: instant, target } of overdue) {
    const rollup = at(instant, attributes);
    rollup.count("attainmentOverdue", 1);
    rollup.put("clocks", clockTally(target, "overdue", version));
  }
  at(opening.at, attributes).put("receipts", receiptTally(clocks, version));
  return drafts;
}

/** The other attributes are the ticket's own wherever something is credited. */
const isSame = (one: GroupingAttributes, other: GroupingAttributes): boolean =>
  one === other ||
  (one.channel === other.channel && one.team === other.team && one.agent === other.agent);
