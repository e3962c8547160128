import { describe, expect, test } from "vitest";
import type { Fact, FactType } from "../fact.ts";
import { opened as openedWith } from "../testing/ticket-facts.ts";
import { ticketMeasures } from "./ticket-measures.ts";

const opened = (at = 0): Fact => openedWith({ at, priority: null });
type Bare = Extract<FactType, "reopened" | "unmerged" | "resumed" | "customerAwaited">;
const at = (instant: number, type: Bare): Fact => ({ type, at: instant });
const resolved = (instant: number): Fact => ({ type: "resolved", at: instant, articles: [] });
const merged = (instant: number): Fact => ({ type: "merged", at: instant, into: "other" });

test("K11 effort leaves waits and the resolved time out, and ends at the last resolution", () => {
  const facts = [
    opened(),
    at(10, "customerAwaited"),
    at(30, "resumed"),
    resolved(40),
    at(70, "reopened"),
    resolved(75),
    at(80, "reopened"),
  ];
  const measures = ticketMeasures(facts);
  expect(measures?.effort).toEqual([
    { from: 0, to: 10 },
    { from: 30, to: 40 },
    { from: 70, to: 75 },
  ]);
  expect(measures?.resolutions.map(({ reopenedAt }) => reopenedAt)).toEqual([70, 80]);
});

test("K11 instants that jump back count nothing twice", () => {
  const facts = [opened(), at(30, "customerAwaited"), at(20, "resumed"), resolved(40)];
  expect(ticketMeasures(facts)?.effort).toEqual([{ from: 0, to: 40 }]);
});

test("K11 a merge that was undone leaves no gap", () => {
  const facts = [opened(), merged(10), at(20, "unmerged"), resolved(40)];
  expect(ticketMeasures(facts)?.effort).toEqual([{ from: 0, to: 40 }]);
});

describe("K11 what was recorded late counts at its own instant", () => {
  const replied: Fact = { type: "replied", at: 30, automatic: false };

  test("a resolution, so that effort is never more than the time to it", () => {
    const facts = [opened(), replied, at(40, "customerAwaited"), resolved(10)];
    expect(ticketMeasures(facts)?.effort).toEqual([{ from: 0, to: 10 }]);
    const again = [...facts, at(50, "reopened"), resolved(60)];
    expect(ticketMeasures(again)?.effort).toEqual([
      { from: 0, to: 10 },
      { from: 50, to: 60 },
    ]);
  });

  test("a wait", () => {
    const waited = [opened(), replied, at(10, "customerAwaited"), at(20, "resumed"), resolved(40)];
    expect(ticketMeasures(waited)?.effort).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: 40 },
    ]);
  });
});
