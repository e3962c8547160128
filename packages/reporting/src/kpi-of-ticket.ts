import {
  countedAnswer,
  factsBy,
  isMature,
  isReopenedInTime,
  isSatisfied,
  openBetween,
  openSpans,
  queueWaits,
  surveys,
  ticketAttributes,
  ticketMeasures,
  type Calendar,
  type Credited,
  type EpochMs,
  type Fact,
  type GroupingAttributes,
  type QueueWait,
  type Span,
  type Survey,
  type TicketMeasures,
} from "@docket/service-levels";
import { businessCalendar, contribution, type Contribution, type Given } from "./kpi-rows.ts";
import type { KpiName, KpiQuestion } from "./kpi-rows.ts";
import type { ReportedTicket, SeenClock } from "./sla.ts";

/** A ticket that is being looked at. */
export interface MeasuredTicket {
  readonly ticketId: string;
  /** Those that have occurred by `now`. */
  readonly facts: readonly Fact[];
  readonly measures: TicketMeasures;
  /** Of business time. */
  readonly calendar: Calendar | null;
}

/** Null when the ticket had not been received by `now`. */
export const measuredTicket = (
  ticket: ReportedTicket,
  question: KpiQuestion,
): MeasuredTicket | null => {
  const facts = factsBy(ticket.facts, question.now);
  const measures = ticketMeasures(facts);
  if (measures === null) return null;
  const calendar = businessCalendar(ticket.policy, question);
  return { ticketId: ticket.ticketId, facts, measures, calendar };
};

/** What a ticket alone brings to the KPIs, whenever it happened: no look at others is needed. */
export const contributionsOf = (
  ticket: MeasuredTicket,
  clocks: readonly SeenClock[],
  now: EpochMs,
): Contribution[] => [
  ...attainments(ticket, clocks),
  ...responses(ticket),
  ...resolutions(ticket),
  ...queueWaits(ticket.facts).flatMap((wait) => queued(ticket, wait, speedClock(clocks, wait))),
  ...surveys(ticket.facts).flatMap((survey) => satisfaction(ticket, survey)),
  ...reopenings(ticket, now),
];

type Rest = Omit<Given, "figure" | "ticketId" | "externalId" | "customerId" | "attributes">;
type Credit = Partial<Pick<GroupingAttributes, "team" | "agent" | "channel">>;

/** The ticket's attributes are those at `now`, but for whom and what it is credited to. */
export const one = (
  { ticketId, measures }: MeasuredTicket,
  figure: KpiName,
  rest: Rest,
  { team, agent, channel }: Credit = {},
): Contribution => {
  const { opening, customerId, attributes } = measures;
  const credited: GroupingAttributes = {
    ...attributes,
    ...(team !== undefined && { team }),
    ...(agent !== undefined && { agent }),
    ...(channel !== undefined && { channel }),
  };
  const { externalId } = opening;
  return contribution({ figure, ticketId, externalId, customerId, attributes: credited, ...rest });
};

const attainments = (ticket: MeasuredTicket, clocks: readonly SeenClock[]): Contribution[] =>
  clocks.flatMap(({ clock, reading: { state }, decidedAt }) =>
    decidedAt !== null && (state === "met" || state === "breached")
      ? [one(ticket, "attainment", { at: decidedAt, subject: clock.target, hit: state === "met" })]
      : [],
  );

/** In calendar and business time; what seems to have happened before its beginning took no time. */
const times = (calendar: Calendar | null, spans: readonly Span[]) => {
  const sum = (length: (span: Span) => number) =>
    spans.reduce((total, span) => total + length(span), 0);
  return {
    valueMs: sum(({ from, to }) => Math.max(0, to - from)),
    businessMs: calendar && sum(({ from, to }) => openBetween(calendar, from, to)),
  };
};

const sinceReceipt = (
  ticket: MeasuredTicket,
  figure: KpiName,
  done: Credited,
  rest: Partial<Rest> = {},
): Contribution => {
  const { at } = done;
  const span = { from: ticket.measures.opening.at, to: at };
  return one(ticket, figure, { at, ...times(ticket.calendar, [span]), ...rest }, done);
};

const responses = (ticket: MeasuredTicket): Contribution[] => {
  const { firstResponse, firstResponseAny } = ticket.measures;
  return [
    ...(firstResponse === null ? [] : [sinceReceipt(ticket, "firstResponseTime", firstResponse)]),
    ...(firstResponseAny === null
      ? []
      : [sinceReceipt(ticket, "firstResponseTimeAny", firstResponseAny)]),
  ];
};

const resolutions = (ticket: MeasuredTicket): Contribution[] => {
  const { resolutions: all, effort } = ticket.measures;
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return [];
  // A ticket that is open again will be resolved later than that.
  const provisional = last.reopenedAt !== null;
  const { at } = last;
  return [
    sinceReceipt(ticket, "firstResolutionTime", first),
    sinceReceipt(ticket, "fullResolutionTime", last, { provisional }),
    one(ticket, "resolutionEffort", { at, ...times(ticket.calendar, effort), provisional }, last),
  ];
};

const queued = (
  ticket: MeasuredTicket,
  { queuedAt: at, answeredAt, abandonedAt, interactionId: subject, channel }: QueueWait,
  clock: SeenClock | undefined,
): Contribution[] => {
  const row = (figure: KpiName, rest: Partial<Rest>) =>
    one(ticket, figure, { at, subject, ...rest }, { channel });
  const provisional = answeredAt === null && abandonedAt === null;
  const rows = [row("abandonment", { hit: abandonedAt !== null, provisional })];
  if (answeredAt !== null) {
    const waited = times(ticket.calendar, [{ from: at, to: answeredAt }]);
    rows.push(row("speedOfAnswer", waited));
  }
  if (clock !== undefined) {
    rows.push(row("answeredInTime", { hit: clock.reading.state === "met", provisional }));
  }
  return rows;
};

const speedClock = (clocks: readonly SeenClock[], { instance }: QueueWait): SeenClock | undefined =>
  clocks.find(({ clock }) => clock.target === "speedOfAnswer" && clock.instance === instance);

const satisfaction = (
  ticket: MeasuredTicket,
  { surveyId: subject, invitedAt, answers }: Survey,
): Contribution[] => {
  const counts = countedAnswer(answers);
  const credit = counts ?? answers.at(-1) ?? {};
  const isAnswered = answers.some(({ csat, nps }) => csat !== null || nps !== null);
  return [
    ...answers.flatMap((answer) => {
      const { at, csat: score } = answer;
      if (score === null) return [];
      const counted = answer === counts;
      return [
        one(ticket, "csat", { at, subject, score, counted, hit: isSatisfied(score) }, answer),
      ];
    }),
    ...(invitedAt === null
      ? []
      : [one(ticket, "surveyResponseRate", { at: invitedAt, subject, hit: isAnswered }, credit)]),
  ];
};

const reopenings = (ticket: MeasuredTicket, now: EpochMs): Contribution[] => {
  const [first] = ticket.measures.resolutions;
  if (first === undefined) return [];
  const hit = isReopenedInTime(first.at, first.reopenedAt);
  const provisional = !isMature(first.at, now);
  return [one(ticket, "reopenRate", { at: first.at, hit, provisional }, first)];
};

/**
 * The ticket in the backlog of each of these ascending instants at which it was open, with its age and the attributes that
 * it had then.
 */
export function* inBacklog(
  ticket: MeasuredTicket,
  instants: readonly EpochMs[],
): Generator<Contribution> {
  const { facts, measures, calendar } = ticket;
  for (const { from, to } of openSpans(facts)) {
    for (const at of instants) {
      if (at < from) continue;
      if (to !== null && at >= to) break;
      const attributes = ticketAttributes(factsBy(facts, at));
      const age = times(calendar, [{ from: measures.opening.at, to: at }]);
      if (attributes !== null) yield { ...one(ticket, "backlog", { at, ...age }), attributes };
    }
  }
}
