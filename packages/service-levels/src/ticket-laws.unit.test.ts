import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarmsOf } from "./alarms.ts";
import { readClock } from "./clock-judgement.ts";
import { factsBy, type Fact } from "./fact.ts";
import type { TargetName } from "./policy-document.ts";
import * as given from "./testing/ticket-facts.ts";
import { ticketClocks } from "./ticket-clocks.ts";

const { bare, h, opened, policyOf, priority, reply, within } = given;

const targets: readonly TargetName[] = [
  "firstResponse",
  "nextResponse",
  "progressUpdate",
  "firstResolution",
  "totalResolution",
  "closure",
];
/** Of priority 4 nothing is promised. */
const policy = policyOf(
  targets.flatMap((target) => [
    within(target, "PT5H", { when: { priority: [1] }, pauses: ["customer"] }),
    within(target, "PT6H", {
      when: { priority: [2] },
      calendar: "office",
      onChange: { mode: "restart", reason: "promised anew" },
    }),
    within(target, "PT20H", { when: { priority: [3] }, pauses: ["customer", "thirdParty"] }),
  ]),
  { office: { timeZone: "Europe/Berlin", weekly: { monday: [["09:00", "17:00"]] } } },
);

const happened = fc.constantFrom<((hours: number) => Fact)[]>(
  (hours) => bare("messageReceived", hours),
  (hours) => bare("noReplyNeededMarked", hours),
  (hours) => bare("customerAwaited", hours),
  (hours) => ({ type: "thirdPartyAwaited", at: h(hours) }),
  (hours) => bare("resumed", hours),
  (hours) => reply(hours),
  (hours) => reply(hours, true),
  given.resolved,
  given.closed,
  given.withdrawn,
  given.reopened,
  given.merged,
  given.unmerged,
  ...[1, 2, 3, 4].map((value) => (hours: number) => priority(hours, value)),
);
const histories = fc
  .array(fc.tuple(happened, fc.nat(9)), { maxLength: 12 })
  .map((found): readonly Fact[] => {
    let hours = 0;
    return [opened(), ...found.map(([fact, later]) => fact((hours += later)))];
  });
/** An instant, and a later one. */
const looks = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 50 }));

const seenAt = (facts: readonly Fact[], now: number) => {
  const known = factsBy(facts, now);
  return ticketClocks(known, policy).map((clock) => ({
    name: `${clock.target} ${clock.instance}`,
    reading: readClock(clock.course, now),
    breach: alarmsOf(clock, known).find(({ kind }) => kind === "breach"),
  }));
};

describe("whatever becomes of a ticket", () => {
  test("an outcome once decided stays, but that a reopening takes back what was met", () => {
    fc.assert(
      fc.property(histories, looks, (facts, [first, more]) => {
        const [then, now] = [h(first), h(first + more)];
        const isReopened = facts.some(
          ({ type, at }) => type === "reopened" && at > then && at <= now,
        );
        const later = new Map(seenAt(facts, now).map(({ name, reading }) => [name, reading]));
        for (const { name, reading } of seenAt(facts, then)) {
          const { state, breachedAt, dueAt, stoppedAt } = reading;
          if (state === "breached")
            expect(later.get(name)).toMatchObject({ state, breachedAt, dueAt });
          if (state === "met" && !isReopened)
            expect(later.get(name)).toMatchObject({ state, stoppedAt });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("as long as nothing happens a clock is breached when it said it would be, and its alarm says so too", () => {
    fc.assert(
      fc.property(histories, looks, (facts, [first, more]) => {
        const [then, now] = [h(first), h(first + more)];
        const known = factsBy(facts, then);
        const later = new Map(seenAt(known, now).map(({ name, reading }) => [name, reading]));
        for (const { name, reading, breach } of seenAt(known, then)) {
          const { state, breachesAt } = reading;
          if (state !== "running") continue;
          expect(breach?.breachesAt ?? null).toBe(breachesAt);
          const isPassed = breachesAt !== null && breachesAt < now;
          expect(later.get(name)).toMatchObject(
            isPassed ? { state: "breached", breachedAt: breach?.at } : { state, breachesAt },
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
