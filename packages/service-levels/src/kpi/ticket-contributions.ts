import type { EpochMs } from "../instant.ts";
import type { SeenClock } from "../seen-ticket.ts";
import { isMature } from "./cohort.ts";
import type { Contribution, KpiName, Told } from "./contribution.ts";
import { countedAnswer, isSatisfied } from "./csat.ts";
import { contributed, times, type MeasuredTicket } from "./measured-ticket.ts";
import { openSpans } from "./open-spans.ts";
import { queueWaits, type QueueWait } from "./queue-waits.ts";
import { isReopenedInTime } from "./reopen-rate.ts";
import { surveyCredit, surveys, type Survey } from "./surveys.ts";
import type { Credited } from "./ticket-measures.ts";

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

const attainments = (ticket: MeasuredTicket, clocks: readonly SeenClock[]): Contribution[] =>
  clocks.flatMap(({ clock, reading: { state }, decidedAt }) =>
    decidedAt !== null && (state === "met" || state === "breached")
      ? [
          contributed(ticket, "attainment", {
            at: decidedAt,
            subject: clock.target,
            hit: state === "met",
          }),
        ]
      : [],
  );

const sinceReceipt = (
  ticket: MeasuredTicket,
  figure: KpiName,
  done: Credited,
  rest: Partial<Told> = {},
): Contribution => {
  const { at } = done;
  const span = { from: ticket.measures.opening.at, to: at };
  return contributed(ticket, figure, { at, ...times(ticket.calendar, [span]), ...rest }, done);
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
  // A ticket that is open again will be resolved later than that; one that was closed unresolved since will not.
  const provisional = last.reopenedAt !== null && openSpans(ticket.facts).at(-1)?.to === null;
  const { at } = last;
  return [
    sinceReceipt(ticket, "firstResolutionTime", first),
    sinceReceipt(ticket, "fullResolutionTime", last, { provisional }),
    contributed(
      ticket,
      "resolutionEffort",
      { at, ...times(ticket.calendar, effort), provisional },
      last,
    ),
  ];
};

const queued = (
  ticket: MeasuredTicket,
  { queuedAt: at, answeredAt, abandonedAt, interactionId: subject, channel }: QueueWait,
  clock: SeenClock | undefined,
): Contribution[] => {
  const row = (figure: KpiName, rest: Partial<Told>) =>
    contributed(ticket, figure, { at, subject, ...rest }, { channel });
  const provisional = answeredAt === null && abandonedAt === null;
  const rows = [row("abandonment", { hit: abandonedAt !== null, provisional })];
  if (answeredAt !== null) {
    const waited = times(ticket.calendar, [{ from: at, to: answeredAt }]);
    rows.push(row("speedOfAnswer", waited));
  }
  if (clock !== undefined && (abandonedAt !== null || isHeld(clock))) {
    rows.push(row("answeredInTime", { hit: clock.reading.state === "met", provisional }));
  }
  return rows;
};

/** Its target was not taken away. */
const isHeld = ({ reading }: SeenClock): boolean => reading.state !== "cancelled";

const speedClock = (clocks: readonly SeenClock[], { instance }: QueueWait): SeenClock | undefined =>
  clocks.find(({ clock }) => clock.target === "speedOfAnswer" && clock.instance === instance);

const satisfaction = (ticket: MeasuredTicket, survey: Survey): Contribution[] => {
  const { surveyId: subject, invitedAt, answers } = survey;
  const counts = countedAnswer(answers);
  const credit = surveyCredit(survey, ticket.measures);
  return [
    ...answers.flatMap((answer) => {
      const { at, csat: score } = answer;
      if (score === null) return [];
      const counted = answer === counts;
      return [
        contributed(
          ticket,
          "csat",
          { at, subject, score, counted, hit: isSatisfied(score) },
          credit,
        ),
      ];
    }),
    ...(invitedAt === null
      ? []
      : [
          contributed(
            ticket,
            "surveyResponseRate",
            { at: invitedAt, subject, hit: answers.length > 0 },
            credit,
          ),
        ]),
  ];
};

const reopenings = (ticket: MeasuredTicket, now: EpochMs): Contribution[] => {
  const [first] = ticket.measures.resolutions;
  if (first === undefined) return [];
  const hit = isReopenedInTime(first.at, first.reopenedAt);
  const provisional = !isMature(first.at, now);
  return [contributed(ticket, "reopenRate", { at: first.at, hit, provisional }, first)];
};
