import type { ReadModelStore } from "@docket/event-sourcing";
import type { Fact, TicketFacts } from "@docket/service-levels";
import { customersTable } from "./customers.ts";
import { selectRows } from "./model.ts";

/** Whom customers were merged into, by who was. */
export type Mergers = ReadonlyMap<string, string>;

/** Those that the tables tell of. */
export async function knownMergers(store: Pick<ReadModelStore, "select">): Promise<Mergers> {
  const where = [{ column: "mergedInto", atLeast: "" }];
  const columns = ["customerId", "mergedInto"] as const;
  const rows = await selectRows(store, customersTable, { where, columns });
  return new Map(rows.map(({ customerId, mergedInto }) => [customerId, mergedInto ?? customerId]));
}

/**
 * Who a customer is: whoever they were merged into in the end (D16). Customers who were merged into each other at the same moment
 * are the first of them by id.
 */
const personIn =
  (mergers: Mergers) =>
  (customerId: string): string => {
    const passed = [customerId];
    for (;;) {
      const last = passed.at(-1) ?? customerId;
      const next = mergers.get(last);
      if (next === undefined) return last;
      const seenAt = passed.indexOf(next);
      if (seenAt >= 0) return passed.slice(seenAt).toSorted()[0] ?? last;
      passed.push(next);
    }
  };

/** Who each of them is: of all who were merged or merged into. */
export type Persons = ReadonlyMap<string, string>;
export const personsIn = (mergers: Mergers): Persons => {
  const personOf = personIn(mergers);
  return new Map([...mergers].flat().map((customerId) => [customerId, personOf(customerId)]));
};

/** Tickets of persons: each customer in their facts is who they are. */
export function ofPersons(
  tickets: readonly TicketFacts[],
  persons: Persons,
): readonly TicketFacts[] {
  if (persons.size === 0) return tickets;
  const told = (fact: Fact): Fact =>
    (fact.type === "opened" || fact.type === "customerIdentified") && fact.customerId !== null
      ? { ...fact, customerId: persons.get(fact.customerId) ?? fact.customerId }
      : fact;
  return tickets.map((ticket) => ({ ...ticket, facts: ticket.facts.map(told) }));
}
