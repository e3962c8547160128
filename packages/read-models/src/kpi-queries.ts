import type { ReadModelStore } from "@docket/event-sourcing";
import { formatInstant, parseInstant, type EpochMs } from "@docket/service-levels";
import { backlogTable, type BacklogRow } from "./backlog.ts";
import { breachesTable, type BreachRow } from "./breaches.ts";
import { clocksTable, type ClockRow } from "./clocks.ts";
import { cohortsTable, type CohortRow } from "./cohorts.ts";
import { followedContactsTable, type FollowedContactRow } from "./followed-contacts.ts";
import { handlingSessionsTable, type HandlingSessionRow } from "./handling-sessions.ts";
import {
  answersIn,
  kpiAnswersTable,
  kpiHandlingTable,
  spansIn,
  type Answer,
  type Span,
} from "./kpi-gathered.ts";
import { scanRows, selectRows, type TableOf } from "./model.ts";
import { happened, type Within } from "./within.ts";

export type { BacklogRow } from "./backlog.ts";
export type { BreachRow } from "./breaches.ts";
export type { CohortRow } from "./cohorts.ts";
export type { FollowedContactRow } from "./followed-contacts.ts";
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
  return row === undefined ? null : parseInstant(row.latestAt);
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

/** Those of them that count as solved on the first contact, and which another ticket followed. */
export const followedIn = (
  store: KpiTables,
  period: Within,
): Promise<readonly FollowedContactRow[]> =>
  selectRows(store, followedContactsTable, {
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

/** An agent's sessions that began in a month. */
export interface AgentMonth {
  readonly agent: string;
  readonly shared: number;
  readonly spans: readonly Span[];
}

/** All sessions as mere spans, an agent's months one after the other. */
export async function* scanHandling(store: KpiTables): AsyncGenerator<AgentMonth> {
  for await (const rows of scanRows(store, kpiHandlingTable)) {
    for (const row of rows) {
      yield { agent: row.agent, shared: row.shared, spans: spansIn(row) };
    }
  }
}

/** All sessions of these agents. */
export const sessionsOf = (
  store: KpiTables,
  agents: readonly string[],
): Promise<readonly HandlingSessionRow[]> =>
  selectRows(store, handlingSessionsTable, { where: [{ column: "agent", in: agents }] });

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
