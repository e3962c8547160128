import type { ReadModelStore } from "@docket/event-sourcing";
import { customerView } from "@docket/read-models";

/** The tickets of the person that a customer is: those of every customer merged with them, either way. */
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
    for (const { ticketId } of view?.tickets ?? []) tickets.add(ticketId);
    next = view?.mergedInto ?? null;
  }
  return [...tickets];
}
