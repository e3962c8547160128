import type { TicketEvent } from "@docket/schemas";
import { ticketEvents } from "@docket/schemas";
import { derivedUuid, type Instant } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import { reactingTypes, reactTo } from "./react.ts";
import { opened } from "./testing/events.ts";
import { contextOf, hours, OTHER, stateOf, START, TICKET } from "./testing/given.ts";
import { ticketDecider } from "./ticket.ts";

const eventId = derivedUuid("an event");
const occurredAt: Instant = hours(0);
const reaction = (event: TicketEvent) =>
  reactTo(event, { eventId, ticketId: TICKET, occurredAt, correlationId: "a" });
const envelope = (type: string) => ({
  type,
  ticketId: OTHER,
  commandId: derivedUuid(eventId, type),
  actor: { id: "docket", role: "integration" },
  occurredAt: START,
  causationId: eventId,
  correlationId: "a",
});
const link = { otherTicketId: OTHER, relation: "causedBy" } as const;

describe("what the other ticket is told", () => {
  test("a link, and its end", () => {
    expect(reaction({ type: "linked", data: { ...link, recordedFromOther: false } })).toEqual([
      { ...envelope("recordLink"), data: { otherTicketId: TICKET, relation: "causedBy" } },
    ]);
    const unlinked = { otherTicketId: OTHER, recordedFromOther: false };
    expect(reaction({ type: "unlinked", data: unlinked })).toEqual([
      { ...envelope("recordUnlink"), data: { otherTicketId: TICKET } },
    ]);
  });

  test("nothing of a link that it told of itself", () => {
    expect(reaction({ type: "linked", data: { ...link, recordedFromOther: true } })).toEqual([]);
    const unlinked = { otherTicketId: OTHER, recordedFromOther: true };
    expect(reaction({ type: "unlinked", data: unlinked })).toEqual([]);
  });

  test("that a new ticket follows it", () => {
    expect(reaction({ ...opened, data: { ...opened.data, follows: OTHER } })).toEqual([
      { ...envelope("recordLink"), data: { otherTicketId: TICKET, relation: "follows" } },
    ]);
    expect(reaction(opened)).toEqual([]);
  });

  test("a merge, and its undoing", () => {
    expect(reaction({ type: "merged", data: { into: OTHER, reason: "The same." } })).toEqual([
      { ...envelope("absorb"), data: { otherTicketId: TICKET } },
    ]);
    expect(reaction({ type: "unmerged", data: { from: OTHER, reason: "Not so." } })).toEqual([
      { ...envelope("release"), data: { otherTicketId: TICKET } },
    ]);
  });

  test("to be opened, when it was split off", () => {
    const inherited = {
      kind: "complaint",
      subject: "And the invoice.",
      channel: "email",
      customerId: "c-1",
      tier: "enterprise",
      language: "de",
      policy: "desk",
    } as const;
    const commands = reaction({ type: "splitOff", data: { ...inherited, childTicketId: OTHER } });
    expect(commands).toEqual([{ ...envelope("open"), data: { ...inherited, splitFrom: TICKET } }]);
    for (const parent of [
      stateOf([opened]),
      stateOf([opened, { type: "merged", data: { into: TICKET } }]),
    ]) {
      const context = contextOf({ parent });
      const decision = ticketDecider.decide(ticketDecider.initial, commands[0]!, context);
      expect(decision).toMatchObject({ accepted: true });
    }
  });
});

test("every reaction is accepted by the other ticket", () => {
  const events: TicketEvent[] = [
    { type: "linked", data: { ...link, recordedFromOther: false } },
    { type: "unlinked", data: { otherTicketId: OTHER, recordedFromOther: false } },
    { type: "merged", data: { into: OTHER } },
    { type: "unmerged", data: { from: OTHER, reason: "Not so." } },
  ];
  const merged = { type: "merged", data: { into: TICKET } } as const;
  for (const event of events) {
    for (const other of [stateOf([opened]), stateOf([opened, merged])]) {
      const decision = ticketDecider.decide(other, reaction(event)[0]!, contextOf({}));
      expect(decision).toMatchObject({ accepted: true });
    }
  }
});

test("no other event tells another ticket anything", () => {
  const telling = ["opened", "linked", "unlinked", "splitOff", "merged", "unmerged"];
  expect(reactingTypes).toEqual(telling);
  const silent = Object.keys(ticketEvents).filter((type) => !telling.includes(type));
  for (const type of silent) {
    expect(reaction({ type, data: {} } as TicketEvent)).toEqual([]);
  }
});
