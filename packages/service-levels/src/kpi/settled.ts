import type { EpochMs } from "../instant.ts";
import type { TargetName } from "../policy-document.ts";
import { judgedClock, type ReportedTicket, type SeenClock } from "../seen-ticket.ts";
import type { TicketClock } from "../ticket-clock.ts";
import { isMature } from "./cohort.ts";
import type { Contribution } from "./contribution.ts";
import { isOnFirstContact } from "./first-contact-resolution.ts";
import { handledAlone } from "./handled-alone.ts";
import { handlingSessions, type HandlingSession } from "./handling-sessions.ts";
import { contributed, measuredTicket, type MeasuredTicket } from "./measured-ticket.ts";
import { npsGroup } from "./nps.ts";
import { surveyCredit, surveys } from "./surveys.ts";
import { contributionsOf } from "./ticket-contributions.ts";

/**
 * What a ticket brings to the KPIs as long as nothing more happens to it, at whatever later instant one asks. What other
 * tickets decide (K4, K6, K8) and whether a cohort is mature is left to whoever asks.
 */
export interface SettledTicket {
  readonly ticket: MeasuredTicket;
  /** When the latest that is known of it happened: what follows holds from then on. */
  readonly latestAt: EpochMs;
  /** As they are seen then. */
  readonly clocks: readonly SeenClock[];
  /** Provisional is what somebody's doing may still change; the 7 days of cohorts make nothing so here. */
  readonly contributions: readonly Contribution[];
  /** Null while it was not resolved. */
  readonly firstContact: Contribution | null;
  readonly answers: readonly Contribution[];
  /** Clocks that run, each breached once `at` has passed unless something happens before. */
  readonly overdue: readonly { readonly at: EpochMs; readonly target: TargetName }[];
  readonly handled: readonly HandledSession[];
}

export interface HandledSession {
  readonly session: HandlingSession;
  /** At the beginning of the session, without its time. */
  readonly contribution: Contribution;
}

/**
 * Null for a ticket that was not opened.
 * @param given its clocks as its facts leave them
 * @param calendar the name of that of business time
 */
export const settledTicket = (
  reported: ReportedTicket,
  given: readonly TicketClock[],
  calendar: string,
): SettledTicket | null => {
  const latestAt = reported.facts.reduce((most, { at }) => Math.max(most, at), -Infinity);
  const ticket = measuredTicket(reported, { now: latestAt, calendar });
  if (ticket === null) return null;
  const clocks = given.map((clock) => judgedClock(clock, latestAt));
  const first = firstContact(ticket);
  const answers = npsContributions(ticket);
  const handled = handledSessions(ticket);
  return {
    ticket,
    latestAt,
    clocks,
    contributions: [
      ...contributionsOf(ticket, clocks, Infinity),
      ...(first === null ? [] : [first]),
      ...answers,
      ...interactionsAlone(ticket, handled),
    ],
    firstContact: first,
    answers,
    overdue: clocks.flatMap(overdue),
    handled,
  };
};

const overdue = ({ clock: { target }, reading }: SeenClock): SettledTicket["overdue"] => {
  const { state, breachesAt: at } = reading;
  return state === "running" && at !== null ? [{ at, target }] : [];
};

/** As far as the ticket's own history tells; other tickets of the customer may still spoil it. Null when not resolved. */
export const firstContact = (
  ticket: MeasuredTicket,
  now: EpochMs = Infinity,
): Contribution | null => {
  const { resolutions, ...measures } = ticket.measures;
  const [first] = resolutions;
  if (first === undefined) return null;
  const counted = isMature(first.at, now);
  const hit = isOnFirstContact(measures);
  const rest = { at: first.at, counted, provisional: !counted, hit };
  return contributed(ticket, "firstContactResolution", rest, first);
};

/** Each valid answer, in the order of the ticket's history. */
export const npsContributions = (ticket: MeasuredTicket): Contribution[] =>
  surveys(ticket.facts).flatMap((survey) => {
    const credit = surveyCredit(survey, ticket.measures);
    const { surveyId: subject } = survey;
    return survey.answers.flatMap(({ at, nps: score }) =>
      npsGroup(score) === null ? [] : [contributed(ticket, "nps", { at, subject, score }, credit)],
    );
  });

export const handledSessions = (ticket: MeasuredTicket): HandledSession[] =>
  handlingSessions(ticket.facts).map((session) => {
    const { interactionId: subject, agent, team, from: at } = session;
    const credit = { team, agent };
    return {
      session,
      contribution: contributed(ticket, "averageHandlingTime", { at, subject }, credit),
    };
  });

/** Interactions that one agent handled, with the time that they took if that agent handled nothing else meanwhile. */
const interactionsAlone = (
  { calendar }: MeasuredTicket,
  handled: readonly HandledSession[],
): readonly Contribution[] =>
  [...Map.groupBy(handled, ({ session }) => session.interactionId).values()].flatMap((together) => {
    const alone = handledAlone(
      together.map(({ session }) => session),
      calendar,
    );
    const first = together[0]?.contribution;
    return alone === null || first === undefined ? [] : [{ ...first, ...alone }];
  });
