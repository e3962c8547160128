import { describe, expect, test } from "vitest";
import { absent } from "./state.ts";
import {
  at,
  closed,
  customerAwaited,
  noEffect,
  opened,
  reopened,
  resolved,
  resolvedAgain,
  resumed,
} from "./testing/events.ts";
import { hours, OTHER, stateOf } from "./testing/given.ts";

test("nothing but an opening makes a ticket", () => {
  expect(stateOf([{ type: "noteAdded", data: {} }])).toEqual(absent);
  expect(
    stateOf([{ type: "commandRefused", data: { command: "open", code: "ROLE_MISSING" } }]),
  ).toEqual(absent);
});

test("an opened ticket is in the inquiry's first state, with what was said of it", () => {
  const said = {
    externalId: "CASE-7",
    customerId: "c-1",
    language: "de",
    tier: "premium",
  } as const;
  expect(stateOf([at(hours(2), { ...opened, data: { ...opened.data, ...said } })])).toMatchObject({
    ...said,
    position: "inquiry.working",
    revision: 0,
    cycle: 1,
    openedAt: hours(2),
    level: "firstLine",
  });
});

test("first and last instants are told apart", () => {
  expect(
    stateOf([
      opened,
      at(hours(1), resolved),
      at(hours(2), closed),
      at(hours(3), reopened),
      at(hours(4), resolvedAgain),
      at(hours(5), closed),
    ]),
  ).toMatchObject({
    firstResolvedAt: hours(1),
    lastResolvedAt: hours(4),
    closedAt: hours(5),
    lastClosedAt: hours(5),
    lastOccurredAt: hours(5),
    reopenCount: 1,
    cycle: 2,
  });
});

test("a wait is counted, and lasts until it is ended", () => {
  const waiting = stateOf([opened, at(hours(1), customerAwaited)]);
  expect(waiting).toMatchObject({ waitingSince: hours(1), waitCount: 1 });
  const vendor = { type: "thirdPartyAwaited", data: { party: "vendor" } } as const;
  expect(stateOf([opened, customerAwaited, at(hours(2), vendor)])).toMatchObject({
    waitingSince: hours(2),
    awaitedParty: "vendor",
    waitCount: 2,
  });
  for (const end of [resumed, resolved, closed]) {
    expect(stateOf([opened, vendor, end])).toMatchObject({
      waitingSince: null,
      awaitedParty: null,
    });
  }
});

describe("an event that the chart does not allow", () => {
  test("leaves the position where it is, and its facts stand", () => {
    expect(
      stateOf([
        opened,
        resolved,
        closed,
        { type: "categorised", data: { category: "billing", subcategory: null, symptom: null } },
      ]),
    ).toMatchObject({ position: "closed.done", category: "billing", revision: 3 });
  });
});

test("events that only tell leave the facts as they are", () => {
  const before = stateOf([opened]);
  const after = stateOf([
    opened,
    { type: "noteAdded", data: { text: "Called." } },
    noEffect("assign", "same assignee"),
    { type: "commandRefused", data: { command: "close", code: "CLOSING_REASON_MISSING" } },
  ]);
  expect(after).toEqual({ ...before, revision: 3 });
});

test("a ticket that follows another is linked to it", () => {
  expect(stateOf([{ ...opened, data: { ...opened.data, follows: OTHER } }])).toMatchObject({
    follows: OTHER,
    links: [{ otherTicketId: OTHER, relation: "follows", recordedFromOther: false }],
  });
});

test("messages that nobody has answered are counted until a person replies", () => {
  const message = {
    type: "messageReceived",
    data: { messageId: "m", channel: "email", body: "?" },
  } as const;
  const reply = (automatic: boolean) =>
    ({
      type: "replied",
      data: { messageId: "r", channel: "email", body: "!", automatic },
    }) as const;
  expect(stateOf([opened, message, reply(true)])).toMatchObject({
    inboundContacts: 2,
    unansweredMessages: 2,
  });
  expect(stateOf([opened, message, reply(false)])).toMatchObject({ unansweredMessages: 0 });
  expect(stateOf([opened, message, resolved])).toMatchObject({ unansweredMessages: 0 });
});
