import { describe, expect, test } from "vitest";
import type { Fact, FactOf, FactType } from "../fact.ts";
import { opened as openedWith } from "../testing/ticket-facts.ts";
import { handlingSessions } from "./handling-sessions.ts";
import { openSpans } from "./open-spans.ts";
import { queueWaits } from "./queue-waits.ts";
import { surveyCredit, surveys } from "./surveys.ts";
import { ticketMeasures } from "./ticket-measures.ts";

const opened = (at = 0): Fact => openedWith({ at, priority: null });
type Bare = Extract<
  FactType,
  "reopened" | "withdrawn" | "unmerged" | "resumed" | "customerAwaited"
>;
const at = (instant: number, type: Bare): Fact => ({ type, at: instant });
const resolved = (instant: number): Fact => ({ type: "resolved", at: instant, articles: [] });
const closed = (instant: number): Fact => ({ type: "closed", at: instant, outcome: "satisfied" });
const merged = (instant: number): Fact => ({ type: "merged", at: instant, into: "other" });
const replied = (instant: number, automatic: boolean): Fact => ({
  type: "replied",
  at: instant,
  automatic,
});
const assigned = (instant: number, team: string | null, agent: string | null): Fact => ({
  type: "assigned",
  at: instant,
  team,
  agent,
  transfer: false,
});

describe("K10 responses", () => {
  test("a machine's reply is the first of any, and none by a person", () => {
    const measures = ticketMeasures([opened(), replied(5, true)]);
    expect(measures).toMatchObject({ firstResponse: null, firstResponseAny: { at: 5 } });
  });

  const handles = (agent: string): Fact => ({
    type: "handlingStarted",
    at: 1,
    sessionId: agent,
    agent,
    interactionId: null,
  });
  const ends = (agent: string): Fact => ({ type: "handlingEnded", at: 1, sessionId: agent });

  test("are credited to who has the ticket, else to who handles it", () => {
    const call = handles("kim");
    expect(ticketMeasures([opened(), call, replied(2, false)])?.firstResponse).toEqual({
      at: 2,
      team: null,
      agent: "kim",
    });
    const given = [opened(), call, assigned(2, "billing", "lee"), replied(3, false)];
    expect(ticketMeasures(given)?.firstResponse).toMatchObject({ team: "billing", agent: "lee" });
  });

  test("are credited to no agent who gave the ticket back, but to who handles it then", () => {
    const back = [opened(), assigned(0, "billing", "lee"), assigned(1, null, null)];
    const credit = (facts: readonly Fact[]) =>
      ticketMeasures([...facts, replied(2, false)])?.firstResponse;
    expect(credit(back)).toMatchObject({ team: "billing", agent: null });
    expect(credit([...back, handles("kim")])).toMatchObject({ team: "billing", agent: "kim" });
    const taken = [...back, handles("kim"), assigned(2, null, "lee")];
    expect(credit(taken)).toMatchObject({ team: "billing", agent: "lee" });
  });

  test("are credited to who still handles it, of several the latest", () => {
    const agentOf = (...facts: readonly Fact[]) =>
      ticketMeasures([opened(), ...facts, replied(2, false)])?.firstResponse?.agent;
    const both = [handles("kim"), handles("lee")];
    expect(agentOf(...both)).toBe("lee");
    expect(agentOf(...both, ends("lee"))).toBe("kim");
    expect(agentOf(...both, ends("kim"))).toBe("lee");
    expect(agentOf(...both, ends("kim"), ends("lee"))).toBeNull();
  });
});

describe("K8 a customer's contact", () => {
  const contacts = (...facts: readonly Fact[]) =>
    ticketMeasures([openedWith({ at: 0, channel: "phone" }), ...facts])?.inboundContacts;
  const call = (instant: number, interactionId: string, channel = "phone"): Fact => ({
    type: "contactQueued",
    at: instant,
    interactionId,
    channel,
  });
  const said = (type: "messageReceived" | "clarificationAnswered"): Fact => ({ type, at: 1 });

  test("is the opening, each message and each clarification that was answered", () => {
    expect(contacts()).toBe(1);
    expect(contacts(said("messageReceived"), said("clarificationAnswered"))).toBe(3);
  });

  test("is each call, but for the one that opened the ticket", () => {
    expect(contacts(call(0, "a"))).toBe(1);
    expect(contacts(call(0, "a"), call(5, "b"))).toBe(2);
    expect(contacts(call(0, "a", "chat"), call(5, "b"))).toBe(3);
    expect(contacts(said("messageReceived"), call(5, "a"))).toBe(3);
    expect(contacts(said("clarificationAnswered"), call(5, "a"))).toBe(3);
  });

  test("is a call once, however often it is queued", () => {
    expect(contacts(call(0, "a"), call(5, "a"))).toBe(1);
    expect(contacts(call(0, "a"), call(5, "b"), call(7, "b"))).toBe(2);
  });
});

test("nothing is measured before the opening", () => {
  expect(ticketMeasures([replied(5, false)])).toBeNull();
});

describe("K12 a ticket is in the backlog", () => {
  test("from its opening, that instant included, up to its closing, that instant left out", () => {
    expect(openSpans([opened(3), resolved(4), closed(9)])).toEqual([{ from: 3, to: 9 }]);
    expect(openSpans([opened(3), closed(9), at(12, "reopened")])).toEqual([
      { from: 3, to: 9 },
      { from: 12, to: null },
    ]);
    expect(openSpans([opened(3), at(5, "withdrawn")])).toEqual([{ from: 3, to: 5 }]);
  });

  test("not while it is merged; an undone merge puts it back where it was", () => {
    expect(openSpans([opened(), merged(4), at(6, "unmerged")])).toEqual([
      { from: 0, to: 4 },
      { from: 6, to: null },
    ]);
    expect(openSpans([opened(), closed(4), merged(5), at(6, "unmerged")])).toEqual([
      { from: 0, to: 4 },
    ]);
  });

  test("by what had occurred, in the order of its history", () => {
    expect(openSpans([opened(10), closed(5)])).toEqual([]);
    expect(openSpans([opened(10), at(7, "reopened")])).toEqual([{ from: 10, to: null }]);
    expect(openSpans([opened(0), closed(9), at(7, "reopened")])).toEqual([{ from: 0, to: null }]);
  });
});

describe("K9 the queue", () => {
  const queued = (instant: number, interactionId: string, channel = "phone"): Fact => ({
    type: "contactQueued",
    at: instant,
    interactionId,
    channel,
  });
  const taken = (
    type: "contactAnswered" | "contactAbandoned",
    instant: number,
    interactionId: string,
  ): Fact => ({ type, at: instant, interactionId });

  test("knows each wait of phone and chat, with its place among all", () => {
    const facts = [
      opened(),
      queued(1, "mail", "email"),
      queued(2, "a"),
      taken("contactAbandoned", 3, "a"),
      queued(5, "a"),
      queued(6, "b", "chat"),
      taken("contactAnswered", 7, "a"),
    ];
    expect(queueWaits(facts)).toEqual([
      {
        interactionId: "a",
        channel: "phone",
        instance: 2,
        queuedAt: 2,
        answeredAt: null,
        abandonedAt: 3,
      },
      {
        interactionId: "a",
        channel: "phone",
        instance: 3,
        queuedAt: 5,
        answeredAt: 7,
        abandonedAt: null,
      },
      {
        interactionId: "b",
        channel: "chat",
        instance: 4,
        queuedAt: 6,
        answeredAt: null,
        abandonedAt: null,
      },
    ]);
  });
});

test("K9 who waits with a ticket that is merged is in no queue, unless the merge is undone", () => {
  const call = (instant: number, interactionId: string): Fact => ({
    type: "contactQueued",
    at: instant,
    interactionId,
    channel: "phone",
  });
  const answered: Fact = { type: "contactAnswered", at: 3, interactionId: "a" };
  const facts = [opened(), call(1, "a"), call(2, "b"), answered, merged(4)];
  const idsOf = (all: readonly Fact[]) => queueWaits(all).map(({ interactionId }) => interactionId);
  expect(idsOf(facts)).toEqual(["a"]);
  expect(idsOf([...facts, at(5, "unmerged")])).toEqual(["a", "b"]);
});

test("K6 a session lasts from its beginning to its end, holds and wrap-up included", () => {
  const start = (instant: number, sessionId: string, interactionId: string | null): Fact => ({
    type: "handlingStarted",
    at: instant,
    sessionId,
    agent: "kim",
    interactionId,
  });
  const facts: Fact[] = [
    opened(),
    start(1, "s1", "call"),
    { type: "handlingHeld", at: 2, sessionId: "s1" },
    { type: "handlingContinued", at: 3, sessionId: "s1" },
    { type: "wrapUpStarted", at: 4, sessionId: "s1" },
    assigned(4, "billing", "kim"),
    start(5, "s2", null),
    { type: "handlingEnded", at: 6, sessionId: "s1" },
  ];
  expect(handlingSessions(facts)).toEqual([
    { interactionId: "call", agent: "kim", team: null, from: 1, to: 6 },
    { interactionId: "s2", agent: "kim", team: "billing", from: 5, to: null },
  ]);
});

describe("K3 an invitation that nobody answered", () => {
  const invited: Fact = { type: "surveyInvited", at: 9, surveyId: "v" };
  const creditOf = (...facts: readonly Fact[]) => {
    const all = [opened(), ...facts];
    const measures = ticketMeasures(all) ?? expect.unreachable();
    return surveys(all).map((survey) => surveyCredit(survey, measures));
  };

  test("is credited to who had the ticket at the last resolution before it", () => {
    const kim = assigned(1, "billing", "kim");
    const lee = assigned(5, "sales", "lee");
    const once = [kim, resolved(2)];
    expect(creditOf(...once, invited, lee)).toMatchObject([{ team: "billing", agent: "kim" }]);
    expect(creditOf(...once, lee, invited)).toMatchObject([{ team: "billing", agent: "kim" }]);
    const again = [...once, at(4, "reopened"), lee, resolved(6)];
    expect(creditOf(...again, invited)).toMatchObject([{ team: "sales", agent: "lee" }]);
    expect(creditOf(...once, invited, ...again.slice(2))).toMatchObject([{ agent: "kim" }]);
  });

  test("of a ticket that was not resolved before is credited to nobody", () => {
    expect(creditOf(assigned(1, "billing", "kim"), invited, resolved(10))).toEqual([
      { team: null, agent: null },
    ]);
  });
});

test("K3 a survey has its invitation and all its answers", () => {
  const answer = (instant: number, csat: number): FactOf<"surveyAnswered"> => ({
    type: "surveyAnswered",
    at: instant,
    surveyId: "v",
    csat,
    nps: null,
    team: null,
    agent: null,
  });
  const facts: Fact[] = [
    opened(),
    { type: "surveyInvited", at: 1, surveyId: "v" },
    answer(2, 1),
    answer(3, 5),
  ];
  expect(surveys(facts)).toEqual([
    { surveyId: "v", invitedAt: 1, answers: [answer(2, 1), answer(3, 5)] },
  ]);
});
