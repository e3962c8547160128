import type { Derivation } from "@docket/event-sourcing";
import {
  formatInstant,
  readClock,
  ticketAttributes,
  type EpochMs,
  type TicketClock,
} from "@docket/service-levels";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge, JudgedTicket } from "./judged-tickets.ts";
import { derivation, type TableOf } from "./model.ts";

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
  readonly kind: string;
  readonly channel: string;
  readonly category: string | null;
  readonly priority: number | null;
  readonly team: string | null;
  readonly agent: string | null;
};

export const clocksTable: TableOf<ClockRow> = {
  name: "clocks",
  version: 1,
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
    kind: "text",
    channel: "text",
    category: "text",
    priority: "integer",
    team: "text",
    agent: "text",
  },
  key: ["ticketId", "target", "instance"],
  indexes: [["open", "breachesAt"], ["breachedAt"]],
};

/** One row per ticket, target and instance; none for a ticket whose policy is not known. */
export const clocks = (judge: Judge): Derivation =>
  derivation<FactsRow, ClockRow>({
    from: factsTable,
    table: clocksTable,
    kind: "owned",
    rows: (row) => clockRowsOf(judge(row)),
  });

export const clockRowsOf = (judged: JudgedTicket | undefined): readonly ClockRow[] => {
  if (judged === undefined) return [];
  const { ticketId, facts, clocks: all } = judged;
  const attributes = ticketAttributes(facts);
  if (attributes === null) return [];
  const { kind, channel, category, priority, team, agent } = attributes;
  const grouping = { kind, channel, category, priority, team, agent };
  const latest = facts.reduce((most, { at }) => Math.max(most, at), -Infinity);
  return all.map((clock) => ({
    ticketId,
    ...cellsOf(clock, latest),
    ...grouping,
  }));
};

const cellsOf = ({ target, instance, course }: TicketClock, latest: EpochMs) => {
  const { state, terms, ...reading } = readClock(course, latest);
  const cancelled = course.outcome?.state === "cancelled" ? course.outcome : null;
  const decidedAt = state === "met" ? reading.stoppedAt : reading.breachedAt;
  return {
    target,
    instance,
    state,
    startedAt: formatInstant(course.startedAt),
    stoppedAt: cell(reading.stoppedAt),
    dueAt: cell(reading.dueAt),
    breachesAt: cell(reading.breachesAt),
    breachedAt: cell(reading.breachedAt),
    decidedAt: cell(cancelled?.at ?? decidedAt),
    cancelledBecause: cancelled?.reason ?? null,
    open: reading.stoppedAt === null && cancelled === null,
    segments: JSON.stringify(course.segments.map(segmentOf)),
    policyVersion: terms.policyVersion,
    calendar: terms.calendar.name,
    calendarVersion: terms.calendar.version,
    rule: terms.rule,
  };
};

const segmentOf = ({ from, to, terms }: TicketClock["course"]["segments"][number]) => [
  formatInstant(from),
  to === Infinity ? null : formatInstant(to),
  terms.calendar.name,
  terms.calendar.version,
];

const cell = (at: EpochMs | null): string | null => (at === null ? null : formatInstant(at));
