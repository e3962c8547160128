import { ticketEvents, type TicketEventType } from "@docket/schemas";

export const isTicketEventType = (text: string): text is TicketEventType =>
  Object.hasOwn(ticketEvents, text);

export const ticketEventTypes: readonly TicketEventType[] =
  Object.keys(ticketEvents).filter(isTicketEventType);
