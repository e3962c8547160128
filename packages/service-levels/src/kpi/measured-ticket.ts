import { openBetween, type Calendar } from "../calendar.ts";
import { factsBy, type Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import type { ReportedTicket } from "../seen-ticket.ts";
import type { GroupingAttributes } from "../ticket-attributes.ts";
import { contribution, type Contribution, type KpiName, type Told } from "./contribution.ts";
import { ticketMeasures, type Span, type TicketMeasures } from "./ticket-measures.ts";

/** A ticket that is being looked at. */
export interface MeasuredTicket {
  readonly ticketId: string;
  /** Those that have occurred by `now`. */
  readonly facts: readonly Fact[];
  readonly measures: TicketMeasures;
  readonly policyVersion: string;
  /** Of business time. */
  readonly calendar: Calendar | null;
}

/**
 * Null when the ticket had not been received by `now`.
 * @param calendar the name of the one of business time in the ticket's policy
 */
export const measuredTicket = (
  ticket: ReportedTicket,
  { now, calendar }: { readonly now: EpochMs; readonly calendar: string },
): MeasuredTicket | null => {
  const facts = factsBy(ticket.facts, now);
  const measures = ticketMeasures(facts);
  if (measures === null) return null;
  const { version: policyVersion, calendars } = ticket.policy;
  const business = calendars.get(calendar)?.calendar ?? null;
  return { ticketId: ticket.ticketId, facts, measures, policyVersion, calendar: business };
};

type Credit = Partial<Pick<GroupingAttributes, "team" | "agent" | "channel">>;

/**
 * The ticket's attributes are those at `now`, but for whom and what it is credited to. What happened before any team had the
 * ticket is credited to the first that got it.
 */
export const contributed = (
  { ticketId, measures }: MeasuredTicket,
  figure: KpiName,
  rest: Told,
  credit: Credit = NO_CREDIT,
): Contribution => {
  const { opening, customerId, attributes } = measures;
  const credited = credit === NO_CREDIT ? attributes : creditedTo(measures, credit);
  return contribution(
    { figure, ticketId, externalId: opening.externalId, customerId, attributes: credited },
    rest,
  );
};

const NO_CREDIT: Credit = {};
const creditedTo = (
  { attributes, firstTeam }: TicketMeasures,
  { team, agent, channel }: Credit,
): GroupingAttributes => ({
  ...attributes,
  ...(team !== undefined && { team: team ?? firstTeam }),
  ...(agent !== undefined && { agent }),
  ...(channel !== undefined && { channel }),
});

/** In calendar and business time; what seems to have happened before its beginning took no time. */
export const times = (calendar: Calendar | null, spans: readonly Span[]) => {
  let valueMs = 0;
  let businessMs = 0;
  for (const { from, to } of spans) {
    valueMs += Math.max(0, to - from);
    if (calendar !== null) businessMs += openBetween(calendar, from, to);
  }
  return { valueMs, businessMs: calendar && businessMs };
};
