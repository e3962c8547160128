import type { EpochMs } from "../instant.ts";
import { isMature, isWithinCohort } from "./cohort.ts";
import { shareFigure, type Figure } from "./definition.ts";

export const firstContactResolutionDefinition = { name: "firstContactResolution", version: 1 };

export interface FirstContactFacts {
  readonly firstResolvedAt: EpochMs;
  readonly inboundContacts: number;
  /** To another team. */
  readonly transfers: number;
  readonly firstReopenedAt: EpochMs | null;
  /** When the same customer next opened a ticket of the same category. */
  readonly nextTicketAt: EpochMs | null;
}

export interface FirstContactCounts {
  /** Resolved tickets whose 7 days have passed. */
  readonly matured: number;
  readonly onFirstContact: number;
  /** Resolved tickets whose 7 days have not: beside the figure, not in it. */
  readonly provisional: number;
}

/** What a resolved ticket adds, in the period of its first resolution. */
export const firstContactContribution = (
  ticket: FirstContactFacts,
  now: EpochMs,
): FirstContactCounts => {
  if (!isMature(ticket.firstResolvedAt, now)) {
    return { matured: 0, onFirstContact: 0, provisional: 1 };
  }
  return { matured: 1, onFirstContact: isOnFirstContact(ticket) ? 1 : 0, provisional: 0 };
};

const isOnFirstContact = (ticket: FirstContactFacts): boolean =>
  ticket.inboundContacts === 1 &&
  ticket.transfers === 0 &&
  ticket.firstReopenedAt === null &&
  !(ticket.nextTicketAt !== null && isWithinCohort(ticket.firstResolvedAt, ticket.nextTicketAt));

/** Tickets solved by one contact, without a transfer, a reopening or a next one within 7 days (D1, D14). */
export const firstContactResolution = (
  counts: FirstContactCounts,
): Figure & { readonly provisional: boolean } => ({
  ...shareFigure(firstContactResolutionDefinition, counts.onFirstContact, counts.matured),
  provisional: counts.provisional > 0,
});
