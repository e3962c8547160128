import { compilePolicy, HOUR, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { opened, replied, reopened } from "./testing/tickets.ts";
import { explainClock } from "./why.ts";

const MONDAY = Date.parse("2026-03-02T08:00:00Z");
const h = (hours: number): number => MONDAY + hours * HOUR;
const compiled = compilePolicy({
  name: "test",
  version: 1,
  effectiveFrom: "2020-01-01T00:00:00Z",
  calendars: {},
  rules: [
    { name: "first", target: "firstResponse", within: "PT8H" },
    { name: "whole", target: "closure", within: "PT8H" },
  ],
});

/** What became of the first clock of a target, by what, in hours. */
function historyOf(target: "firstResponse" | "closure", facts: readonly Fact[]) {
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const sourced = facts.map((fact, revision) => ({
    fact,
    source: { eventId: `event-${revision}`, revision, type: fact.type },
  }));
  const ticket = { ticketId: "t", facts: sourced, policy: compiled.policy };
  const clock = explainClock(ticket, target, 1, h(99));
  return clock?.history.map(({ at, did, type }) => [(Date.parse(at) - MONDAY) / HOUR, did, type]);
}

const withdrawn: Fact = { type: "withdrawn", at: h(2) };

test("an answer between the end of a ticket and its reopening is one step: it stopped the clock", () => {
  const facts = [opened(h(0)), withdrawn, replied(h(30)), reopened(h(40))];
  expect(historyOf("firstResponse", facts)).toEqual([
    [0, "started", "opened"],
    [2, "stopped", "withdrawn"],
    [30, "stopped", "replied"],
  ]);
});

test("what a reopening lets run on does so", () => {
  const facts = [opened(h(0)), withdrawn, reopened(h(40))];
  expect(historyOf("closure", facts)).toEqual([
    [0, "started", "opened"],
    [2, "stopped", "withdrawn"],
    [40, "runs on", "reopened"],
  ]);
});
