import { describe, expect, test } from "vitest";
import { HOUR } from "./instant.ts";
import {
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

test("C23 an instant promised before the receipt is missed by what came between them, and in another cycle too", () => {
  const policy = policyOf([]);
  const facts = [opened({ targets: { totalResolution: h(-2) } }), resolved(-1)];
  const missed = ["totalResolution 1: breached 0 breached 0"];
  expect(read(policy, facts, 9)).toEqual(missed);
  expect(read(policy, [...facts, reopened(0), resolved(-1)], 9)).toEqual(missed);
});
