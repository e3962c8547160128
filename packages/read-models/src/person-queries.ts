import { holds, type Row } from "@docket/event-sourcing";
import { cohortsTable, type CohortRow } from "./cohorts.ts";
import { followedAmong, followedContactsTable } from "./followed-contacts.ts";
import {
  answersIn,
  contactsIn,
  kpiAnswersTable,
  kpiContactsTable,
  nameAnswering,
  type Answer,
} from "./kpi-gathered.ts";
import { loadRows, selectRows, type TableOf } from "./model.ts";
import type { KpiTables } from "./kpi-queries.ts";
import type { Persons } from "./persons.ts";
import { happened, within, type Within } from "./within.ts";

/** What key figures ask of a person's several tickets, on whichever of their names those are. */

/**
 * The tickets resolved for the first time in a period that count as solved on the first contact by their own history, and that
 * another one of the person in the category followed.
 */
export async function followedIn(
  store: KpiTables,
  period: Within,
  persons: Persons,
): Promise<readonly CohortRow[]> {
  const followed = await selectRows(store, followedContactsTable, {
    where: [happened("firstResolvedAt", period)],
    order: [{ column: "firstResolvedAt" }],
  });
  const ofPersons = await followedByAnotherName(store, persons);
  const ids = new Set([
    ...followed.map(({ ticketId }) => ticketId),
    ...ofPersons
      .filter(({ resolvedAt }) => holds([within("resolvedAt", period)], { resolvedAt }))
      .map(({ ticketId }) => ticketId),
  ]);
  return loadRows(
    store,
    cohortsTable,
    Array.from(ids, (ticketId) => [ticketId]),
  );
}

async function followedByAnotherName(store: KpiTables, persons: Persons) {
  const rows = await rowsOf(store, kpiContactsTable, "customerId", [...persons.keys()]);
  const together = Map.groupBy(rows, ({ customerId, category }) =>
    JSON.stringify([persons.get(customerId), category]),
  );
  return [...together.values()].flatMap((some) => followedAmong(some.flatMap(contactsIn)));
}

/** The answers of each person who gave several. */
export async function repeatedAnswers(
  store: KpiTables,
  persons: Persons,
): Promise<readonly { readonly customer: string; readonly answers: readonly Answer[] }[]> {
  const personOf = new Map(
    Array.from(persons, ([id, person]) => [nameAnswering(id), nameAnswering(person)]),
  );
  const repeated = await selectRows(store, kpiAnswersTable, {
    where: [{ column: "answers", atLeast: 2 }],
    order: [{ column: "answers" }],
  });
  const merged = await rowsOf(store, kpiAnswersTable, "customer", [...personOf.keys()]);
  const rows = [...repeated.filter(({ customer }) => !personOf.has(customer)), ...merged];
  const together = Map.groupBy(rows, ({ customer }) => personOf.get(customer) ?? customer);
  return Array.from(together, ([customer, some]) => ({
    customer,
    answers: some.flatMap(answersIn),
  }));
}

type Whole<R extends Row> = Pick<R, keyof R & string>;

/** Names in one query. */
const AT_ONCE = 1_000;

async function rowsOf<R extends Row>(
  store: KpiTables,
  table: TableOf<R>,
  column: keyof R & string,
  names: readonly string[],
): Promise<readonly Whole<R>[]> {
  const rows: Whole<R>[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const where = [{ column, in: names.slice(from, from + AT_ONCE) }];
    rows.push(...(await selectRows(store, table, { where })));
  }
  return rows;
}
