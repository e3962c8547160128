import type { ReadModelStore } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";
import { backlogTable, type BacklogRow } from "./backlog.ts";
import { breachesTable, type BreachRow } from "./breaches.ts";
import { clocksTable, type ClockRow } from "./clocks.ts";
import { cohortsTable, type CohortRow } from "./cohorts.ts";
import { followedContactsTable } from "./followed-contacts.ts";
import { handlingSessionsTable, type HandlingSessionRow } from "./handling-sessions.ts";
import {
  answersIn,
  busyUntil,
  kpiAnswersTable,
  kpiHandlingTable,
  type Answer,
} from "./kpi-gathered.ts";
import { loadRows, scanRows, selectRows, type TableOf } from "./model.ts";
import { happened, type Within } from "./within.ts";

export type { BacklogRow } from "./backlog.ts";
export type { BreachRow } from "./breaches.ts";
export type { CohortRow } from "./cohorts.ts";
export type { HandlingSessionRow } from "./handling-sessions.ts";
export type { Answer } from "./kpi-gathered.ts";
export { attributesOf } from "./dimensions.ts";

/** What reports are read from. */
export type KpiTables = Pick<ReadModelStore, "select" | "load" | "count" | "scan" | "aggregate">;

/** The order of an index that tells which rows are wanted: for that of the key a store may go through all rows. */
const along = (column: string) => [{ column }];

/** The instant of the latest that is known of any ticket; null without tickets. */
export async function latestFact(store: KpiTables): Promise<EpochMs | null> {
  const order = [{ column: "latestAt", descending: true }];
  const [row] = await selectRows(store, cohortsTable, { order, limit: 1 });
  return row === undefined ? null : Date.parse(row.latestAt);
}

/** How many tickets key figures are about. */
export const knownTickets = (store: KpiTables): Promise<number> => store.count(cohortsTable, []);

/** The versions of policies that any ticket is judged by. */
export async function judgingPolicies(store: KpiTables): Promise<ReadonlySet<string>> {
  const groups = await store.aggregate(cohortsTable, { groupBy: ["policyVersion"], sum: [] });
  return new Set(groups.map(({ policyVersion }) => String(policyVersion)));
}

/** The tickets that were resolved for the first time in a period. */
export const resolvedFirst = (store: KpiTables, period: Within): Promise<readonly CohortRow[]> =>
  selectRows(store, cohortsTable, {
    where: [happened("firstResolvedAt", period)],
    order: along("firstResolvedAt"),
  });

/** Those of them that count as solved on the first contact by their own history, and which another ticket followed. */
export async function followedIn(store: KpiTables, period: Within): Promise<readonly CohortRow[]> {
  const followed = await selectRows(store, followedContactsTable, {
    where: [happened("firstResolvedAt", period)],
    order: along("firstResolvedAt"),
  });
  const keys = followed.map(({ ticketId }) => [ticketId]);
  return loadRows(store, cohortsTable, keys);
}

/** What is breached in a period and not stopped, whether an event has shown it or not. */
export const openBreaches = (store: KpiTables, period: Within): Promise<readonly BreachRow[]> =>
  selectRows(store, breachesTable, {
    where: [{ column: "stoppedAt", is: null }, happened("breachedAt", period)],
    order: along("breachedAt"),
  });

/** Clocks that were neither stopped nor cancelled, a page at a time. */
export const openClocks = (store: KpiTables): AsyncIterable<readonly ClockRow[]> =>
  pages(store, clocksTable, [{ column: "open", is: true }], "breachesAt");

/** The answers of each customer who gave several, by their tickets. */
export async function repeatedAnswers(
  store: KpiTables,
): Promise<readonly { readonly customer: string; readonly answers: readonly Answer[] }[]> {
  const where = [{ column: "answers", atLeast: 2 }];
  const rows = await selectRows(store, kpiAnswersTable, { where, order: along("answers") });
  return rows.map((row) => ({ customer: row.customer, answers: answersIn(row) }));
}

/** The agents who ever had two sessions at once, have one that goes on, or shared an interaction with others. */
export async function sharingAgents(store: KpiTables): Promise<ReadonlySet<string>> {
  const sharing = new Set<string>();
  let [agent, busy] = ["", -Infinity];
  for await (const rows of scanRows(store, kpiHandlingTable)) {
    for (const row of rows) {
      if (row.agent !== agent) [agent, busy] = [row.agent, -Infinity];
      const until = row.shared > 0 ? null : busyUntil(row.spans ?? "", busy);
      if (until === null) sharing.add(agent);
      else busy = until;
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

/** The stays in the backlog at any instant of a period, its end included, a page at a time. */
export async function* staysWithin(
  store: KpiTables,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): AsyncGenerator<readonly BacklogRow[]> {
  const entered = { column: "enteredAt", below: formatInstant(to + 1) };
  yield* pages(store, backlogTable, [{ column: "leftAt", is: null }, entered], "enteredAt");
  const leaving = { column: "leftAt", after: formatInstant(from) };
  yield* pages(store, backlogTable, [leaving, entered], "leftAt");
}

const PAGE = 20_000;

async function* pages<R extends ClockRow | BacklogRow>(
  store: KpiTables,
  table: TableOf<R>,
  where: NonNullable<Parameters<typeof selectRows>[2]["where"]>,
  column: string,
): AsyncGenerator<readonly R[]> {
  for (let offset = 0; ; offset += PAGE) {
    const order = along(column);
    const rows = await selectRows(store, table, { where, order, limit: PAGE, offset });
    yield rows;
    if (rows.length < PAGE) return;
  }
}
