import { describe, expect, test } from "vitest";
import { alarmsOf, type Alarm } from "./alarms.ts";
import type { Fact } from "./fact.ts";
import { HOUR } from "./instant.ts";
import type { TargetName } from "./policy-document.ts";
import type { Policy } from "./policy.ts";
import { ticketClocks } from "./ticket-clocks.ts";
import {
  bare,
  closed,
  h,
  merged,
  opened,
  policyOf,
  priority,
  reopened,
  reply,
  resolved,
  unmerged,
  within,
} from "./testing/ticket-facts.ts";

const hours = (at: number | null) => (at === null ? null : (at - h(0)) / HOUR);

/** Each alarm of a target as `threshold at hours`. */
const alarms = (policy: Policy, facts: readonly Fact[], target: TargetName = "firstResolution") =>
  found(policy, facts, target).map(({ threshold, at }) => `${threshold} at ${hours(at)}`);

const found = (policy: Policy, facts: readonly Fact[], target: TargetName): readonly Alarm[] =>
  ticketClocks(facts, policy)
    .filter((clock) => clock.target === target)
    .flatMap((clock) => alarmsOf(clock, facts));

const warned = { warnings: [80, 50, 80] };
const ten = policyOf([within("firstResolution", "PT10H", { ...warned, pauses: ["customer"] })]);

describe("the alarms of a clock", () => {
  test("T14 are its warnings and its breach, in their order, each once", () => {
    expect(alarms(ten, [opened()])).toEqual(["50 at 5", "80 at 8", "100 at 10"]);
  });

  test("T14 are none once it has stopped, in time or too late", () => {
    expect(alarms(ten, [opened(), resolved(4)])).toEqual([]);
    expect(alarms(ten, [opened(), resolved(40)])).toEqual([]);
    expect(alarms(ten, [opened(), merged(4)])).toEqual([]);
    expect(alarms(ten, [opened(), merged(4), unmerged(6)])).toEqual(alarms(ten, [opened()]));
  });

  test("T14 are those of a reopened one again", () => {
    const policy = policyOf([within("totalResolution", "PT10H", warned)]);
    const facts = [opened(), resolved(6), closed(7), reopened(20)];
    expect(alarms(policy, facts, "totalResolution")).toEqual(["50 at 5", "80 at 22", "100 at 24"]);
  });

  test("C24 wait as long as it is held up", () => {
    const waiting = [opened(), bare("customerAwaited", 4)];
    expect(alarms(ten, waiting)).toEqual([]);
    expect(alarms(ten, [...waiting, bare("resumed", 14)])).toEqual([
      "50 at 15",
      "80 at 18",
      "100 at 20",
    ]);
  });

  test("C2 leave a breach from before a wait", () => {
    expect(alarms(ten, [opened(), bare("customerAwaited", 12)])).toEqual(["100 at 10"]);
  });

  test("T15 come no earlier than the target that they are about", () => {
    const policy = policyOf([
      within("firstResolution", "PT4H", { when: { priority: [1] }, warnings: [50] }),
      within("firstResolution", "PT10H", warned),
    ]);
    const facts = [opened(), priority(6, 1)];
    expect(alarms(policy, facts)).toEqual(["100 at 6"]);
    const [breach] = found(policy, facts, "firstResolution");
    expect(breach).toMatchObject({ cause: "target reduced", dueAt: h(4), breachesAt: h(4) });
    expect(alarms(policy, [opened(), priority(3, 1)])).toEqual(["50 at 3", "100 at 4"]);
  });

  test("of a promised instant come at 80 % and at it", () => {
    const promised = opened({ targets: { firstResolution: h(20) } });
    expect(alarms(policyOf([]), [promised])).toEqual(["80 at 16", "100 at 20"]);
  });

  test("D12 are those of a progress update that is missed", () => {
    const policy = policyOf([within("progressUpdate", "PT4H")]);
    const facts = [opened(), reply(1), bare("updateGiven", 3)];
    expect(alarms(policy, facts, "progressUpdate")).toEqual(["100 at 7"]);
  });

  test("T16 are none of a ticket that was recorded as history", () => {
    expect(alarms(ten, [opened({ history: true })])).toEqual([]);
  });
});

test("an alarm escalates to where its rule says", () => {
  const escalations = [
    { on: 80, to: "secondLine" as const },
    { on: "breach" as const, to: "management" as const },
  ];
  const policy = policyOf([within("firstResolution", "PT10H", { ...warned, escalations })]);
  const levels = found(policy, [opened()], "firstResolution").map(({ escalateTo }) => escalateTo);
  expect(levels).toEqual([null, "secondLine", "management"]);
});
