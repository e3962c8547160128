import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fact } from "./fact.ts";
import { HOUR } from "./instant.ts";
import { ticketMeasures } from "./kpi/ticket-measures.ts";
import {
  bare,
  closed,
  h,
  opened,
  policyOf,
  priority,
  read,
  reading,
  reopened,
  reply,
  resolved,
  within,
} from "./testing/ticket-facts.ts";

const policyWith = (before: string, after: string) =>
  policyOf([
    within("firstResponse", before, { when: { priority: [3] } }),
    within("firstResponse", after, { when: { priority: [1] } }),
    within("firstResponse", "PT30H", { when: { priority: [2] } }),
  ]);

describe("C8 a stop that was recorded late is judged at its own instant", () => {
  test("though a new target has shown a breach meanwhile", () => {
    const facts = [opened(), priority(9, 1)];
    const policy = policyWith("PT2H", "PT20H");
    expect(read(policy, [...facts, reply(2)], 9)).toEqual(["firstResponse 1: met 2"]);
    expect(read(policy, [...facts, reply(3)], 9)).toEqual([
      "firstResponse 1: breached 3 breached 2",
    ]);
  });

  test("by the target of its time", () => {
    const facts = [opened(), priority(9, 1)];
    const policy = policyWith("PT24H", "PT2H");
    expect(read(policy, [...facts, reply(8)], 9)).toEqual(["firstResponse 1: met 8"]);
    expect(read(policy, [...facts, reply(9)], 9)).toEqual([
      "firstResponse 1: breached 9 breached 9",
    ]);
    const twice = [...facts, priority(10, 2)];
    expect(read(policy, [...twice, reply(8)], 10)).toEqual(["firstResponse 1: met 8"]);
    expect(read(policy, [...twice, reply(10)], 10)).toEqual([
      "firstResponse 1: breached 10 breached 9",
    ]);
  });

  test("and shows the rule and the due of that target", () => {
    const late = [opened(), priority(9, 1), reply(8)];
    expect(reading(policyWith("PT24H", "PT2H"), late, 50)).toMatchObject({
      state: "met",
      rule: "firstResponse PT24H",
      dueAt: h(24),
      elapsedMs: 8 * HOUR,
    });
    expect(reading(policyWith("PT2H", "PT20H"), late.with(2, reply(2)), 50)).toMatchObject({
      state: "met",
      rule: "firstResponse PT2H",
      dueAt: h(2),
    });
  });

  test("by the rule that was the first to match, though no rule did then (T8)", () => {
    const facts = [opened({ priority: 5 }), priority(9, 3), priority(10, 1)];
    expect(reading(policyWith("PT24H", "PT2H"), [...facts, reply(8)], 50)).toMatchObject({
      state: "met",
      rule: "firstResponse PT24H",
      dueAt: h(24),
    });
  });

  test("a restart that came after it takes nothing off it", () => {
    const policy = policyOf([
      within("totalResolution", "PT24H", { when: { priority: [3] } }),
      within("totalResolution", "PT4H", { onChange: { mode: "restart", reason: "urgent" } }),
    ]);
    const facts = [opened(), priority(9, 1), resolved(8)];
    expect(reading(policy, facts, 50)).toMatchObject({ state: "met", elapsedMs: 8 * HOUR });
    expect(reading(policy, [...facts, reopened(20)], 23)).toMatchObject({
      state: "running",
      elapsedMs: 3 * HOUR,
      dueAt: h(24),
    });
  });

  test("and so is what cancels it", () => {
    const withdrawn = { type: "withdrawn", at: opened().at + 1 } as const;
    const facts = [opened(), priority(9, 1), withdrawn];
    expect(read(policyWith("PT2H", "PT20H"), facts, 9)[0]).toMatch(/cancelled/);
  });
});

describe("C5 a wait that was recorded late", () => {
  const policy = policyOf([within("closure", "PT99H", { pauses: ["customer"] })]);
  const waits = (from: number, to: number) => [bare("customerAwaited", from), bare("resumed", to)];
  const elapsed = (facts: readonly Fact[]) => read(policy, [opened(), ...facts], 90);

  test("lies where it was, and takes nothing from those recorded before", () => {
    expect(elapsed([...waits(20, 30), ...waits(5, 10)])).toEqual(["closure 1: running 75"]);
    expect(elapsed([...waits(20, 30), ...waits(25, 28)])).toEqual(["closure 1: running 80"]);
    expect(elapsed([...waits(20, 30), ...waits(10, 40)])).toEqual(["closure 1: running 60"]);
  });

  test("holds the clock up from then on while it lasts, and up to its stop", () => {
    const lasting = [...waits(20, 30), bare("customerAwaited", 5)];
    expect(elapsed(lasting)).toEqual(["closure 1: paused 5"]);
    expect(elapsed([...lasting, closed(40)])).toEqual(["closure 1: met 5"]);
  });
});

test.each(["carry", "restart"] as const)(
  "C14 C17 a change of rule and a wait hold from their own instants on, whichever was recorded late: %s",
  (mode) => {
    const policy = policyOf([
      within("closure", "PT90H", { when: { priority: [3] } }),
      within("closure", "PT40H", { pauses: ["customer"], onChange: { mode, reason: "raised" } }),
    ]);
    const waits = [bare("customerAwaited", 10), bare("resumed", 20)];
    const raised = (hours: number) => priority(hours, 1);
    const before = reading(policy, [opened(), raised(5), ...waits], 30);
    expect(before).toMatchObject({ elapsedMs: (mode === "carry" ? 20 : 15) * HOUR });
    expect(reading(policy, [opened(), ...waits, raised(5)], 30)).toEqual(before);
    const amid = reading(policy, [opened(), ...waits.toSpliced(1, 0, raised(15))], 30);
    expect(amid).toMatchObject({ elapsedMs: (mode === "carry" ? 25 : 10) * HOUR });
    expect(reading(policy, [opened(), raised(15), ...waits], 30)).toEqual(amid);
    expect(reading(policy, [opened(), ...waits, raised(15)], 30)).toEqual(amid);
  },
);

test("T6 what was recorded late starts a clock that stands still in the waits recorded before", () => {
  const policy = policyOf([
    within("nextResponse", "PT99H"),
    within("progressUpdate", "PT99H", { pauses: ["customer"] }),
  ]);
  const waited = [opened(), bare("customerAwaited", 10), bare("resumed", 20)];
  for (const [fact, clock] of [
    [bare("messageReceived", 5), "nextResponse"],
    [reply(5), "progressUpdate"],
  ] as const) {
    const inOrder = [opened(), fact, ...waited.slice(1)];
    for (const facts of [inOrder, [...waited, fact]]) {
      expect(read(policy, facts, 15)).toEqual([`${clock} 1: paused 5`]);
      expect(read(policy, facts, 30)).toEqual([`${clock} 1: running 15`]);
    }
    const waiting = [...waited.slice(0, 2), fact];
    expect(read(policy, waiting, 15)).toEqual([`${clock} 1: paused 5`]);
  }
  expect(read(policy, [...waited, bare("messageReceived", 15)], 30)).toEqual([
    "nextResponse 1: running 10",
  ]);
  const again = [...waited, bare("customerAwaited", 25), bare("resumed", 28)];
  expect(read(policy, [...again, bare("messageReceived", 22)], 30)).toEqual([
    "nextResponse 1: running 5",
  ]);
});

describe("C5 a stop and its reopening that were recorded late", () => {
  const policy = policyOf([within("totalResolution", "PT99H", { pauses: ["customer"] })]);
  const waits = (from: number, to: number) => [bare("customerAwaited", from), bare("resumed", to)];
  const rests = (from: number, to: number) => [resolved(from), reopened(to)];
  const elapsed = (facts: readonly Fact[]) => read(policy, [opened(), ...facts], 90);
  const effort = (facts: readonly Fact[]) =>
    ticketMeasures([opened(), ...facts, resolved(90)])?.effort;

  test("take nothing from the waits and the rests recorded before", () => {
    const first = [...rests(10, 15), ...waits(20, 30)];
    for (const facts of [[...waits(20, 30), ...rests(10, 15)], first]) {
      expect(elapsed(facts)).toEqual(["totalResolution 1: running 75"]);
      expect(effort(facts)).toEqual([
        { from: h(0), to: h(10) },
        { from: h(15), to: h(20) },
        { from: h(30), to: h(90) },
      ]);
    }
    expect(elapsed([...rests(20, 30), ...rests(10, 15)])).toEqual([
      "totalResolution 1: running 75",
    ]);
  });

  test("are judged by what had elapsed at the stop, and show the due with those waits", () => {
    const stopped = [opened(), ...waits(20, 30), resolved(10)];
    expect(reading(policy, stopped, 90)).toMatchObject({
      state: "met",
      elapsedMs: 10 * HOUR,
      dueAt: h(109),
    });
  });

  test("may, with waits, be recorded in any order", () => {
    const bounds = fc.uniqueArray(fc.nat(80), { maxLength: 10 }).chain((found) => {
      const sorted = found.toSorted((one, other) => one - other);
      const spans = sorted.flatMap((from, place) => {
        const to = sorted[place + 1];
        return place % 2 === 1 || to === undefined ? [] : [[from, to] as const];
      });
      const kinds = fc.array(fc.boolean(), { minLength: spans.length, maxLength: spans.length });
      return kinds.map((all) =>
        spans.map(([from, to], place) => (all[place] === true ? rests : waits)(from, to)),
      );
    });
    const shuffled = bounds.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, late]) => {
        expect(elapsed(late.flat())).toEqual(elapsed(inOrder.flat()));
        expect(effort(late.flat())).toEqual(effort(inOrder.flat()));
      }),
    );
  });
});

test("C23 an instant promised before the receipt is missed by what came between them, and in another cycle too", () => {
  const policy = policyOf([]);
  const facts = [opened({ targets: { totalResolution: h(-2) } }), resolved(-1)];
  const missed = ["totalResolution 1: breached 0 breached 0"];
  expect(read(policy, facts, 9)).toEqual(missed);
  expect(read(policy, [...facts, reopened(0), resolved(-1)], 9)).toEqual(missed);
});
