import { defaultDeskPolicy, type CustomerCommand, type CustomerEvent } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import type { CustomerContext } from "./customer-decide.ts";
import { wantsSurveys, type CustomerState } from "./customer-state.ts";
import { customerDecider, customerStream, customerSubjectOf } from "./customer.ts";
import type { Timed } from "./decision.ts";
import { agent, given, manager, noon } from "./testing/given.ts";

const context: CustomerContext = { now: noon, policy: defaultDeskPolicy };
const sent = { customerId: "c-1", commandId: "command-1", actor: manager, occurredAt: noon };
const email = { kind: "email", value: "ada@example.org" } as const;
const phone = { kind: "phone", value: "+49 30 1234" } as const;

const registered = {
  type: "customerRegistered",
  data: { name: "Ada", identities: [email], tier: "standard", preferences: { language: "de" } },
} satisfies CustomerEvent;
const merged: CustomerEvent = { type: "customerMerged", data: { into: "c-2" } };
const erased: CustomerEvent = { type: "customerErased", data: { ground: "request" } };
const customer = (...events: CustomerEvent[]) => given(customerDecider, ...events);

describe("registering", () => {
  test("keeps what is given, fills the tier, and drops an identity named twice", () => {
    customer()
      .when(
        {
          ...sent,
          type: "registerCustomer",
          data: { name: "Ada", identities: [email, phone, email] },
        },
        context,
      )
      .then({
        type: "customerRegistered",
        data: { name: "Ada", identities: [email, phone], tier: "standard", preferences: {} },
      });
  });

  test("needs no name", () => {
    customer()
      .when({ ...sent, type: "registerCustomer", data: { tier: "premium" } }, context)
      .then({
        type: "customerRegistered",
        data: { identities: [], tier: "premium", preferences: {} },
      });
  });

  test("happens once", () => {
    customer(registered)
      .when({ ...sent, type: "registerCustomer", data: {} }, context)
      .refused("CUSTOMER_EXISTS");
  });
});

const changes: readonly {
  readonly command: Timed<CustomerCommand>;
  readonly event: CustomerEvent;
}[] = [
  {
    command: { ...sent, type: "renameCustomer", data: { name: "Ada L." } },
    event: { type: "customerRenamed", data: { name: "Ada L." } },
  },
  {
    command: { ...sent, type: "addIdentity", data: phone },
    event: { type: "identityAdded", data: phone },
  },
  {
    command: { ...sent, type: "removeIdentity", data: email },
    event: { type: "identityRemoved", data: email },
  },
  {
    command: { ...sent, type: "changePreferences", data: { surveys: false } },
    event: { type: "preferencesChanged", data: { surveys: false } },
  },
  {
    command: { ...sent, type: "changeTier", data: { tier: "enterprise" } },
    event: { type: "tierChanged", data: { from: "standard", to: "enterprise" } },
  },
];

describe.each(changes)("$command.type", ({ command, event }) => {
  test("changes a registered customer", () => {
    customer(registered).when(command, context).then(event);
  });

  test("changes nothing a second time", () => {
    const decision = customerDecider.decide(customer(registered, event).state, command, context);
    expect(decision).toMatchObject({
      accepted: true,
      events: [{ type: "noEffect", data: { command: command.type } }],
    });
  });

  test("is refused before the registration, after an erasure, and after a merge unless it takes an identity back", () => {
    customer().when(command, context).refused("CUSTOMER_NOT_FOUND");
    const afterMerge = customer(registered, merged).when(command, context);
    if (command.type === "removeIdentity") afterMerge.then(event);
    else afterMerge.refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
    customer(registered, erased).when(command, context).refused("CUSTOMER_ERASED");
  });
});

test("identities compare exactly", () => {
  const other = { kind: "email", value: "Ada@example.org" } as const;
  customer(registered)
    .when({ ...sent, type: "addIdentity", data: other }, context)
    .then({ type: "identityAdded", data: other });
  customer(registered)
    .when({ ...sent, type: "removeIdentity", data: { ...email, kind: "account" } }, context)
    .then({
      type: "noEffect",
      data: { command: "removeIdentity", reason: "the customer lacks this identity" },
    });
});

test("preferences that are not named stay, and say whether surveys are wanted", () => {
  const { state } = customer(registered, { type: "preferencesChanged", data: { surveys: false } });
  expect(state).toMatchObject({ preferences: { language: "de", surveys: false } });
  expect(wantsSurveys(state)).toBe(false);
  expect(wantsSurveys(customer(registered).state)).toBe(true);
  expect(wantsSurveys(customer().state)).toBe(true);
});

describe("merging", () => {
  const command = { ...sent, type: "mergeCustomer", data: { into: "c-2" } } as const;
  const other: CustomerState = customer(registered).state;

  test("points to another registered customer", () => {
    customer(registered)
      .when(command, { ...context, other })
      .then(merged);
  });

  test("is refused into itself, or one who is unknown, merged or erased", () => {
    customer(registered)
      .when({ ...command, data: { into: "c-1" } }, { ...context, other })
      .refused("INVALID_FIELD", { field: "data.into" });
    customer(registered).when(command, context).refused("CUSTOMER_NOT_FOUND");
    const third = customer(registered, { type: "customerMerged", data: { into: "c-3" } }).state;
    customer(registered)
      .when(command, { ...context, other: third })
      .refused("CUSTOMER_MERGED", { allowed: ["c-3"] });
    customer(registered)
      .when(command, { ...context, other: { status: "erased" } })
      .refused("CUSTOMER_ERASED");
  });

  test("into each other at once is undone for the first by id, who is as they were", () => {
    const actor = { id: "docket", role: "administrator" } as const;
    const parting = { ...sent, actor, type: "unmergeCustomer", data: {} } as const;
    const unmerged = { type: "customerUnmerged", data: { from: "c-2" } } as const;
    customer(registered, merged)
      .when(parting, { ...context, standing: "c-1" })
      .then(unmerged);
    expect(customer(registered, merged, unmerged).state).toEqual(customer(registered).state);
    const second = { ...context, standing: "c-2" };
    for (const known of [context, second]) {
      customer(registered, merged)
        .when(parting, known)
        .refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
    }
  });

  test("leaves what was brought along: identities that can be taken away, and a no to surveys", () => {
    const surveys = { type: "preferencesChanged", data: { surveys: false } } as const;
    const removed = { type: "identityRemoved", data: email } as const;
    const removing = { ...sent, type: "removeIdentity", data: email } as const;
    customer(registered, merged).when(removing, context).then(removed);
    customer(registered, merged, removed)
      .when(removing, context)
      .refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
    customer(registered, merged)
      .when({ ...removing, data: phone }, context)
      .refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
    const wishing = { ...sent, type: "changePreferences" } as const;
    const wanted = { surveys: true };
    const saidNo = customer(registered, surveys, merged);
    saidNo
      .when({ ...wishing, data: wanted }, context)
      .then({ type: "preferencesChanged", data: wanted });
    for (const data of [surveys.data, { channel: "chat" } as const]) {
      saidNo.when({ ...wishing, data }, context).refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
    }
    expect(wantsSurveys(saidNo.state)).toBe(false);
    expect(wantsSurveys(customer(registered, merged).state)).toBe(true);
    expect(wantsSurveys(customer(merged).state)).toBe(true);
  });

  test("is final", () => {
    customer(registered, merged)
      .when(command, { ...context, other })
      .refused("CUSTOMER_MERGED", { allowed: ["c-2"] });
  });
});

describe("erasing", () => {
  const actor = { id: "archivist", role: "documentControl" } as const;
  const command = { ...sent, actor, type: "eraseCustomer", data: { ground: "request" } } as const;

  test("is possible for a customer registered, merged, or only known from tickets", () => {
    customer(registered).when(command, context).then(erased);
    customer(registered, merged).when(command, context).then(erased);
    customer().when(command, context).then(erased);
  });

  test("waits for a legal hold", () => {
    customer(registered)
      .when(command, { ...context, heldTicket: "01KJRQ5C7DGF2M0Y8T6N3WZ4XB" })
      .refused("LEGAL_HOLD", {
        message: "A ticket of this customer is under legal hold. It is 01KJRQ5C7DGF2M0Y8T6N3WZ4XB.",
      });
  });

  test("leaves nothing that a command could be about", () => {
    const { state } = customer(registered, erased);
    expect(state).toStrictEqual({ status: "erased" });
    customer(erased).when(command, context).refused("CUSTOMER_ERASED");
    customer(erased)
      .when({ ...sent, type: "registerCustomer", data: {} }, context)
      .refused("CUSTOMER_ERASED");
  });
});

describe("completing an erasure", () => {
  const actor = { id: "docket", role: "administrator" } as const;
  const command = { ...sent, actor, type: "completeErasure", data: {} } as const;
  const completed: CustomerEvent = { type: "erasureCompleted", data: {} };

  test("is possible once the customer is erased, as often as need be", () => {
    customer(registered, erased).when(command, context).then(completed);
    customer(erased, completed).when(command, context).then(completed);
    customer(erased, completed)
      .when({ ...sent, type: "registerCustomer", data: {} }, context)
      .refused("CUSTOMER_ERASED");
  });

  test("is refused before, and to those who complete nothing", () => {
    for (const events of [[], [registered], [registered, merged]]) {
      customer(...events)
        .when(command, context)
        .refused("NOT_ALLOWED_NOW", { allowed: ["eraseCustomer"] });
    }
    customer(registered)
      .when({ ...command, actor: { ...actor, role: "integration" } }, context)
      .refused("NOT_ALLOWED_NOW", { allowed: [] });
    customer(erased)
      .when({ ...command, actor: manager }, context)
      .refused("ROLE_MISSING", { roles: ["integration", "administrator"] });
  });
});

test("the policy's rights and times come before the state", () => {
  const command = { ...sent, type: "mergeCustomer", data: { into: "c-2" } } as const;
  customer()
    .when({ ...command, actor: agent }, context)
    .refused("ROLE_MISSING", { roles: ["manager", "administrator"] });
  customer()
    .when({ ...command, occurredAt: "2026-03-02T12:00:05.001Z" }, context)
    .refused("OCCURRED_IN_FUTURE");
  customer()
    .when({ ...command, occurredAt: "2026-03-01T11:59:59.999Z" }, context)
    .refused("RECORDED_TOO_LATE");
  const { rights: _none, ...rest } = defaultDeskPolicy;
  customer()
    .when(command, { ...context, policy: { ...rest, rights: {} } })
    .refused("ROLE_MISSING", { roles: ["administrator"] });
});

test("a late or unusual history does not break the fold", () => {
  const { state } = customer(
    { type: "customerRenamed", data: { name: "Ada" } },
    erased,
    registered,
  );
  expect(state).toMatchObject({ status: "registered" });
});

test("names its stream and whose key it needs", () => {
  expect(customerStream("c-1")).toBe("customer-c-1");
  expect(customerSubjectOf({ type: "renameCustomer", customerId: "c-1" })).toBe("customer:c-1");
  expect(customerSubjectOf({ type: "completeErasure", customerId: "c-1" })).toBe("erasure:c-1");
});
