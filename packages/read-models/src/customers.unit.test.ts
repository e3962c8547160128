import { ERASED, type CustomerEvent, type TicketEvent } from "@docket/schemas";
import { expect, test } from "vitest";
import { readModels } from "./index.ts";
import { createFold, history } from "./testing/fold.ts";
import { customerErased, ticketA } from "./testing/samples.ts";

const registered: CustomerEvent = {
  type: "customerRegistered",
  data: {
    name: "Ada",
    identities: [
      { kind: "phone", value: "110" },
      { kind: "account", value: "110" },
    ],
    tier: "premium",
    preferences: { language: "de", surveys: false },
  },
};
const opened: TicketEvent = {
  type: "opened",
  data: {
    kind: "inquiry",
    channel: "email",
    customerId: "c-1",
    tier: "enterprise",
    policy: { name: "desk", version: 1 },
  },
};
const unknown = {
  customerId: "c-1",
  name: null,
  tier: null,
  language: null,
  preferredChannel: null,
  surveys: null,
  mergedInto: null,
  erased: false,
};

function after(...events: readonly CustomerEvent[]) {
  const fold = createFold(readModels);
  fold.project(history("customer", "c-1", events));
  const { customers, customer_identities: identities } = fold.rows();
  return { customer: customers?.[0], identities };
}

test("a customer is what was registered and changed since", () => {
  const { customer, identities } = after(
    registered,
    { type: "customerRenamed", data: { name: "Ada L." } },
    { type: "preferencesChanged", data: { channel: "chat" } },
    { type: "tierChanged", data: { from: "premium", to: "standard" } },
    { type: "customerMerged", data: { into: "c-2" } },
  );
  expect(customer).toEqual({
    customerId: "c-1",
    name: "Ada L.",
    tier: "standard",
    language: "de",
    preferredChannel: "chat",
    surveys: false,
    mergedInto: "c-2",
    erased: false,
  });
  expect(identities).toEqual([
    { customerId: "c-1", kind: "account", value: "110" },
    { customerId: "c-1", kind: "phone", value: "110" },
  ]);
});

test("an identity is removed with its kind", () => {
  const removed: CustomerEvent = { type: "identityRemoved", data: { kind: "phone", value: "110" } };
  expect(after(registered, removed).identities).toEqual([
    { customerId: "c-1", kind: "account", value: "110" },
  ]);
});

test("a customer seen on a ticket is known by id alone", () => {
  const fold = createFold(readModels);
  fold.project(history("ticket", ticketA, [opened]));
  expect(fold.rows()["customers"]).toEqual([unknown]);
});

test("an erasure blanks the name and removes the identities, and nothing else", () => {
  expect(after(registered, customerErased)).toEqual({
    customer: { ...after(registered).customer, name: ERASED, erased: true },
    identities: [],
  });
  expect(after(customerErased).customer).toEqual({ ...unknown, erased: true });
});

test("a completed erasure blanks all whom it names, on their tickets too", () => {
  const fold = createFold(readModels);
  fold.project(history("customer", "c-1", [registered]));
  const subject: TicketEvent = { ...opened, data: { ...opened.data, subject: "the lamp" } };
  fold.project(history("ticket", ticketA, [subject]));
  const completed: CustomerEvent = { type: "erasureCompleted", data: { also: ["c-1"] } };
  fold.project(history("customer", "c-2", [completed]));
  const { customers, customer_identities: identities, tickets } = fold.rows();
  expect(customers).toMatchObject([
    { customerId: "c-1", name: ERASED, tier: "premium", erased: true },
    { customerId: "c-2", name: null, erased: true },
  ]);
  expect(identities).toEqual([]);
  expect(tickets).toMatchObject([{ subject: ERASED }]);
});

test("an identity whose key is gone finds nobody, even before the erasure is recorded", () => {
  const unreadable: CustomerEvent = {
    type: "customerRegistered",
    data: { ...registered.data, name: ERASED, identities: [{ kind: "email", value: ERASED }] },
  };
  expect(after(unreadable).identities).toEqual([]);
});
