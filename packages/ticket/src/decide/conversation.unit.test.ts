import { describe, expect, test } from "vitest";
import { customerAwaited, noEffect, opened, resumed } from "../testing/events.ts";
import { given, hours, stateOf, START } from "../testing/given.ts";

const message = { channel: "email", body: "Any news?" } as const;
const received = { type: "messageReceived", data: { messageId: "command-1", ...message } } as const;
const asked = {
  type: "clarificationAsked",
  data: { questionId: "q-1", question: "Which model?" },
} as const;

describe("messages", () => {
  test("take the command's id unless they have one", () => {
    given(opened).when("receiveMessage", message).then(received);
    given(opened)
      .when("reply", { ...message, messageId: "m-7" })
      .then({ type: "replied", data: { ...message, messageId: "m-7", automatic: false } });
  });

  test("the customer's end the wait for the customer", () => {
    given(opened, customerAwaited).when("receiveMessage", message).then(received, resumed);
    given(opened, { type: "thirdPartyAwaited", data: {} })
      .when("receiveMessage", message)
      .then(received);
  });

  test("only a person's reply is the first response", () => {
    const reply = (automatic: boolean) =>
      ({ type: "replied", data: { messageId: "m", ...message, automatic } }) as const;
    expect(stateOf([opened, reply(true)])).toMatchObject({ firstRespondedAt: null });
    expect(stateOf([opened, reply(true), reply(false)])).toMatchObject({ firstRespondedAt: START });
  });

  test("one that needs no reply is marked, once", () => {
    given(opened)
      .when("markNoReplyNeeded", { reason: "Thanks only." })
      .then({ type: "noReplyNeededMarked", data: { reason: "Thanks only." } });
    given(opened, { type: "noReplyNeededMarked", data: {} })
      .when("markNoReplyNeeded", {})
      .then(noEffect("markNoReplyNeeded", "no message is unanswered"));
    given(opened, { type: "noReplyNeededMarked", data: {} })
      .when("markNoReplyNeeded", { reason: "Thanks only." })
      .then({ type: "noReplyNeededMarked", data: { reason: "Thanks only." } });
  });
});

describe("clarifying questions", () => {
  const answer = { questionId: "q-1", answer: "The red one." };

  test("are asked once each", () => {
    given(opened).when("askClarification", asked.data).then(asked);
    given(opened, asked)
      .when("askClarification", asked.data)
      .refused("SESSION_EXISTS", { field: "data.questionId" });
  });

  test("an answer ends the wait for the customer", () => {
    given(opened, asked, customerAwaited)
      .when("answerClarification", answer)
      .then({ type: "clarificationAnswered", data: answer }, resumed);
  });

  test("an answer names an open question", () => {
    given(opened, asked)
      .when("answerClarification", { ...answer, questionId: "q-2" })
      .refused("QUESTION_UNKNOWN", { field: "data.questionId", allowed: ["q-1"] });
    given(opened, asked, { type: "clarificationAnswered", data: answer })
      .when("answerClarification", answer)
      .refused("QUESTION_UNKNOWN", { allowed: [] });
  });
});

describe("contacts in the queue", () => {
  const queued = {
    type: "contactQueued",
    data: { interactionId: "i-1", channel: "phone" },
  } as const;
  const contact = { interactionId: "i-1" };

  test("are answered or abandoned, once", () => {
    given(opened).when("queueContact", queued.data).then(queued);
    given(opened, queued)
      .when("queueContact", queued.data)
      .refused("SESSION_EXISTS", { field: "data.interactionId" });
    given(opened, queued)
      .when("answerContact", contact)
      .then({ type: "contactAnswered", data: contact });
    given(opened, queued)
      .when("abandonContact", contact)
      .then({ type: "contactAbandoned", data: contact });
    given(opened, queued, { type: "contactAnswered", data: contact })
      .when("abandonContact", contact)
      .refused("INTERACTION_UNKNOWN", { allowed: [] });
    given(opened, queued)
      .when("answerContact", { interactionId: "i-2" })
      .refused("INTERACTION_UNKNOWN", { field: "data.interactionId", allowed: ["i-1"] });
  });

  test("a call that is answered ends the wait for the customer, one that is not does not", () => {
    const answered = { type: "contactAnswered", data: contact } as const;
    given(opened, customerAwaited, queued).when("answerContact", contact).then(answered, resumed);
    given(opened, { type: "thirdPartyAwaited", data: {} }, queued)
      .when("answerContact", contact)
      .then(answered);
    given(opened, customerAwaited, queued)
      .when("abandonContact", contact)
      .then({ type: "contactAbandoned", data: contact });
  });
});

test("a promise, a delay and progress are told to the customer", () => {
  const promise = { expectedAt: hours(48), text: "By Wednesday." };
  const delay = { expectedAt: hours(72), reason: "A part is missing." };
  given(opened)
    .when("promiseCompletion", promise)
    .then({ type: "completionPromised", data: promise });
  given(opened).when("announceDelay", delay).then({ type: "delayAnnounced", data: delay });
  given(opened)
    .when("updateProgress", { text: "Half done." })
    .then({ type: "progressUpdated", data: { text: "Half done." } });
  expect(
    stateOf([
      opened,
      { type: "completionPromised", data: promise },
      { type: "delayAnnounced", data: delay },
    ]),
  ).toMatchObject({ expectedAt: hours(72) });
});
