import { ERASED, type CustomerEvent } from "@docket/schemas";
import {
  erasedIn,
  idOfStream,
  isCustomerEvent,
  isErasure,
  NO_ROWS,
  readModel,
  type TableOf,
} from "./model.ts";

/** How a customer can be found. Every value is personal: at an erasure the row goes. */
export type CustomerIdentityRow = {
  readonly customerId: string;
  readonly kind: Identity["kind"];
  readonly value: string;
};
type Identity = Extract<CustomerEvent, { type: "identityAdded" }>["data"];

export const customerIdentitiesTable: TableOf<CustomerIdentityRow> = {
  name: "customer_identities",
  version: 1,
  columns: { customerId: "text", kind: "text", value: "text" },
  key: ["customerId", "kind", "value"],
  indexes: [["kind", "value"]],
};

/** One row per identity of a customer. */
export const customerIdentities = readModel<CustomerIdentityRow>({
  table: customerIdentitiesTable,
  affects(event) {
    if (!isCustomerEvent(event)) return NO_ROWS;
    const customerId = idOfStream(event);
    if (isErasure(event)) return { where: [{ column: "customerId", in: erasedIn(event) }] };
    // An identity read without its key is none.
    const known = namedBy(event).filter(({ value }) => value !== ERASED);
    return known.map(({ kind, value }) => [customerId, kind, value]);
  },
  apply(row, event, [, kind, value]) {
    if (!isCustomerEvent(event)) return row;
    if (event.type === "identityRemoved") return undefined;
    const named = namedBy(event).find((one) => one.kind === kind && one.value === value);
    return named && { customerId: idOfStream(event), kind: named.kind, value: named.value };
  },
});

/** The identities that an event says something of. */
function namedBy(event: CustomerEvent): readonly Identity[] {
  switch (event.type) {
    case "customerRegistered":
      return event.data.identities;
    case "identityAdded":
    case "identityRemoved":
      return [event.data];
    case "customerRenamed":
    case "preferencesChanged":
    case "tierChanged":
    case "customerMerged":
    case "customerUnmerged":
    case "customerErased":
    case "erasureCompleted":
    case "noEffect":
      return [];
    default:
      return event satisfies never;
  }
}
