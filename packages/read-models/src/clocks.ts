import type { OwnedRows } from "@docket/event-sourcing";
import {
  formatInstant,
  segmentsOf,
  type CourseSegment,
  type EpochMs,
  type SeenClock,
  type SettledTicket,
} from "@docket/service-levels";
import { dimensionColumns, dimensionNames, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/**
 * A clock as the ticket's events left it, judged at the latest of them. Time alone changes no row: an open clock is
 * breached when one looks after its `breachesAt`.
 */
export type ClockRow = {
  readonly ticketId: string;
  readonly target: string;
  readonly instance: number;
  readonly state: string;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly dueAt: string | null;
  readonly breachesAt: string | null;
  readonly breachedAt: string | null;
  /** When it was met, breached or cancelled; null while no event has shown it to be. */
  readonly decidedAt: string | null;
  readonly cancelledBecause: string | null;
  /** Neither stopped nor cancelled. */
  readonly open: boolean;
  /** Where it counts, as JSON: `[from, to | null, calendar, calendar's version]`. */
  readonly segments: string;
  readonly policyVersion: string;
  readonly calendar: string;
  readonly calendarVersion: number;
  readonly rule: string;
} & Dimensions;

export const clocksTable: TableOf<ClockRow> = {
  name: "clocks",
  version: 8,
  columns: {
    ticketId: "text",
    target: "text",
    instance: "integer",
    state: "text",
    startedAt: "text",
    stoppedAt: "text",
    dueAt: "text",
    breachesAt: "text",
    breachedAt: "text",
    decidedAt: "text",
    cancelledBecause: "text",
    open: "boolean",
    segments: "text",
    policyVersion: "text",
    calendar: "text",
    calendarVersion: "integer",
    rule: "text",
    ...dimensionColumns,
  },
  key: ["ticketId", "target", "instance"],
  indexes: [],
  partialIndexes: [
    {
      of: { column: "open", is: true },
      columns: ["breachesAt", "ticketId", "target", "instance"],
      cells: ["state", "startedAt", "policyVersion", ...dimensionNames],
    },
  ],
};

/** One row per ticket, target and instance; none for a ticket whose policy is not known. */
export const clocks = (judge: Judge): OwnedRows =>
  owned<FactsRow, ClockRow>({
    from: factsTable,
    table: clocksTable,
    rows: (row) => clockRowsOf(judge(row)?.settled ?? null),
  });

export const clockRowsOf = (settled: SettledTicket | null): readonly ClockRow[] => {
  if (settled === null) return [];
  const { ticketId, measures } = settled.ticket;
  const dimensions = dimensionsIn(measures.attributes);
  return settled.clocks.map((seen) => ({ ticketId, ...cellsOf(seen), ...dimensions }));
};

const cellsOf = ({ clock: { target, instance, course }, reading, decidedAt }: SeenClock) => {
  const { state, terms } = reading;
  const cancelled = course.outcome?.state === "cancelled" ? course.outcome : null;
  return {
    target,
    instance,
    state,
    startedAt: formatInstant(course.startedAt),
    stoppedAt: cell(reading.stoppedAt),
    dueAt: cell(reading.dueAt),
    breachesAt: cell(reading.breachesAt),
    breachedAt: cell(reading.breachedAt),
    decidedAt: cell(decidedAt),
    cancelledBecause: cancelled?.reason ?? null,
    open: reading.stoppedAt === null && cancelled === null,
    segments: JSON.stringify(segmentsOf(course).map(segmentOf)),
    policyVersion: terms.policyVersion,
    calendar: terms.calendar.name,
    calendarVersion: terms.calendar.version,
    rule: terms.rule,
  };
};

const segmentOf = ({ from, to, terms }: CourseSegment) => [
  formatInstant(from),
  to === Infinity ? null : formatInstant(to),
  terms.calendar.name,
  terms.calendar.version,
];

const cell = (at: EpochMs | null): string | null => (at === null ? null : formatInstant(at));
