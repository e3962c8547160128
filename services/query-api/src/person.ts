import type { ReadModelStore } from "@docket/event-sourcing";
import { customerView, formerTickets } from "@docket/read-models";

/**
 * The tickets in which something of the person that a customer is may be held: those of every customer merged with them,
 * either way, and those that were theirs before they were given to another.
 */
export async function ticketsOfPerson(
  readModels: ReadModelStore,
  customerId: string,
): Promise<readonly string[]> {
  const passed = new Set<string>();
  const tickets = new Set<string>();
  let next: string | null = customerId;
  while (next !== null && !passed.has(next)) {
    passed.add(next);
    const view = await customerView(readModels, next);
    const former = await formerTickets(readModels, [next, ...(view?.merged ?? [])]);
    for (const { ticketId } of view?.tickets ?? []) tickets.add(ticketId);
    for (const ticketId of former) tickets.add(ticketId);
    next = view?.mergedInto ?? null;
  }
  return [...tickets];
}
