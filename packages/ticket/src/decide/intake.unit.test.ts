import { describe, expect, test } from "vitest";
import {
  acknowledged,
  closed,
  complaint,
  customerAwaited,
  identified,
  merged,
  noEffect,
  opened,
  reopened,
  resolved,
} from "../testing/events.ts";
import { given, hours, OTHER, START, stateOf, TICKET, type Past } from "../testing/given.ts";

const pinned = { name: "desk", version: 1 };

describe("open", () => {
  test("pins the policy's version", () => {
    given()
      .when("open", { kind: "inquiry", channel: "chat", subject: "Hello" })
      .then({
        type: "opened",
        data: { kind: "inquiry", channel: "chat", subject: "Hello", policy: pinned },
      });
  });

  test("impact and urgency give the priority by the policy's table", () => {
    const data = { kind: "inquiry", channel: "web", impact: "high", urgency: "low" } as const;
    given()
      .when("open", { ...data, priority: 1 })
      .then({ type: "opened", data: { ...data, priority: 3, policy: pinned } });
  });

  test("a priority may be stated without either", () => {
    const data = { kind: "inquiry", channel: "web", impact: "high", priority: 4 } as const;
    given()
      .when("open", data)
      .then({ type: "opened", data: { ...data, policy: pinned } });
  });

  test("instants promised from outside are kept as they were given", () => {
    const targets = { closure: "2026-03-09T16:00:00.000Z" };
    const data = { kind: "inquiry", channel: "web", targets } as const;
    given()
      .when("open", data)
      .then({ type: "opened", data: { ...data, policy: pinned } });
  });

  test("recorded later than the policy calls ordinary it is history", () => {
    const data = { kind: "inquiry", channel: "web" } as const;
    const late = (by: number) => ({ role: "integration" as const, now: hours(by) });
    given()
      .when("open", data, { ...late(24), occurredAt: START })
      .then({ type: "opened", data: { ...data, policy: pinned } });
    given()
      .when("open", data, { ...late(24.001), occurredAt: START })
      .then({ type: "opened", data: { ...data, policy: pinned, history: true } });
  });

  test("a ticket that continues an earlier one names one that exists", () => {
    const data = { kind: "inquiry", channel: "web", follows: OTHER } as const;
    given().when("open", data).refused("OTHER_TICKET_NOT_FOUND", { field: "data.follows" });
    given()
      .when("open", data, { other: stateOf([opened, resolved, closed]) })
      .then({ type: "opened", data: { ...data, policy: pinned } });
    given()
      .when("open", { ...data, follows: TICKET }, { other: stateOf([opened]) })
      .refused("SAME_TICKET");
  });
});

test("a part of another ticket names one that exists, whatever became of it", () => {
  const part = { kind: "inquiry", channel: "web", splitFrom: OTHER } as const;
  const mergedIntoPart = { type: "merged", data: { into: TICKET } } as const;
  for (const parent of [stateOf([opened]), stateOf([opened, mergedIntoPart])]) {
    given()
      .when("open", part, { parent })
      .then({ type: "opened", data: { ...part, policy: pinned } });
  }
  const field = "data.splitFrom";
  given().when("open", part).refused("OTHER_TICKET_NOT_FOUND", { field });
  given()
    .when("open", { ...part, follows: OTHER }, { other: stateOf([opened]) })
    .refused("OTHER_TICKET_NOT_FOUND");
  given()
    .when("open", { ...part, splitFrom: TICKET })
    .refused("SAME_TICKET", { field });
});

test("a part that is told late is history only when the ticket is from which it was split off", () => {
  const part = { kind: "inquiry", channel: "web", splitFrom: OTHER } as const;
  const told = (parent: Past, history?: true) =>
    given()
      .when("open", part, { now: hours(48), parent: stateOf([parent]) })
      .then({ type: "opened", data: { ...part, policy: pinned, ...(history && { history }) } });
  told(opened);
  told({ ...opened, data: { ...opened.data, history: true } }, true);
});

test("no ticket is given to an erased customer", () => {
  const erased = { customerErased: true };
  given(opened).when("identifyCustomer", { customerId: "c-1" }, erased).refused("CUSTOMER_ERASED");
});

describe("acknowledge", () => {
  test("by a machine or by a person", () => {
    given(opened)
      .when("acknowledge", { automatic: true })
      .then({
        type: "acknowledged",
        data: { automatic: true },
      });
    given(opened).when("acknowledge", {}).then(acknowledged);
  });

  test("again in the same cycle changes nothing", () => {
    given(opened, acknowledged)
      .when("acknowledge", {})
      .then(noEffect("acknowledge", "acknowledged already"));
  });

  test("again with words to the customer keeps these", () => {
    const message = "I am Lena, and look after it.";
    const again = { type: "acknowledged", data: { message, automatic: false } } as const;
    given(opened, acknowledged).when("acknowledge", { message }).then(again);
    expect(stateOf([opened, acknowledged, again])).toMatchObject({
      ...stateOf([opened, acknowledged]),
      revision: 2,
      lastOccurredAt: expect.any(String),
    });
  });

  test("again in the next cycle counts", () => {
    given(opened, acknowledged, resolved, reopened).when("acknowledge", {}).then(acknowledged);
  });
});

describe("the customer and the channel", () => {
  test("identifying the customer names the one before", () => {
    given(opened).when("identifyCustomer", { customerId: "c-1" }).then(identified);
    given(opened, identified)
      .when("identifyCustomer", { customerId: "c-2" })
      .then({
        type: "customerIdentified",
        data: { customerId: "c-2", previousCustomerId: "c-1" },
      });
    given(opened, identified)
      .when("identifyCustomer", { customerId: "c-1" })
      .then(noEffect("identifyCustomer", "known already"));
  });

  test("a ticket changes its channel midway", () => {
    given(opened)
      .when("changeChannel", { channel: "phone" })
      .then({ type: "channelChanged", data: { from: "email", to: "phone" } });
    given(opened)
      .when("changeChannel", { channel: "email" })
      .then(noEffect("changeChannel", "same channel"));
  });
});

describe("reclassify", () => {
  const reclassified = {
    type: "reclassified",
    data: { aspect: "safety", reason: "It gave a shock." },
  } as const;
  const diagnosed = { type: "diagnosed", data: { cause: "a short circuit" } } as const;

  test("an inquiry becomes a complaint where it stands, wait included", () => {
    const waiting = [opened, customerAwaited];
    given(...waiting)
      .when("reclassify", reclassified.data)
      .then(reclassified);
    expect(stateOf([...waiting, reclassified])).toMatchObject({
      kind: "complaint",
      aspect: "safety",
      position: "inquiry.waitingForCustomer",
    });
    expect(stateOf([opened, diagnosed, reclassified])).toMatchObject({
      position: "resolution.working.firstAttempt",
    });
  });

  test("not once it is resolved, and not a complaint", () => {
    given(opened, resolved).when("reclassify", reclassified.data).refused("NOT_ALLOWED_NOW");
    given(complaint).when("reclassify", reclassified.data).refused("NOT_ALLOWED_NOW");
  });
});

test("a refusal of the chart names what this role may do instead", () => {
  given(opened, merged)
    .when("reply", { channel: "email", body: "Hello" }, { role: "representative" })
    .refused("NOT_ALLOWED_NOW", {
      allowed: [
        "identifyCustomer",
        "note",
        "wrapUpHandling",
        "endHandling",
        "answerSurvey",
        "link",
        "unlink",
        "unmerge",
      ],
    });
});

test("an unresolved ticket is withdrawn, a resolved one is not", () => {
  const data = { reason: "No longer needed." };
  given(opened).when("withdraw", data).then({ type: "withdrawn", data });
  given(opened, resolved).when("withdraw", data).refused("NOT_ALLOWED_NOW");
});
