import type { TicketEvent } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import {
  complaint,
  customerAwaited,
  opened,
  registered,
  resolved,
  resumed,
} from "../testing/events.ts";
import { given, stateOf } from "../testing/given.ts";

const proposed: TicketEvent = {
  type: "solutionProposed",
  data: { text: "Restart it.", articles: [] },
};

describe("solutions", () => {
  test("a proposal is answered once", () => {
    given(opened).when("proposeSolution", { text: "Restart it." }).then(proposed);
    given(opened, proposed)
      .when("acceptSolution", { comment: "Works." })
      .then({ type: "solutionAccepted", data: { comment: "Works." } });
    given(opened, proposed)
      .when("rejectSolution", { reason: "Still broken." })
      .then({ type: "solutionRejected", data: { reason: "Still broken." } });
    given(opened, proposed, { type: "solutionAccepted", data: {} })
      .when("rejectSolution", { reason: "Still broken." })
      .refused("NO_PROPOSAL");
    given(opened, { type: "diagnosed", data: { cause: "a full disk" } })
      .when("acceptSolution", {})
      .refused("NO_PROPOSAL");
  });

  test("the answer to a proposal ends the wait for the customer", () => {
    given(opened, proposed, customerAwaited)
      .when("acceptSolution", {})
      .then({ type: "solutionAccepted", data: {} }, resumed);
    given(opened, proposed, customerAwaited)
      .when("rejectSolution", { reason: "Still broken." })
      .then({ type: "solutionRejected", data: { reason: "Still broken." } }, resumed);
    given(opened, proposed, resolved)
      .when("acceptSolution", {})
      .then({ type: "solutionAccepted", data: {} });
  });

  test("articles are cited in a version that exists", () => {
    const articles = new Map([["a-1", 3]]);
    const cite = (articleId: string, version: number) => ({
      text: "Restart it.",
      articles: [{ articleId, version }],
    });
    given(opened)
      .when("proposeSolution", cite("a-1", 3), { articles })
      .then({ type: "solutionProposed", data: cite("a-1", 3) });
    given(opened)
      .when("proposeSolution", cite("a-1", 4), { articles })
      .refused("ARTICLE_NOT_FOUND", {
        message: "No article has this id, or not in this version. a-1 version 4; the latest is 3.",
      });
    given(opened).when("resolve", cite("a-2", 1), { articles }).refused("ARTICLE_NOT_FOUND");
    given(opened)
      .when("resolve", cite("a-1", 1))
      .refused("ARTICLE_NOT_FOUND", { field: "data.articles" });
  });
});

describe("resolve", () => {
  test("on first contact, from where it stands", () => {
    given(opened)
      .when("resolve", { code: "solved", text: "Explained.", onFirstContact: true })
      .then({
        type: "resolved",
        data: { code: "solved", text: "Explained.", articles: [], onFirstContact: true, cycle: 1 },
      });
  });

  test("ends a wait", () => {
    given(opened, customerAwaited).when("resolve", {}).then(resolved);
    expect(stateOf([opened, customerAwaited, resolved])).toMatchObject({
      position: "followUp",
      waitingSince: null,
      waitCount: 1,
    });
  });

  test("is not repeated", () => {
    given(opened, resolved).when("resolve", {}).refused("NOT_ALLOWED_NOW");
  });

  test("a complaint is registered before", () => {
    given(complaint).when("resolve", {}).refused("COMPLAINT_NOT_REGISTERED");
    given(complaint, registered).when("resolve", {}).then(resolved);
  });
});

describe("redress", () => {
  const value = (amount: number, currency = "EUR") => ({ amount, currency });
  const wanted = { redressId: "r-1", redressType: "refund", value: value(20_000) } as const;
  const requested = { type: "redressRequested", data: { ...wanted, reason: "Twice." } } as const;
  const approved = { type: "redressApproved", data: { redressId: "r-1" } } as const;
  const declined = {
    type: "redressDeclined",
    data: { redressId: "r-1", reason: "Once." },
  } as const;
  const granted = { type: "redressGranted", data: { ...wanted, approved: true } } as const;

  test("up to the policy's limit is granted at once", () => {
    given(opened)
      .when("grantRedress", { redressType: "credit", value: value(10_000) })
      .then({
        type: "redressGranted",
        data: {
          redressId: "command-1",
          redressType: "credit",
          value: value(10_000),
          approved: false,
        },
      });
  });

  test("above it, or in a currency that the policy does not name, it needs an approval", () => {
    const credit = (amount: number, currency?: string) => ({
      redressType: "credit" as const,
      value: value(amount, currency),
    });
    given(opened)
      .when("grantRedress", credit(10_001))
      .refused("REDRESS_ABOVE_LIMIT", { field: "data.value" });
    given(opened).when("grantRedress", credit(1, "JPY")).refused("REDRESS_ABOVE_LIMIT");
    given(opened, requested).when("grantRedress", wanted).refused("REDRESS_ABOVE_LIMIT");
    given(opened, requested, approved).when("grantRedress", wanted).then(granted);
  });

  test("what is granted is what was approved, once", () => {
    given(opened, requested, approved)
      .when("grantRedress", { ...wanted, value: value(20_001) })
      .refused("REDRESS_NOT_AS_APPROVED");
    given(opened, requested, approved)
      .when("grantRedress", { ...wanted, redressType: "credit" })
      .refused("REDRESS_NOT_AS_APPROVED");
    given(opened, requested, approved, granted)
      .when("grantRedress", wanted)
      .refused("REDRESS_EXISTS");
    given(opened, requested, declined).when("grantRedress", wanted).refused("REDRESS_EXISTS");
  });

  test("a request is decided once, by whom the policy names", () => {
    given(opened).when("requestRedress", requested.data).then(requested);
    given(opened, requested)
      .when("requestRedress", requested.data)
      .refused("REDRESS_EXISTS", { field: "data.redressId" });
    given(opened, requested).when("approveRedress", approved.data).then(approved);
    given(opened, requested).when("declineRedress", declined.data).then(declined);
    given(opened, requested)
      .when("approveRedress", { redressId: "r-2" })
      .refused("REDRESS_UNKNOWN", { field: "data.redressId", allowed: ["r-1"] });
    given(opened, requested, declined)
      .when("approveRedress", approved.data)
      .refused("REDRESS_UNKNOWN", { allowed: [] });
    given(opened, requested)
      .when("approveRedress", approved.data, { role: "representative" })
      .refused("ROLE_MISSING", { roles: ["manager", "administrator"] });
  });
});
