import { defaultDeskPolicy } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { closed, noEffect, opened, resolved } from "../testing/events.ts";
import { given, stateOf } from "../testing/given.ts";

describe("categorise", () => {
  const categorised = {
    type: "categorised",
    data: { category: "billing", subcategory: "refund", symptom: null },
  } as const;

  test("replaces all three; what is not given is unknown", () => {
    given(opened)
      .when("categorise", { category: "billing", subcategory: "refund" })
      .then(categorised);
    given(opened, categorised)
      .when("categorise", { category: "billing" })
      .then({
        type: "categorised",
        data: { category: "billing", subcategory: null, symptom: null },
      });
  });

  test("the same again, or everything unknown at first, changes nothing", () => {
    given(opened, categorised)
      .when("categorise", categorised.data)
      .then(noEffect("categorise", "same category"));
    const symptom = { ...categorised, data: { ...categorised.data, symptom: "slow" } } as const;
    given(opened, symptom)
      .when("categorise", symptom.data)
      .then(noEffect("categorise", "same category"));
    given(opened)
      .when("categorise", { category: null })
      .then(noEffect("categorise", "same category"));
  });
});

describe("priority", () => {
  const two = { type: "opened", data: { ...opened.data, priority: 2 } } as const;

  test("is assessed by the policy's table", () => {
    const assessed = {
      type: "priorityAssessed",
      data: { impact: "medium", urgency: "low", priority: 4 },
    } as const;
    given(opened).when("assessPriority", { impact: "medium", urgency: "low" }).then(assessed);
    given(opened, assessed)
      .when("assessPriority", { impact: "medium", urgency: "low" })
      .then(noEffect("assessPriority", "same assessment"));
  });

  test("a smaller number is higher", () => {
    given(two)
      .when("raisePriority", { priority: 1, reason: "An outage." })
      .then({ type: "priorityRaised", data: { from: 2, to: 1, reason: "An outage." } });
    given(two)
      .when("lowerPriority", { priority: 3 })
      .then({ type: "priorityLowered", data: { from: 2, to: 3 } });
    const field = "data.priority";
    given(two).when("raisePriority", { priority: 2 }).refused("PRIORITY_NOT_HIGHER", { field });
    given(two).when("raisePriority", { priority: 3 }).refused("PRIORITY_NOT_HIGHER");
    given(two).when("lowerPriority", { priority: 2 }).refused("PRIORITY_NOT_LOWER", { field });
    given(two).when("lowerPriority", { priority: 1 }).refused("PRIORITY_NOT_LOWER");
    given(two, { type: "priorityRaised", data: { from: 2, to: 1 } })
      .when("lowerPriority", { priority: 2 })
      .then({ type: "priorityLowered", data: { from: 1, to: 2 } });
  });

  test("one that was never set may be raised or lowered", () => {
    given(opened)
      .when("raisePriority", { priority: 5 })
      .then({ type: "priorityRaised", data: { from: null, to: 5 } });
    given(opened)
      .when("lowerPriority", { priority: 1 })
      .then({ type: "priorityLowered", data: { from: null, to: 1 } });
  });
});

describe("assign", () => {
  const assigned = (team: string | null, agent: string | null, transfer = false) =>
    ({ type: "assigned", data: { team, agent, transfer } }) as const;

  test("the pair is what was said", () => {
    given(opened).when("assign", { team: "a", agent: "x" }).then(assigned("a", "x"));
    given(opened, assigned("a", "x")).when("assign", { team: "a" }).then(assigned("a", null));
    given(opened, assigned("a", "x")).when("assign", { agent: "x" }).then(assigned(null, "x"));
    given(opened, assigned("a", null))
      .when("assign", { team: "a" })
      .then(noEffect("assign", "same assignee"));
  });

  test("a transfer goes to a team other than the last known one", () => {
    given(opened, assigned("a", null))
      .when("assign", { team: "b" })
      .then(assigned("b", null, true));
    const between = [assigned(null, "x"), { type: "unassigned", data: {} }] as const;
    given(opened, assigned("a", null), ...between)
      .when("assign", { team: "a" })
      .then(assigned("a", null));
    given(opened, assigned("a", null), ...between)
      .when("assign", { team: "b" })
      .then(assigned("b", null, true));
    given(opened, assigned(null, "x")).when("assign", { team: "b" }).then(assigned("b", null));
  });

  test("transfers and assignments are counted", () => {
    expect(stateOf([opened, assigned("a", null), assigned("b", null, true)])).toMatchObject({
      assignmentCount: 2,
      transferCount: 1,
      lastTeam: "b",
    });
  });

  test("unassigning takes it from both", () => {
    given(opened, assigned("a", "x")).when("unassign", {}).then({ type: "unassigned", data: {} });
    const unassigned = [opened, assigned("a", "x"), { type: "unassigned", data: {} }] as const;
    for (const nobody of [[opened], unassigned]) {
      given(...nobody)
        .when("unassign", {})
        .then(noEffect("unassign", "not assigned"));
    }
  });
});

describe("escalation", () => {
  const third = {
    type: "escalated",
    data: { from: "firstLine", to: "thirdLine", reason: "Too hard." },
  } as const;

  test("goes up, over a line too", () => {
    given(opened).when("escalate", { to: "thirdLine", reason: "Too hard." }).then(third);
    given(opened, third)
      .when("escalate", { to: "secondLine", reason: "Mistake." })
      .refused("LEVEL_NOT_HIGHER", { field: "data.to", allowed: ["management"] });
    given(opened, third)
      .when("escalate", { to: "management", reason: "A breach.", rule: "breach" })
      .then({
        type: "escalated",
        data: { from: "thirdLine", to: "management", reason: "A breach.", rule: "breach" },
      });
  });

  test("by a rule comes too late for a ticket that was closed meanwhile, by hand it does not", () => {
    const late = { to: "thirdLine", reason: "Too hard.", rule: "closed in a week" } as const;
    const where = { field: "data.rule" };
    given(opened, closed)
      .when("escalate", late)
      .refused("NOT_ALLOWED_NOW", { ...where, allowed: ["reopen"] });
    const policy = { ...defaultDeskPolicy, rights: { ...defaultDeskPolicy.rights, reopen: [] } };
    given(opened, closed)
      .when("escalate", late, { policy })
      .refused("NOT_ALLOWED_NOW", { ...where, allowed: [] });
    given(opened, closed).when("escalate", { to: "thirdLine", reason: "Too hard." }).then(third);
    given(opened, resolved)
      .when("escalate", late)
      .then({ type: "escalated", data: { ...third.data, rule: late.rule } });
  });

  test("and comes down again", () => {
    given(opened, third)
      .when("deescalate", { to: "firstLine", reason: "Explained." })
      .then({
        type: "deescalated",
        data: { from: "thirdLine", to: "firstLine", reason: "Explained." },
      });
    given(opened)
      .when("deescalate", { to: "firstLine", reason: "Explained." })
      .refused("LEVEL_NOT_LOWER", { field: "data.to", allowed: [] });
  });
});
