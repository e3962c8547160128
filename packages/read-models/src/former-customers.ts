import {
  idOfStream,
  isTicketEvent,
  NO_ROWS,
  readModel,
  selectRows,
  type Recorded,
  type Rows,
  type TableOf,
} from "./model.ts";

/** A ticket and a customer whose it was before it was given to another: what they said in it lies under their key (D6, D16). */
type FormerCustomerRow = {
  readonly ticketId: string;
  readonly customerId: string;
};

const formerCustomersTable: TableOf<FormerCustomerRow> = {
  name: "former_customers",
  version: 1,
  columns: { ticketId: "text", customerId: "text" },
  key: ["ticketId", "customerId"],
  indexes: [["customerId"]],
};

/** One row per customer that a ticket was taken from. It stays when the ticket is given back. */
export const formerCustomers = readModel<FormerCustomerRow>({
  table: formerCustomersTable,
  affects(event) {
    const customerId = customerBefore(event);
    return customerId === undefined ? NO_ROWS : [[idOfStream(event), customerId]];
  },
  apply: (_row, _event, [ticketId, customerId]) => ({
    ticketId: String(ticketId),
    customerId: String(customerId),
  }),
});

function customerBefore(event: Recorded): string | undefined {
  if (!isTicketEvent(event) || event.type !== "customerIdentified") return undefined;
  return event.data.previousCustomerId;
}

/** The tickets that were once of one of these customers. */
export async function formerTickets(
  store: Rows,
  customerIds: readonly string[],
): Promise<readonly string[]> {
  const where = [{ column: "customerId", in: customerIds }];
  const rows = await selectRows(store, formerCustomersTable, { where });
  return rows.map(({ ticketId }) => ticketId);
}
