import { openBetween, type Calendar } from "../calendar.ts";
import { factsBy, type Fact } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import type { ReportedTicket } from "../seen-ticket.ts";
import type { GroupingAttributes } from "../ticket-attributes.ts";
import { contribution, type Contribution, type Given, type KpiName } from "./contribution.ts";
import { ticketMeasures, type Span, type TicketMeasures } from "./ticket-measures.ts";

/** A ticket that is being looked at. */
export interface MeasuredTicket {
  readonly ticketId: string;
  /** Those that have occurred by `now`. */
  readonly facts: readonly Fact[];
  readonly measures: TicketMeasures;
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
  const business = ticket.policy.calendars.get(calendar)?.calendar ?? null;
  return { ticketId: ticket.ticketId, facts, measures, calendar: business };
};

export type Rest = Omit<Given, "figure" | "ticketId" | "externalId" | "customerId" | "attributes">;
type Credit = Partial<Pick<GroupingAttributes, "team" | "agent" | "channel">>;

/**
 * The ticket's attributes are those at `now`, but for whom and what it is credited to. What happened before any team had the
 * ticket is credited to the first that got it.
 */
export const contributed = (
  { ticketId, measures }: MeasuredTicket,
  figure: KpiName,
  rest: Rest,
  { team, agent, channel }: Credit = {},
): Contribution => {
  const { opening, customerId, attributes } = measures;
  const credited: GroupingAttributes = {
    ...attributes,
    ...(team !== undefined && { team: team ?? measures.firstTeam }),
    ...(agent !== undefined && { agent }),
    ...(channel !== undefined && { channel }),
  };
  const { externalId } = opening;
  return contribution({ figure, ticketId, externalId, customerId, attributes: credited, ...rest });
};

/** In calendar and business time; what seems to have happened before its beginning took no time. */
export const times = (calendar: Calendar | null, spans: readonly Span[]) => {
  const sum = (length: (span: Span) => number) =>
    spans.reduce((total, span) => total + length(span), 0);
  return {
    valueMs: sum(({ from, to }) => Math.max(0, to - from)),
    businessMs: calendar && sum(({ from, to }) => openBetween(calendar, from, to)),
  };
};
