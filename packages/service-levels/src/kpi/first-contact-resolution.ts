/**
 * Tickets solved by one contact, without a transfer, a reopening or another ticket within 7 days / resolved tickets whose
 * 7 days have passed (D1, D14).
 */
export const firstContactResolutionDefinition = { name: "firstContactResolution", version: 4 };

export interface FirstContactFacts {
  readonly inboundContacts: number;
  /** To another team. */
  readonly transfers: number;
  readonly reopenings: number;
}

/** Whether nothing in the ticket's own history spoils it; other tickets of the customer still may. */
export const isOnFirstContact = (ticket: FirstContactFacts): boolean =>
  ticket.inboundContacts === 1 && ticket.transfers === 0 && ticket.reopenings === 0;
