import { bagText, type Cell, type Derivation, type Row, type Table } from "@docket/event-sourcing";
import {
  DAY,
  HOUR,
  rollUp,
  rollupCounts,
  rollupSpreads,
  type EpochMs,
  type Rollup,
} from "@docket/service-levels";
import { contributionsIn, kpiTicketsTable, type KpiTicketRow } from "./kpi-tickets.ts";
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

export const kpiHours: Derivation = derivation<KpiTicketRow, Row>({
  from: kpiTicketsTable,
  table: kpiHoursTable,
  kind: "sums",
  rows: hoursOf,
});

/** The hours of each day. */
export const kpiDays: Derivation = {
  from: kpiHoursTable,
  table: kpiDaysTable,
  kind: "sums",
  rows: ({ hour, channel = null, team = null, ...amounts }) => [
    { ...amounts, day: beginning(Number(hour), DAY), channel, team },
  ],
};

const beginning = (at: EpochMs, unit: number): EpochMs => Math.floor(at / unit) * unit;

interface Draft {
  readonly row: Record<string, Cell>;
  readonly bags: Map<string, Map<string, number>>;
}

function hoursOf(ticket: KpiTicketRow): readonly Row[] {
  const drafts = new Map<string, Draft>();
  const { kind, category, priority } = ticket;
  const at = (instant: EpochMs, channel: string, team: string | null, agent: string | null) => {
    const hour = beginning(instant, HOUR);
    const name = JSON.stringify([hour, channel, team, agent]);
    let draft = drafts.get(name);
    if (draft === undefined) {
      const rest = { kind, category: category ?? "", priority: priority ?? 0 };
      const key = { hour, channel, ...rest, team: team ?? "", agent: agent ?? "" };
      draft = { row: { ...NOTHING, ...key }, bags: new Map() };
      drafts.set(name, draft);
    }
    return rollupIn(draft);
  };
  for (const one of contributionsIn(ticket.contributions)) {
    rollUp(at(one.at, one.channel, one.team, one.agent), one);
  }
  for (const { at: instant, channel, team, agent } of contributionsIn(ticket.overdue)) {
    at(instant, channel, team, agent).count("attainmentOverdue", 1);
  }
  return [...drafts.values()].map(({ row, bags }) => {
    for (const [column, bag] of bags) row[column] = bagText(bag);
    return row;
  });
}

const NOTHING: Row = {
  ...Object.fromEntries(rollupCounts.map((column) => [column, 0])),
  ...Object.fromEntries(rollupSpreads.map((column) => [column, null])),
};

const rollupIn = ({ row, bags }: Draft): Rollup => ({
  count(column, amount) {
    row[column] = Number(row[column]) + amount;
  },
  spread(column, bucket) {
    const bag = bags.get(column) ?? new Map<string, number>();
    bags.set(column, bag.set(bucket, (bag.get(bucket) ?? 0) + 1));
  },
});
