import { bagText, type Cell, type Derivation, type Row, type Table } from "@docket/event-sourcing";
import {
  DAY,
  HOUR,
  rollUp,
  rollupCounts,
  rollupSpreads,
  type Contribution,
  type EpochMs,
  type Rollup,
  type GroupingAttributes,
} from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge, JudgedTicket } from "./judged-tickets.ts";
import { derivation } from "./model.ts";

const rolled = {
  ...Object.fromEntries(rollupCounts.map((column) => [column, "integer"] as const)),
  ...Object.fromEntries(rollupSpreads.map((column) => [column, "text"] as const)),
};

/**
 * What happened in an hour of UTC, by all that figures are grouped by but time. `hour` is its beginning in ms since 1970;
 * what is not known is an empty text, and a priority of 0.
 */
export const kpiHoursTable: Table = {
  name: "kpi_hours",
  version: 1,
  columns: {
    hour: "integer",
    channel: "text",
    kind: "text",
    category: "text",
    priority: "integer",
    team: "text",
    agent: "text",
    ...rolled,
  },
  key: ["hour", "channel", "kind", "category", "priority", "team", "agent"],
  indexes: [],
};

/** What happened in a day of UTC, by channel and team: few rows, however many tickets there are. */
export const kpiDaysTable: Table = {
  name: "kpi_days",
  version: 1,
  columns: { day: "integer", channel: "text", team: "text", ...rolled },
  key: ["day", "channel", "team"],
  indexes: [],
};

/** The same by months of UTC. */
export const kpiMonthsTable: Table = {
  name: "kpi_months",
  version: 1,
  columns: { month: "integer", channel: "text", team: "text", ...rolled },
  key: ["month", "channel", "team"],
  indexes: [],
};

/** The units of rollups, each made of those that come after it. */
export const rollupUnits = ["month", "day", "hour"] as const;
export type RollupUnit = (typeof rollupUnits)[number];

/** When the unit of UTC that an instant lies in begins. */
export const beginningOf = (unit: RollupUnit, at: EpochMs): EpochMs => {
  switch (unit) {
    case "month":
      return monthsAfter(at, 0);
    case "day":
      return Math.floor(at / DAY) * DAY;
    case "hour":
      return Math.floor(at / HOUR) * HOUR;
    default:
      return unit satisfies never;
  }
};

export const endOf = (unit: RollupUnit, beginning: EpochMs): EpochMs =>
  unit === "month" ? monthsAfter(beginning, 1) : beginning + (unit === "day" ? DAY : HOUR);

const monthsAfter = (at: EpochMs, months: number): EpochMs => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
};

export const kpiHours = (judge: Judge): Derivation =>
  derivation<FactsRow, Row>({
    from: factsTable,
    table: kpiHoursTable,
    kind: "sums",
    rows: (row) =>
      rollupsOf(judge(row), "hour", (hour, { channel, kind, category, priority, team, agent }) => ({
        hour,
        channel,
        kind,
        category: category ?? "",
        priority: priority ?? 0,
        team: team ?? "",
        agent: agent ?? "",
      })),
  });

export const kpiDays = (judge: Judge): Derivation =>
  derivation<FactsRow, Row>({
    from: factsTable,
    table: kpiDaysTable,
    kind: "sums",
    rows: (row) => rollupsOf(judge(row), "day", (day, of) => ({ day, ...coarsely(of) })),
  });

export const kpiMonths = (judge: Judge): Derivation =>
  derivation<FactsRow, Row>({
    from: factsTable,
    table: kpiMonthsTable,
    kind: "sums",
    rows: (row) => rollupsOf(judge(row), "month", (month, of) => ({ month, ...coarsely(of) })),
  });

const coarsely = ({ channel, team }: GroupingAttributes) => ({ channel, team: team ?? "" });

interface Draft {
  readonly row: Record<string, Cell>;
  readonly bags: Map<string, Map<string, number>>;
}

/** What a ticket adds to each row: the columns that it adds something to. */
function rollupsOf(
  judged: JudgedTicket | undefined,
  unit: RollupUnit,
  keyOf: (beginning: EpochMs, attributes: GroupingAttributes) => Row,
): readonly Row[] {
  const drafts = new Map<string, Draft>();
  const at = (one: Contribution): Rollup => {
    const beginning = beginningOf(unit, one.at);
    // The other attributes are the ticket's own in all of them.
    const { channel, team, agent } = one.attributes;
    const name = `${beginning}\n${channel}\n${team ?? ""}\n${agent ?? ""}`;
    let draft = drafts.get(name);
    if (draft === undefined) {
      draft = { row: { ...keyOf(beginning, one.attributes) }, bags: new Map() };
      drafts.set(name, draft);
    }
    return rollupIn(draft);
  };
  for (const one of judged?.settled?.contributions ?? []) rollUp(at(one), one);
  for (const one of judged?.settled?.overdue ?? []) at(one).count("attainmentOverdue", 1);
  return [...drafts.values()].map(({ row, bags }) => {
    for (const [column, bag] of bags) row[column] = bagText(bag);
    return row;
  });
}

const rollupIn = ({ row, bags }: Draft): Rollup => ({
  count(column, amount) {
    row[column] = Number(row[column] ?? 0) + amount;
  },
  spread(column, bucket) {
    const bag = bags.get(column) ?? new Map<string, number>();
    bags.set(column, bag.set(bucket, (bag.get(bucket) ?? 0) + 1));
  },
});
