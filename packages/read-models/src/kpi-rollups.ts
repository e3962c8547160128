import {
  bagText,
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
 * What happened in a day of UTC, by all dimensions. `day` is its beginning in ms since 1970; `figures` is a bag of what there
 * is in each of its hours, by the names that months have it by: `13_firstResponseTimeN`, `13_spreads_40213`.
 */
export const kpiDaysTable: Table = {
  name: "kpi_days",
  version: 2,
  columns: { day: "integer", ...dimensionColumns, figures: "text" },
  key: ["day", ...rollupDimensions],
  indexes: [],
};

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
        const dimensions = dimensionsOf(attributes, rollupDimensions);
        return { day, ...dimensions, figures: bagText(sums) };
      }),
  });

const noFigures = () => new Map<string, number>();

/** What is added to a day is told apart by hours, in the names of its figures. */
const figuresOfHour = (figures: Map<string, number>, at: EpochMs): Rollup => {
  const names = namesOfHours[Math.floor((at % DAY) / HOUR)] ?? new Map<string, string>();
  const add = (column: string, rest: string, amount: number): void => {
    // A bag holds nothing that there is none of.
    if (amount === 0) return;
    const name = `${names.get(column) ?? ""}${rest}`;
    figures.set(name, (figures.get(name) ?? 0) + amount);
  };
  return {
    count: (column, amount) => add(column, "", amount),
    put: (column, name) => add(column, `_${name}`, 1),
  };
};

const namesOfHours = Array.from(
  { length: 24 },
  (_, hour) =>
    new Map([...rollupCounts, ...rollupBags].map((column) => [column, `${hour}_${column}`])),
);

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
          const row: Record<string, Cell> = { by, month, ...dimensionsOf(attributes, slice) };
          for (const [column, cell] of cells) row[column] = cell;
          return row;
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
