import type { Condition, RecordedEvent } from "@docket/event-sourcing";
import type { TargetName } from "@docket/schemas";
import { thresholdName, thresholdTold, type AlarmEvent } from "@docket/service-levels";
import {
  idOfStream,
  isLevelsEvent,
  loadRows,
  NO_ROWS,
  readModel,
  selectRows,
  type Recorded,
  type Rows,
  type TableOf,
} from "./model.ts";
import { ticketsTable } from "./ticket-row.ts";

/** That a clock passed a threshold, as it was told then: what became of the ticket later changes nothing in it. */
export type AlarmRow = {
  readonly ticketId: string;
  readonly target: string;
  readonly instance: number;
  /** A share of the target in percent; 100 for a breach. */
  readonly threshold: number;
  readonly kind: string;
  readonly passedAt: string;
  readonly dueAt: string | null;
  readonly breachesAt: string | null;
  /** Of a breach: that time passed, or that the target was reduced. */
  readonly cause: string | null;
  readonly policyVersion: string;
  readonly rule: string;
  readonly escalateTo: string | null;
  /** Sorts as the instants do, and names the row. */
  readonly place: string;
};

const alarmsTable: TableOf<AlarmRow> = {
  name: "alarms",
  version: 1,
  columns: {
    ticketId: "text",
    target: "text",
    instance: "integer",
    threshold: "integer",
    kind: "text",
    passedAt: "text",
    dueAt: "text",
    breachesAt: "text",
    cause: "text",
    policyVersion: "text",
    rule: "text",
    escalateTo: "text",
    place: "text",
  },
  key: ["ticketId", "target", "instance", "threshold"],
  indexes: [["place"]],
};

/** One row per clock and threshold that was told of. */
export const alarms = readModel<AlarmRow>({
  table: alarmsTable,
  affects(event) {
    if (!isAlarm(event)) return NO_ROWS;
    const { target, instance, threshold } = thresholdTold(event);
    return [[idOfStream(event), target, instance, threshold]];
  },
  apply(row, event) {
    if (!isAlarm(event)) return row;
    const ticketId = idOfStream(event);
    const threshold = thresholdTold(event);
    const { dueAt, breachesAt, policyVersion, rule, escalateTo = null } = event.data;
    const passedAt = event.metadata.occurredAt;
    return {
      ticketId,
      ...threshold,
      kind: event.type === "clockBreached" ? "breach" : "warning",
      passedAt,
      dueAt,
      breachesAt,
      cause: event.type === "clockBreached" ? event.data.cause : null,
      policyVersion,
      rule,
      escalateTo,
      place: placeOf(passedAt, ticketId, thresholdName(threshold)),
    };
  },
});

/** One text for a threshold of a ticket's clock and its instant: in their order, and never the same for two. */
export const placeOf = (at: string, ticketId: string, threshold: string): string =>
  `${at} ${ticketId} ${threshold}`;

const isAlarm = (event: Recorded): event is RecordedEvent<AlarmEvent> =>
  isLevelsEvent(event) && event.type !== "noEffect";

/** The name of the threshold that an event tells of; `undefined` for any other event. */
export const alarmTold = (event: Recorded): string | undefined =>
  isAlarm(event) ? thresholdName(thresholdTold(event)) : undefined;

/** All that are given must hold. */
export interface AlarmFilters {
  readonly ticketId?: string;
  readonly target?: TargetName;
  readonly kind?: "warning" | "breach";
  /** Passed at it or later. */
  readonly since?: string;
}

/** An alarm with what its ticket is called and who has it now. */
export interface AlarmEntry extends Omit<AlarmRow, "place"> {
  readonly reference: string | null;
  readonly externalId: string | null;
  readonly team: string | null;
  readonly agent: string | null;
}

export interface AlarmPage {
  readonly alarms: readonly AlarmEntry[];
  /** For the next page; null at the end. */
  readonly next: string | null;
}

/** The alarms that the filters leave, the latest first; after the place that a page gave as `next`. */
export async function findAlarms(
  store: Rows,
  { since, ...exact }: AlarmFilters,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<AlarmPage> {
  const where: Condition[] = Object.entries(exact)
    .filter(([, is]) => is !== undefined)
    .map(([column, is]) => ({ column, is }));
  if (since !== undefined) where.push({ column: "place", atLeast: since });
  if (page.after !== undefined) where.push({ column: "place", below: page.after });
  const order = [{ column: "place", descending: true }];
  // One more than asked for tells whether there is a next page.
  const found = await selectRows(store, alarmsTable, { where, order, limit: page.limit + 1 });
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  const more = found.length > page.limit && last !== undefined;
  return { alarms: await withTickets(store, rows), next: more ? printPlace(last.place) : null };
}

const printPlace = (place: string): string => Buffer.from(place).toString("base64url");

/** Reads what a page gave as `next`; `undefined` for anything else. */
export function parsePlace(text: string): string | undefined {
  const place = Buffer.from(text, "base64url").toString();
  return /^[\dT:.Z-]+ [\dA-Z]{26} [A-Za-z]+ \d+ \d+$/.test(place) && printPlace(place) === text
    ? place
    : undefined;
}

async function withTickets(store: Rows, rows: readonly AlarmRow[]): Promise<AlarmEntry[]> {
  const ids = [...new Set(rows.map(({ ticketId }) => ticketId))];
  const found = await loadRows(
    store,
    ticketsTable,
    ids.map((id) => [id]),
  );
  const tickets = new Map(found.map((ticket) => [ticket.ticketId, ticket]));
  return rows.map(({ place: _place, ...alarm }) => {
    const ticket = tickets.get(alarm.ticketId);
    return {
      ...alarm,
      reference: ticket?.reference ?? null,
      externalId: ticket?.externalId ?? null,
      team: ticket?.team ?? null,
      agent: ticket?.agent ?? null,
    };
  });
}
