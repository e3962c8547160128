import { bagIn, type Bag, type ReadModelStore, type Row } from "@docket/event-sourcing";
import {
  formatInstant,
  rollupCounts,
  rollupSpreads,
  type AddedUp,
  type EpochMs,
  type TicketFacts,
} from "@docket/service-levels";
import { clocksTable, type ClockRow } from "./clocks.ts";
import { factsTable, ticketFactsOf } from "./facts.ts";
import {
  answersIn,
  contactsIn,
  handledIn,
  kpiAnswersTable,
  kpiContactsTable,
  kpiHandlingTable,
  type Answer,
  type Contact,
  type Handled,
} from "./kpi-gathered.ts";
import {
  beginningOf,
  endOf,
  kpiDaysTable,
  kpiHoursTable,
  kpiMonthsTable,
  type RollupUnit,
} from "./kpi-rollups.ts";
import { kpiTicketsTable, staysIn } from "./kpi-tickets.ts";
import { loadRows, scanRows, selectRows } from "./model.ts";

/** What key figures are read from. */
export type KpiTables = Pick<ReadModelStore, "select" | "load" | "count" | "scan" | "aggregate">;

/** What was added up over a unit of UTC. */
export interface KpiRollup extends AddedUp {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly channel: string;
  readonly team: string | null;
}

const rollupTables = { month: kpiMonthsTable, day: kpiDaysTable, hour: kpiHoursTable };

/** What was added up over the units that a period touches. */
export async function kpiRollupsIn(
  store: KpiTables,
  unit: RollupUnit,
  { from, to }: Within,
): Promise<readonly KpiRollup[]> {
  const where = [within(unit, { from: from === null ? null : beginningOf(unit, from), to })];
  const rows = await store.select(rollupTables[unit], { where });
  return rows.map((row) => rollupOf(unit, row));
}

const rollupOf = (unit: RollupUnit, row: Row): KpiRollup => {
  const from = Number(row[unit]);
  const { team } = row;
  return {
    from,
    to: endOf(unit, from),
    channel: String(row["channel"]),
    team: team === "" ? null : String(team),
    counts: rollupCounts.map((name) => Number(row[name])),
    spreads: rollupSpreads.map((name) => {
      const text = row[name];
      return typeof text === "string" ? bagIn(text) : NO_BAG;
    }),
  };
};

const NO_BAG: Bag = new Map();

interface Within {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
}
const within = (column: string, { from, to }: Within) => ({
  column,
  ...(from !== null && { atLeast: from }),
  ...(to !== null && { below: to }),
});

/** The order of an index that tells which rows are wanted: for that of the key a store may go through all rows. */
const along = (column: string) => [{ column }];

/** The instant of the latest that is known of any ticket; null without tickets. */
export async function latestFact(store: KpiTables): Promise<EpochMs | null> {
  const order = [{ column: "latestAt", descending: true }];
  const [row] = await selectRows(store, kpiTicketsTable, { order, limit: 1 });
  return row?.latestAt ?? null;
}

/** How many tickets key figures are about. */
export const knownTickets = (store: KpiTables): Promise<number> => store.count(kpiTicketsTable, []);

/** The versions of policies that any ticket is judged by. */
export async function judgingPolicies(store: KpiTables): Promise<ReadonlySet<string>> {
  const groups = await store.aggregate(kpiTicketsTable, { groupBy: ["policyVersion"], sum: [] });
  return new Set(groups.map(({ policyVersion }) => String(policyVersion)));
}

/** The facts of the tickets that were resolved for the first time in a period, by their ids. */
export async function resolvedFirst(
  store: KpiTables,
  period: Within,
): Promise<readonly TicketFacts[]> {
  const where = [within("firstResolvedAt", period)];
  const order = along("firstResolvedAt");
  const rows = await selectRows(store, kpiTicketsTable, { where, order });
  const keys = rows.map(({ ticketId }) => [ticketId]);
  return (await loadRows(store, factsTable, keys)).map(ticketFactsOf);
}

/** Clocks that run, and are breached in a period unless something happens before. */
export async function runningOut(
  store: KpiTables,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<readonly ClockRow[]> {
  const bounds = { atLeast: formatInstant(from), below: formatInstant(to) };
  const where = [
    { column: "open", is: true },
    { column: "breachesAt", ...bounds },
    { column: "state", is: "running" },
  ];
  return selectRows(store, clocksTable, { where });
}

/** The tickets of each customer in a category who has several there. */
export async function repeatedContacts(store: KpiTables): Promise<readonly (readonly Contact[])[]> {
  const where = [{ column: "tickets", atLeast: 2 }];
  const order = along("tickets");
  return (await selectRows(store, kpiContactsTable, { where, order })).map(contactsIn);
}

/** The answers of each customer who gave several, by their tickets. */
export async function repeatedAnswers(
  store: KpiTables,
): Promise<readonly { readonly customer: string; readonly answers: readonly Answer[] }[]> {
  const where = [{ column: "answers", atLeast: 2 }];
  const rows = await selectRows(store, kpiAnswersTable, { where, order: along("answers") });
  return rows.map((row) => ({ customer: row.customer, answers: answersIn(row) }));
}

/** All sessions, an agent's month after the other. */
export async function* scanHandled(store: KpiTables): AsyncGenerator<AgentMonth> {
  for await (const rows of scanRows(store, kpiHandlingTable)) {
    for (const row of rows) yield { agent: row.agent, handled: handledIn(row) };
  }
}
export interface AgentMonth {
  readonly agent: string;
  readonly handled: readonly Handled[];
}

/** A ticket that was in the backlog of an instant, with the attributes that it had then. */
export interface Remaining {
  readonly ticketId: string;
  readonly openedAt: EpochMs;
  readonly policyVersion: string;
  readonly channel: string;
  readonly team: string | null;
}

export async function remainingAt(store: KpiTables, at: EpochMs): Promise<readonly Remaining[]> {
  const opened = { column: "openedAt", below: at + 1 };
  const still = { column: "leftAt", is: null };
  const leaving = { column: "leftAt", after: at };
  const order = along("leftAt");
  const rows = [
    ...(await selectRows(store, kpiTicketsTable, { where: [still, opened], order })),
    ...(await selectRows(store, kpiTicketsTable, { where: [leaving, opened], order })),
  ];
  return rows.flatMap((row) => {
    const stay = staysIn(row).find(([from, to]) => from <= at && (to === null || at < to));
    if (stay === undefined) return [];
    const [, , channel, team] = stay;
    const { ticketId, openedAt, policyVersion } = row;
    return [{ ticketId, openedAt, policyVersion, channel, team }];
  });
}
