import type { Cell, Condition, ReadModelStore, Row } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";
import { backlogTable, type BacklogRow } from "./backlog.ts";
import { breachesTable, type BreachRow } from "./breaches.ts";
import { clocksTable, type ClockRow } from "./clocks.ts";
import { cohortsTable, type CohortRow } from "./cohorts.ts";
import { dimensionNames } from "./dimensions.ts";
import { handlingMonthsTable } from "./handling-months.ts";
import { handlingSessionsTable, type HandlingSessionRow } from "./handling-sessions.ts";
import { judgedByPolicyTable } from "./judged-by-policy.ts";
import { scanRows, selectRows, type TableOf } from "./model.ts";
import { happened, type Within } from "./within.ts";

export type { BacklogRow } from "./backlog.ts";
export type { BreachRow } from "./breaches.ts";
export type { CohortRow } from "./cohorts.ts";
export type { HandlingSessionRow } from "./handling-sessions.ts";
export type { Answer } from "./kpi-gathered.ts";
export { attributesOf } from "./dimensions.ts";

/** What reports are read from. */
export type KpiTables = Pick<ReadModelStore, "select" | "load" | "count" | "scan">;

/** The order of an index that tells which rows are wanted: for that of the key a store may go through all rows. */
const along = (column: string) => [{ column }];

/** The instant of the latest that is known of any ticket; null without tickets. */
export async function latestFact(store: KpiTables): Promise<EpochMs | null> {
  const order = [{ column: "latestAt", descending: true }];
  const [row] = await selectRows(store, cohortsTable, { order, limit: 1 });
  return row === undefined ? null : Date.parse(row.latestAt);
}

/** How many tickets key figures are about. */
export async function knownTickets(store: KpiTables): Promise<number> {
  const rows = await selectRows(store, judgedByPolicyTable, {});
  return rows.reduce((sum, { tickets }) => sum + tickets, 0);
}

/** The versions of policies that any ticket is judged by. */
export async function judgingPolicies(store: KpiTables): Promise<ReadonlySet<string>> {
  const rows = await selectRows(store, judgedByPolicyTable, {});
  return new Set(rows.map(({ policyVersion }) => policyVersion));
}

/** The tickets that were resolved for the first time in a period. */
export const resolvedFirst = (store: KpiTables, period: Within): Promise<readonly CohortRow[]> =>
  selectRows(store, cohortsTable, {
    where: [happened("firstResolvedAt", period)],
    order: along("firstResolvedAt"),
  });

/** What is breached in a period and not stopped, whether an event has shown it or not. */
export const openBreaches = (store: KpiTables, period: Within): Promise<readonly BreachRow[]> =>
  selectRows(store, breachesTable, {
    where: [{ column: "stoppedAt", is: null }, happened("breachedAt", period)],
    order: along("breachedAt"),
  });

/** Clocks that were neither stopped nor cancelled, a page at a time. */
export const openClocks = (store: KpiTables): AsyncIterable<readonly OpenClock[]> =>
  pages(store, clocksTable, [{ column: "open", is: true }], openClockColumns, "breachesAt");

const openClockColumns = [
  ...(["target", "state", "startedAt", "breachesAt", "policyVersion"] as const),
  ...dimensionNames,
] as const;
type OpenClock = Pick<ClockRow, (typeof openClockColumns)[number]>;

/** The agents who ever had two sessions at once, have one that goes on, or shared an interaction with others. */
export async function sharingAgents(store: KpiTables): Promise<ReadonlySet<string>> {
  const sharing = new Set<string>();
  let [latest, busyUntil] = ["", ""];
  for await (const rows of scanRows(store, handlingMonthsTable)) {
    for (const { agent, startedAt, endedAt } of rows) {
      if (agent !== latest) [latest, busyUntil] = [agent, ""];
      if (endedAt === null || startedAt < busyUntil) sharing.add(agent);
      else busyUntil = endedAt;
    }
  }
  return sharing;
}

/** All sessions of these agents. */
export const sessionsOf = (
  store: KpiTables,
  agents: ReadonlySet<string>,
): Promise<readonly HandlingSessionRow[]> =>
  selectRows(store, handlingSessionsTable, { where: [{ column: "agent", in: [...agents] }] });

/**
 * The stays in the backlog at any instant of a period, its end included, a page at a time.
 * @param attributes of the tickets, that are wanted
 */
export async function* staysWithin(
  store: KpiTables,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  attributes: readonly StayAttribute[],
): AsyncGenerator<readonly Stay[]> {
  const columns = [...stayColumns, ...attributes];
  const entered = { column: "enteredAt", below: formatInstant(to + 1) };
  const stays = [{ column: "leftAt", is: null }, entered];
  yield* pages(store, backlogTable, stays, columns, "enteredAt");
  const leaving = [{ column: "leftAt", after: formatInstant(from) }, entered];
  yield* pages(store, backlogTable, leaving, columns, "leftAt");
}

const stayColumns = ["ticketId", "enteredAt", "leftAt", "receivedAt", "policyVersion"] as const;
type StayColumn = (typeof stayColumns)[number];
export type StayAttribute = Exclude<keyof BacklogRow, StayColumn>;
export type Stay = Pick<BacklogRow, StayColumn> & Partial<Pick<BacklogRow, StayAttribute>>;

const PAGE = 20_000;

/** Each page begins in the index where the last one ended, behind those that have the same cell there. */
async function* pages<R extends Row, Column extends keyof R & string>(
  store: KpiTables,
  table: TableOf<R>,
  where: readonly Condition[],
  columns: readonly Column[],
  by: Column,
): AsyncGenerator<readonly Pick<R, Column>[]> {
  const order = along(by);
  let [last, same]: [Cell, number] = [null, 0];
  for (;;) {
    const behind: readonly Condition[] =
      last === null ? where : [...where, { column: by, atLeast: last }];
    const page = { columns, where: behind, order, limit: PAGE, offset: same };
    const rows = await selectRows(store, table, page);
    yield rows;
    if (rows.length < PAGE) return;
    const end: Cell = rows.at(-1)?.[by] ?? null;
    same = (end === last ? same : 0) + rows.filter((row) => row[by] === end).length;
    last = end;
  }
}
