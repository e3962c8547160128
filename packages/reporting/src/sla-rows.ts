import {
  type ClockReading,
  type TargetName,
  seen,
  type ReportedTicket,
  type SeenClock,
} from "@docket/service-levels";
import { isIn } from "./period.ts";
import { instantOrNull } from "./report.ts";
import { isCounted, type SlaQuestion } from "./sla.ts";

/** One clock of the report. A ticket that has none of the report's targets gets one row with a target of null. */
export type SlaRow = {
  readonly externalId: string | null;
  readonly ticketId: string;
  readonly target: TargetName | null;
  readonly instance: number | null;
  readonly state: ClockReading["state"] | null;
  readonly startedAt: string | null;
  readonly dueAt: string | null;
  readonly breachesAt: string | null;
  readonly breachedAt: string | null;
  readonly stoppedAt: string | null;
  readonly elapsedMs: number | null;
  readonly policyVersion: string;
  readonly rule: string | null;
};

/** The columns of a row, in the order in which tables and CSV have them. */
export const slaColumns = [
  "externalId",
  "ticketId",
  "target",
  "instance",
  "state",
  "startedAt",
  "dueAt",
  "breachesAt",
  "breachedAt",
  "stoppedAt",
  "elapsedMs",
  "policyVersion",
  "rule",
] as const satisfies readonly (keyof SlaRow)[];

/** The clocks of one ticket that the report counts: counting them gives its figures. */
export const slaRows = (ticket: ReportedTicket, question: SlaQuestion): readonly SlaRow[] => {
  const view = seen(ticket, question);
  if (view === null) return [];
  const { ticketId, externalId } = view;
  if (view.clocks.length > 0) {
    return view.clocks
      .filter((one) => isCounted(question.period, one))
      .map((one) => ({ externalId, ticketId, ...cellsOf(one) }));
  }
  if (!isIn(question.period, view.receivedAt)) return [];
  return [{ externalId, ticketId, ...NO_CLOCK, policyVersion: ticket.policy.version }];
};

const cellsOf = ({ clock, reading }: SeenClock) => ({
  target: clock.target,
  instance: clock.instance,
  state: reading.state,
  startedAt: instantOrNull(clock.course.startedAt),
  dueAt: instantOrNull(reading.dueAt),
  breachesAt: instantOrNull(reading.breachesAt),
  breachedAt: instantOrNull(reading.breachedAt),
  stoppedAt: instantOrNull(reading.stoppedAt),
  elapsedMs: reading.elapsedMs,
  policyVersion: reading.terms.policyVersion,
  rule: reading.terms.rule,
});

const NO_CLOCK = {
  target: null,
  instance: null,
  state: null,
  startedAt: null,
  dueAt: null,
  breachesAt: null,
  breachedAt: null,
  stoppedAt: null,
  elapsedMs: null,
  rule: null,
};
