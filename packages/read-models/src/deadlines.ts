import type { OwnedRows } from "@docket/event-sourcing";
import { alarmsOf, formatInstant, isTargetName, thresholdName } from "@docket/service-levels";
import type { Threshold } from "@docket/service-levels";
import { placeOf } from "./alarms.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, selectRows, type Rows, type TableOf } from "./model.ts";

/**
 * A threshold that an open clock passes, or has passed untold. Time changes no row: whether `at` lies in the past is asked by who
 * looks. A clock that has stopped has none, so that a history that is imported raises no alarms but for what is open in it.
 */
export type DeadlineRow = {
  /** Sorts as the instants do, and names the row. */
  readonly place: string;
  readonly ticketId: string;
  readonly target: string;
  readonly instance: number;
  /** A share of the target in percent; 100 for a breach. */
  readonly threshold: number;
  readonly at: string;
};

const deadlinesTable: TableOf<DeadlineRow> = {
  name: "deadlines",
  version: 6,
  columns: {
    place: "text",
    ticketId: "text",
    target: "text",
    instance: "integer",
    threshold: "integer",
    at: "text",
  },
  key: ["place"],
  indexes: [],
};

/** One row per ticket, target, instance and threshold that is still to be told. */
export const deadlines = (judge: Judge): OwnedRows =>
  owned<FactsRow, DeadlineRow>({
    from: factsTable,
    table: deadlinesTable,
    rows(row) {
      const { ticketId } = row;
      const told = new Set(row.alarms.split("\n"));
      const { clocks = [], facts = [] } = judge(row) ?? {};
      return clocks.flatMap((clock) => {
        const { target, instance } = clock;
        return alarmsOf(clock, facts).flatMap(({ threshold, at: atMs }) => {
          const name = thresholdName({ target, instance, threshold });
          if (told.has(name)) return [];
          const at = formatInstant(atMs);
          return [
            { place: placeOf(at, ticketId, name), ticketId, target, instance, threshold, at },
          ];
        });
      });
    },
  });

/** A deadline as who tells of it needs it. */
export interface Deadline extends Threshold {
  readonly ticketId: string;
  readonly at: string;
  readonly place: string;
}

/** The first deadlines before an instant, in their order; after the place of one that was looked at. */
export async function deadlinesBefore(
  store: Rows,
  before: string,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly Deadline[]> {
  const { after, limit } = page;
  const where = [
    { column: "place", below: before },
    ...(after === undefined ? [] : [{ column: "place", after }]),
  ];
  const rows = await selectRows(store, deadlinesTable, { where, limit });
  return rows.flatMap(({ target, ...row }) => (isTargetName(target) ? [{ ...row, target }] : []));
}

/** The first instant, from `from` on, at which there is a deadline; `undefined` when there is none. */
export async function nextDeadline(store: Rows, from: string): Promise<string | undefined> {
  const where = [{ column: "place", atLeast: from }];
  const [row] = await selectRows(store, deadlinesTable, { where, limit: 1 });
  return row?.at;
}

export interface Overdue {
  readonly count: number;
  /** The instant of the oldest; null when there is none. */
  readonly oldest: string | null;
}

/** What lies before an instant and has not been told. */
export async function overdueBefore(store: Rows, before: string): Promise<Overdue> {
  const where = [{ column: "place", below: before }];
  const [first] = await selectRows(store, deadlinesTable, { where, limit: 1 });
  return { count: await store.count(deadlinesTable, where), oldest: first?.at ?? null };
}
