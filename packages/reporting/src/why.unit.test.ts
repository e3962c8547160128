import { HOUR, type Fact } from "@docket/service-levels";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as given from "./testing/tickets.ts";
import { explainClock } from "./why.ts";

const { MONDAY, opened } = given;
/** Hours after the receipt, on a Monday at 09:00 in Berlin. */
const h = (hours: number): number => MONDAY + hours * HOUR;
const at = (hours: number): string => new Date(h(hours)).toISOString();

const open: [string, string][] = [["09:00", "17:00"]];
const rule = { target: "totalResolution", within: "PT24H" } as const;
const policy = given.policyOf({
  name: "test",
  version: 1,
  effectiveFrom: "2020-01-01T00:00:00Z",
  calendars: {
    office: { timeZone: "Europe/Berlin", weekly: { monday: open, tuesday: open, friday: open } },
  },
  rules: [
    { ...rule, name: "urgent", within: "PT4H", when: { priority: [1] }, pauses: ["customer"] },
    {
      ...rule,
      name: "anew",
      calendar: "office",
      when: { priority: [2] },
      onChange: { mode: "restart", reason: "promised anew" },
    },
    {
      ...rule,
      name: "from the start",
      within: "PT3H",
      when: { priority: [3] },
      onChange: { mode: "retroactive", reason: "the last priority counts" },
    },
    { ...rule, name: "usual", pauses: ["customer", "thirdParty"] },
    { target: "firstResponse", name: "first", within: "PT8H" },
    { target: "closure", name: "whole", within: "PT8H" },
  ],
});

type Explained = "totalResolution" | "firstResponse" | "closure";
const explained = (facts: readonly Fact[], now: number, target: Explained = "totalResolution") => {
  const sourced = facts.map((fact, revision) => {
    const source = { eventId: `event ${revision}`, revision, type: fact.type };
    return { fact, source };
  });
  const ticket = { ticketId: "t", facts: sourced, policy };
  return explainClock(ticket, target, 1, h(now));
};

const received = opened(h(0), { priority: 4 });
const awaits = (hours: number): Fact => ({ type: "customerAwaited", at: h(hours) });
const thirdParty = (hours: number): Fact => ({ type: "thirdPartyAwaited", at: h(hours) });
const resumed = (hours: number): Fact => ({ type: "resumed", at: h(hours) });
const resolved = (hours: number): Fact => given.resolved(h(hours));
const closed = (hours: number): Fact => given.closed(h(hours));
const reopened = (hours: number): Fact => given.reopened(h(hours));
const merged = (hours: number): Fact => given.merged(h(hours));
const unmerged = (hours: number): Fact => ({ type: "unmerged", at: h(hours) });
const withdrawn = (hours: number): Fact => ({ type: "withdrawn", at: h(hours) });
const priority = (hours: number, value: number): Fact => ({
  type: "priorityChanged",
  at: h(hours),
  priority: value,
});

describe("a clock is explained", () => {
  test("by the events that moved it, each with what it did", () => {
    const facts = [received, awaits(1), priority(2, 1), resumed(3), resolved(5), reopened(6)];
    const seen = explained([...facts, thirdParty(7), withdrawn(8)], 9);
    expect(seen?.history.map(({ revision, did, at: when }) => [revision, when, did])).toEqual([
      [0, at(0), "started"],
      [1, at(1), "waits for the customer"],
      [2, at(2), 'carry to rule "urgent": another rule matches'],
      [3, at(3), "waits for nobody"],
      [4, at(5), "stopped"],
      [5, at(6), "runs on"],
      [6, at(7), "waits for a third party"],
      [7, at(8), "waits for nobody"],
      [7, at(8), "cancelled: withdrawn"],
    ]);
    expect(seen?.history[1]).toMatchObject({ eventId: "event 1", type: "customerAwaited" });
  });

  test("by an answer between the end of a ticket and its reopening as one step: it stopped the clock", () => {
    const facts = [received, withdrawn(2), given.replied(h(30)), reopened(40)];
    expect(explained(facts, 99, "firstResponse")?.history).toMatchObject([
      { at: at(0), did: "started", type: "opened" },
      { at: at(2), did: "stopped", type: "withdrawn" },
      { at: at(30), did: "stopped", type: "replied" },
    ]);
  });

  test("by the reopening that lets it run on", () => {
    const facts = [received, withdrawn(2), reopened(40)];
    expect(explained(facts, 99, "closure")?.history).toMatchObject([
      { at: at(0), did: "started", type: "opened" },
      { at: at(2), did: "stopped", type: "withdrawn" },
      { at: at(40), did: "runs on", type: "reopened" },
    ]);
  });

  test("by the rule that holds, and why those before it do not", () => {
    const unfit = (value: number) => ({ attribute: "priority", value });
    expect(explained([received, priority(2, 2)], 3)).toMatchObject({
      terms: { rule: "anew", calendar: "office", timeZone: "Europe/Berlin", target: "PT24H" },
      match: [
        { rule: "urgent", matched: false, unfit: unfit(2) },
        { rule: "anew", matched: true, unfit: null },
      ],
    });
  });

  test("by why it stood still, and since when it does", () => {
    const waited = [received, thirdParty(1), resumed(2), awaits(3), resumed(5), resolved(7)];
    const waits = [
      { from: at(1), to: at(2), because: "waits for a third party" },
      { from: at(3), to: at(5), because: "waits for the customer" },
    ];
    expect(explained(waited, 9)?.pauses).toEqual(waits);
    const again = [...waited, reopened(8), awaits(10)];
    expect(explained(again, 11)?.pauses).toEqual([
      ...waits,
      { from: at(7), to: at(8), because: "stopped" },
      { from: at(10), to: null, because: "waits for the customer" },
    ]);
    expect(explained([...again, merged(11)], 12)?.pauses).toHaveLength(3);
    // Recorded late, a wait within another one is the same pause.
    const late = [received, awaits(1), resumed(9), awaits(3), resumed(5)];
    expect(explained(late, 12)?.pauses).toEqual([
      { from: at(1), to: at(9), because: "waits for the customer" },
    ]);
  });

  test("by what a retroactive rule took back", () => {
    expect(explained([received, resolved(5), priority(6, 3)], 9)).toMatchObject({
      state: "breached",
      breachedAt: at(3),
      rescinded: [
        {
          state: "met",
          decidedAt: at(5),
          rescindedAt: at(6),
          reason: "the last priority counts",
        },
      ],
    });
  });

  test("by the opening hours that counted", () => {
    expect(explained([opened(h(0), { priority: 2 })], 26)?.segments).toEqual([
      {
        from: at(0),
        to: at(26),
        calendar: "office",
        calendarVersion: 1,
        open: [
          [at(0), at(8)],
          [at(24), at(26)],
        ],
        openMs: 10 * HOUR,
      },
    ]);
  });

  test("by the instant that was promised, which no rule is behind", () => {
    const promised = opened(h(0), { targets: { totalResolution: h(5) } });
    expect(explained([promised], 1)).toMatchObject({
      terms: { rule: "promised instant", target: at(5) },
      match: [],
      targetMs: null,
      dueAt: at(5),
    });
  });

  test("at no instant before its ticket came, nor by what came later", () => {
    expect(explained([received], -1)).toBeNull();
    expect(explained([received, resolved(5)], 4)).toMatchObject({
      state: "running",
      stoppedAt: null,
    });
  });

  test("by stretches that add up to what has elapsed and overlap nowhere, whatever its history", () => {
    const step = fc.constantFrom(
      awaits,
      thirdParty,
      resumed,
      unmerged,
      withdrawn,
      resolved,
      closed,
      reopened,
      merged,
      ...[1, 2, 3, 4].map((value) => (hours: number) => priority(hours, value)),
    );
    // Now and then an instant lies before that of the fact recorded before it.
    const steps = fc.array(fc.tuple(step, fc.integer({ min: -5, max: 12 })), { maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.nat(100), (found, now) => {
        let hours = 0;
        const facts = found.map(([happens, later]) => happens((hours += later)));
        const seen = explained([received, ...facts], now);
        if (seen === null) throw new Error("each ticket has this clock");
        expect(seen.segments.reduce((sum, { openMs }) => sum + openMs, 0)).toBe(seen.elapsedMs);
        const parts = [...seen.segments, ...seen.pauses].toSorted((one, other) =>
          one.from < other.from ? -1 : 1,
        );
        for (const [place, { to }] of parts.entries()) {
          const next = parts[place + 1];
          if (next !== undefined) expect(to !== null && to <= next.from).toBe(true);
        }
      }),
    );
  });
});
