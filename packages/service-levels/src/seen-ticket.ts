import { readClock, type ClockReading } from "./clock-judgement.ts";
import { factsBy, type Fact } from "./fact.ts";
import type { EpochMs } from "./instant.ts";
import type { TargetName } from "./policy-document.ts";
import type { Policy } from "./policy.ts";
import { ticketAttributes, type GroupingAttributes } from "./ticket-attributes.ts";
import type { TicketClock } from "./ticket-clock.ts";
import { ticketClocks } from "./ticket-clocks.ts";

/** A ticket with the policy that it is judged by. */
export interface ReportedTicket {
  readonly ticketId: string;
  /** All that is known as of the report's knowledge, the opening first. */
  readonly facts: readonly Fact[];
  readonly policy: Policy;
}

/** A clock as it is seen at `now`. */
export interface SeenClock {
  readonly clock: TicketClock;
  readonly reading: ClockReading;
  /** When it was met, breached or cancelled; null while it is undecided. */
  readonly decidedAt: EpochMs | null;
}

/** A ticket as a report sees it; null when it had not been received by `now`. */
export interface SeenTicket {
  readonly ticketId: string;
  readonly externalId: string | null;
  readonly receivedAt: EpochMs;
  readonly attributes: GroupingAttributes;
  readonly clocks: readonly SeenClock[];
}

export const seen = (
  { ticketId, facts, policy }: ReportedTicket,
  { now, only }: { readonly now: EpochMs; readonly only: readonly TargetName[] },
): SeenTicket | null => {
  const known = factsBy(facts, now);
  const opening = known.find((fact) => fact.type === "opened");
  const attributes = ticketAttributes(known);
  if (opening === undefined || attributes === null) return null;
  const clocks = ticketClocks(known, policy)
    .filter(({ target }) => only.includes(target))
    .map((clock) => judgedClock(clock, now));
  return {
    ticketId,
    externalId: opening.externalId,
    receivedAt: opening.at,
    attributes,
    clocks,
  };
};

export const judgedClock = (clock: TicketClock, now: EpochMs): SeenClock => {
  const reading = readClock(clock.course, now);
  return { clock, reading, decidedAt: decidedAt(reading, clock.course.outcome?.at ?? null) };
};

const decidedAt = ({ state, stoppedAt, breachedAt }: ClockReading, cancelledAt: EpochMs | null) => {
  if (state === "met") return stoppedAt;
  if (state === "breached") return breachedAt;
  return state === "cancelled" ? cancelledAt : null;
};
