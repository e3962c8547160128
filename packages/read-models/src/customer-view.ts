import { customerIdentity } from "@docket/schemas";
import { customerIdentitiesTable, type CustomerIdentityRow } from "./customer-identities.ts";
import { customerTicketsTable, type CustomerTicketRow } from "./customer-tickets.ts";
import { customersTable, type CustomerRow } from "./customers.ts";
import { loadRows, selectRows, type Rows } from "./model.ts";
import { ticketsTable, type TicketRow } from "./ticket-row.ts";

/** A customer with the tickets of all that were merged into them, across all channels (D16). */
export type CustomerView = CustomerRow & {
  /** The customers merged into this one, and into those. */
  readonly merged: readonly string[];
  readonly identities: readonly Pick<CustomerIdentityRow, "kind" | "value">[];
  /** By their opening. */
  readonly tickets: readonly (TicketRow &
    Omit<CustomerTicketRow, "ticketId" | "customerId" | "calls" | "openedOn">)[];
};

/** `undefined` for a customer neither registered nor seen on a ticket. */
export async function customerView(
  store: Rows,
  customerId: string,
): Promise<CustomerView | undefined> {
  const [row] = await loadRows(store, customersTable, [[customerId]]);
  if (row === undefined) return undefined;
  const merged = await mergedInto(store, customerId);
  const theirs = [{ column: "customerId", in: [customerId, ...merged] }];
  const identities = await selectRows(store, customerIdentitiesTable, { where: theirs });
  return {
    ...row,
    merged,
    identities: identities.map(({ kind, value }) => ({ kind, value })),
    tickets: await ticketsOf(store, theirs),
  };
}

async function ticketsOf(store: Rows, where: { column: string; in: readonly string[] }[]) {
  const contacts = await selectRows(store, customerTicketsTable, { where });
  const byId = new Map(contacts.map((row) => [row.ticketId, row]));
  const tickets = await loadRows(
    store,
    ticketsTable,
    contacts.map(({ ticketId }) => [ticketId]),
  );
  return tickets
    .toSorted(
      (one, other) =>
        compare(one.openedAt, other.openedAt) || compare(one.ticketId, other.ticketId),
    )
    .flatMap((ticket) => {
      const row = byId.get(ticket.ticketId);
      if (row === undefined) return [];
      const { channels, contacts: count, firstContactAt, lastContactAt } = row;
      return [{ ...ticket, channels, contacts: count, firstContactAt, lastContactAt }];
    });
}

/** Customers who merged into each other at the same moment are one circle, gone round once. */
async function mergedInto(store: Rows, customerId: string): Promise<readonly string[]> {
  const known = new Set([customerId]);
  let latest = [customerId];
  while (latest.length > 0) {
    const rows = await selectRows(store, customersTable, {
      where: [{ column: "mergedInto", in: latest }],
    });
    latest = rows.map((row) => row.customerId).filter((id) => !known.has(id));
    for (const id of latest) known.add(id);
  }
  known.delete(customerId);
  return [...known];
}

/** The customers who go by an identity of any kind (D16), compared exactly; who was merged gives who they were merged into. */
export async function findCustomers(
  store: Rows,
  identity: string,
): Promise<readonly CustomerRow[]> {
  const owners = await selectRows(store, customerIdentitiesTable, {
    where: [
      { column: "kind", in: customerIdentity.shape.kind.options },
      { column: "value", is: identity },
    ],
  });
  const ids = new Set(owners.map(({ customerId }) => customerId));
  const rows = await loadRows(
    store,
    customersTable,
    Array.from(ids, (customerId) => [customerId]),
  );
  const found = new Map<string, CustomerRow>();
  for (const row of rows) {
    const standing = await survivor(store, row);
    found.set(standing.customerId, standing);
  }
  return [...found.values()];
}

async function survivor(store: Rows, customer: CustomerRow): Promise<CustomerRow> {
  const passed = new Set<string>();
  let row = customer;
  while (row.mergedInto !== null && !passed.has(row.customerId)) {
    passed.add(row.customerId);
    const [next] = await loadRows(store, customersTable, [[row.mergedInto]]);
    row = next ?? row;
  }
  return row;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
