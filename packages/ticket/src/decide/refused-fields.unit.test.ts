import type { TicketEvent } from "@docket/schemas";
import { describe, test } from "vitest";
import { complaint, opened, passed, registered } from "../testing/events.ts";
import { given, hours, OTHER, stateOf, TICKET } from "../testing/given.ts";

const THIRD = "01JTH1RD000000000000000000";
const other = stateOf([opened]);
const open = { kind: "inquiry", channel: "email" } as const;
const prioritised = { ...opened, data: { ...opened.data, priority: 2 } } as const;
const value = { amount: 10_001, currency: "EUR" };
const requested: TicketEvent = {
  type: "redressRequested",
  data: { redressId: "r-1", redressType: "refund", value, reason: "It leaks." },
};

describe("a refusal names the field that it is about", () => {
  test("of another ticket", () => {
    const merged = stateOf([opened, { type: "merged", data: { into: THIRD } }]);
    const link = { otherTicketId: OTHER, relation: "related" } as const;
    const otherTicketId = { field: "data.otherTicketId" };
    given(opened).when("link", link).refused("OTHER_TICKET_NOT_FOUND", otherTicketId);
    given(opened)
      .when("link", link, { other: merged })
      .refused("OTHER_TICKET_MERGED", otherTicketId);
    given(opened)
      .when("link", link, { other: merged, standing: TICKET })
      .refused("OTHER_TICKET_MERGED", otherTicketId);
    given(opened).when("unlink", { otherTicketId: OTHER }).refused("NOT_LINKED", otherTicketId);
    given(opened)
      .when("merge", { into: TICKET }, { other })
      .refused("SAME_TICKET", { field: "data.into" });
    given()
      .when("open", { ...open, follows: OTHER })
      .refused("OTHER_TICKET_NOT_FOUND", { field: "data.follows" });
    const splitFrom = { field: "data.splitFrom" };
    given()
      .when("open", { ...open, splitFrom: OTHER })
      .refused("OTHER_TICKET_NOT_FOUND", splitFrom);
    given()
      .when("open", { ...open, splitFrom: TICKET })
      .refused("SAME_TICKET", splitFrom);
    const newTicketId = { field: "data.newTicketId" };
    given(opened)
      .when("split", { kind: "inquiry", newTicketId: TICKET })
      .refused("SAME_TICKET", newTicketId);
    given(opened)
      .when("split", { kind: "inquiry", newTicketId: OTHER }, { other })
      .refused("TICKET_EXISTS", newTicketId);
  });

  test("of something that the ticket has not, or has already", () => {
    const session = { sessionId: "s-1" };
    const started = { type: "handlingStarted", data: { ...session, agent: "kim" } } as const;
    const sessionId = { field: "data.sessionId" };
    given(opened).when("endHandling", session).refused("SESSION_UNKNOWN", sessionId);
    given(opened, started).when("startHandling", session).refused("SESSION_EXISTS", sessionId);
    const question = { questionId: "q-1", question: "Which one?" };
    const questionId = { field: "data.questionId" };
    given(opened, { type: "clarificationAsked", data: question })
      .when("askClarification", question)
      .refused("SESSION_EXISTS", questionId);
    given(opened)
      .when("answerClarification", { questionId: "q-1", answer: "This one." })
      .refused("QUESTION_UNKNOWN", questionId);
    const call = { interactionId: "i-1", channel: "phone" } as const;
    const interactionId = { field: "data.interactionId" };
    given(opened, { type: "contactQueued", data: call })
      .when("queueContact", call)
      .refused("SESSION_EXISTS", interactionId);
    given(opened)
      .when("answerContact", { interactionId: "i-1" })
      .refused("INTERACTION_UNKNOWN", interactionId);
    given(opened)
      .when("correct", { revision: 9, field: "body", value: "10", reason: "A typo." })
      .refused("REVISION_UNKNOWN", { field: "data.revision" });
  });

  test("of redress", () => {
    const redressId = { field: "data.redressId" };
    given(opened)
      .when("grantRedress", { redressType: "refund", value })
      .refused("REDRESS_ABOVE_LIMIT", { field: "data.value" });
    given(opened, requested)
      .when("requestRedress", requested.data)
      .refused("REDRESS_EXISTS", redressId);
    given(opened)
      .when("approveRedress", { redressId: "r-1" })
      .refused("REDRESS_UNKNOWN", redressId);
  });

  test("of levels, priorities, articles, retention and an end that waits for verification", () => {
    const to = { field: "data.to" };
    given(opened)
      .when("escalate", { to: "firstLine", reason: "Hard." })
      .refused("LEVEL_NOT_HIGHER", to);
    given(opened)
      .when("deescalate", { to: "management", reason: "Easy." })
      .refused("LEVEL_NOT_LOWER", to);
    const priority = { field: "data.priority" };
    given(prioritised)
      .when("raisePriority", { priority: 2 })
      .refused("PRIORITY_NOT_HIGHER", priority);
    given(prioritised)
      .when("lowerPriority", { priority: 2 })
      .refused("PRIORITY_NOT_LOWER", priority);
    given(opened)
      .when("resolve", { articles: [{ articleId: "a-1", version: 1 }] })
      .refused("ARTICLE_NOT_FOUND", { field: "data.articles" });
    given(opened, { type: "retentionSet", data: { until: hours(48) } })
      .when("setRetention", { until: hours(24) })
      .refused("RETENTION_SHORTENED", { field: "data.until" });
    given(complaint, registered, passed)
      .when("close", { outcome: "satisfied", reason: "Happy." })
      .refused("VERIFICATION_PENDING", { field: "data.outcome" });
  });
});
