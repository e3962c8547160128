import { ERASED, type Channel, type CustomerEvent, type Tier } from "@docket/schemas";
import {
  erasedIn,
  idOfStream,
  isCustomerEvent,
  isErasure,
  NO_ROWS,
  readModel,
  type Fresh,
  type TableOf,
} from "./model.ts";

/** A customer: registered, or only seen on tickets, when all but the id is unknown. */
export type CustomerRow = {
  readonly customerId: string;
  /** Personal. */
  readonly name: string | null;
  readonly tier: Tier | null;
  readonly language: string | null;
  readonly preferredChannel: Channel | null;
  /** Whether they may be surveyed; `null` when they have not said. */
  readonly surveys: boolean | null;
  readonly mergedInto: string | null;
  readonly erased: boolean;
};

export const customersTable: TableOf<CustomerRow> = {
  name: "customers",
  version: 1,
  columns: {
    customerId: "text",
    name: "text",
    tier: "text",
    language: "text",
    preferredChannel: "text",
    surveys: "boolean",
    mergedInto: "text",
    erased: "boolean",
  },
  key: ["customerId"],
  indexes: [["mergedInto"]],
};

/** One row per customer. Tickets only bring a row about, customers fill it: so either may come first. */
export const customers = readModel<CustomerRow>({
  table: customersTable,
  affects(event) {
    if (isErasure(event)) return erasedIn(event).map((customerId) => [customerId]);
    if (isCustomerEvent(event)) return event.type === "noEffect" ? NO_ROWS : [[idOfStream(event)]];
    if (event.type === "customerIdentified") return [[event.data.customerId]];
    if (event.type !== "opened" || event.data.customerId === undefined) return NO_ROWS;
    return [[event.data.customerId]];
  },
  apply(row, event, [customerId]) {
    if (!isCustomerEvent(event)) return row ?? seen(String(customerId));
    const next = row === undefined ? seen(String(customerId)) : { ...row };
    fold(next, event);
    return next;
  },
});

const seen = (customerId: string): CustomerRow => ({
  customerId,
  name: null,
  tier: null,
  language: null,
  preferredChannel: null,
  surveys: null,
  mergedInto: null,
  erased: false,
});

function fold(row: Fresh<CustomerRow>, event: CustomerEvent): void {
  switch (event.type) {
    case "customerRegistered":
      row.name = event.data.name ?? null;
      row.tier = event.data.tier;
      prefer(row, event.data.preferences);
      return;
    case "customerRenamed":
      row.name = event.data.name;
      return;
    case "preferencesChanged":
      prefer(row, event.data);
      return;
    case "tierChanged":
      row.tier = event.data.to;
      return;
    case "customerMerged":
      row.mergedInto = event.data.into;
      return;
    case "customerUnmerged":
      row.mergedInto = null;
      return;
    case "customerErased":
    case "erasureCompleted":
      row.erased = true;
      if (row.name !== null) row.name = ERASED;
      return;
    case "identityAdded":
    case "identityRemoved":
    case "noEffect":
      return;
    default:
      event satisfies never;
  }
}

type Preferences = Extract<CustomerEvent, { type: "preferencesChanged" }>["data"];
function prefer(row: Fresh<CustomerRow>, { channel, language, surveys }: Preferences): void {
  row.preferredChannel = channel ?? row.preferredChannel;
  row.language = language ?? row.language;
  row.surveys = surveys ?? row.surveys;
}
