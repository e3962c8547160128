import { describe, expect, test } from "vitest";
import { readClock } from "./clock-judgement.ts";
import { factsBy, type Fact, type FactOf } from "./fact.ts";
import { HOUR, MINUTE } from "./instant.ts";
import type { PolicyInput, TargetName } from "./policy-document.ts";
import { compilePolicy, type Policy } from "./policy.ts";
import { ticketAttributes } from "./ticket-attributes.ts";
import { ticketClocks } from "./ticket-clocks.ts";

type RuleInput = PolicyInput["rules"][number];

const MONDAY = Date.parse("2026-03-02T08:00:00Z");
/** Hours after the receipt: Monday, 09:00 in Berlin. */
const h = (hours: number): number => MONDAY + hours * HOUR;

const policyOf = (rules: RuleInput[], calendars: PolicyInput["calendars"] = {}): Policy => {
  const input = { name: "test", version: 1, effectiveFrom: "2020-01-01T00:00:00Z" };
  const compiled = compilePolicy({ ...input, calendars, rules });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
};
const within = (
  target: TargetName,
  duration: string,
  more: Partial<RuleInput> = {},
): RuleInput => ({
  name: `${target} ${duration}`,
  target,
  within: duration,
  ...more,
});

const opened = (more: Partial<FactOf<"opened">> = {}): Fact => ({
  type: "opened",
  at: h(0),
  kind: "inquiry",
  channel: "email",
  externalId: null,
  customerId: null,
  language: null,
  tier: null,
  priority: 3,
  policy: { name: "test", version: 1 },
  targets: {},
  ...more,
});
const bare = (
  type: "messageReceived" | "noReplyNeededMarked" | "updateGiven" | "customerAwaited" | "resumed",
  hours: number,
): Fact => ({ type, at: h(hours) });
const reply = (hours: number, automatic = false): Fact => ({
  type: "replied",
  at: h(hours),
  automatic,
});
const resolved = (hours: number): Fact => ({ type: "resolved", at: h(hours), articles: [] });
const closed = (hours: number): Fact => ({ type: "closed", at: h(hours), outcome: "satisfied" });
const reopened = (hours: number): Fact => ({ type: "reopened", at: h(hours) });
const withdrawn = (hours: number): Fact => ({ type: "withdrawn", at: h(hours) });
const merged = (hours: number): Fact => ({ type: "merged", at: h(hours), into: "other" });
const unmerged = (hours: number): Fact => ({ type: "unmerged", at: h(hours) });
const priority = (hours: number, value: number): Fact => ({
  type: "priorityChanged",
  at: h(hours),
  priority: value,
});

/** Each clock as `target instance: state elapsed/due`, in hours. */
const read = (policy: Policy, facts: readonly Fact[], now: number): string[] =>
  ticketClocks(factsBy(facts, h(now)), policy).map(({ target, instance, course }) => {
    const { state, elapsedMs, breachedAt } = readClock(course, h(now));
    const breach = breachedAt === null ? "" : ` breached ${(breachedAt - MONDAY) / HOUR}`;
    return `${target} ${instance}: ${state} ${elapsedMs / HOUR}${breach}`;
  });

describe("which clocks there are", () => {
  test("T1 an inquiry's start with its receipt, and each is stopped by its own event", () => {
    const policy = policyOf([
      within("registration", "PT24H"),
      within("acknowledgement", "PT1H"),
      within("firstResponse", "PT8H"),
      within("firstResponseAny", "PT8H"),
      within("firstResolution", "PT24H"),
      within("totalResolution", "PT24H"),
      within("closure", "PT48H"),
    ]);
    const facts: Fact[] = [
      opened(),
      { type: "acknowledged", at: h(1), automatic: true },
      reply(2, true),
      reply(3),
      resolved(4),
      closed(5),
    ];
    expect(read(policy, facts, 99)).toEqual([
      "acknowledgement 1: met 1",
      "firstResponse 1: met 3",
      "firstResponseAny 1: met 2",
      "firstResolution 1: met 4",
      "totalResolution 1: met 4",
      "closure 1: met 5",
    ]);
    const complaint = [opened({ kind: "complaint" })];
    expect(read(policy, complaint, 1)[0]).toBe("registration 1: running 1");
    const registered: Fact = { type: "complaintRegistered", at: h(25) };
    expect(read(policy, [...complaint, registered], 30)[0]).toBe(
      "registration 1: breached 25 breached 24",
    );
  });

  test("T2 the oldest unanswered message is the one that counts", () => {
    const policy = policyOf([within("nextResponse", "PT4H")]);
    const facts = [
      opened(),
      bare("messageReceived", 1),
      bare("messageReceived", 2),
      reply(3, true),
      reply(4),
      bare("messageReceived", 5),
      bare("noReplyNeededMarked", 6),
      bare("messageReceived", 7),
      resolved(20),
      bare("messageReceived", 21),
    ];
    expect(read(policy, facts, 22)).toEqual([
      "nextResponse 1: met 3",
      "nextResponse 2: met 1",
      "nextResponse 3: breached 13 breached 11",
      "nextResponse 4: running 1",
    ]);
  });

  test("T3 every word to the customer starts the update after it, until the resolution", () => {
    const policy = policyOf([within("progressUpdate", "PT8H")]);
    const facts = [opened(), reply(1), bare("updateGiven", 3), reply(12, true), resolved(13)];
    expect(read(policy, facts, 99)).toEqual([
      "progressUpdate 1: met 2",
      "progressUpdate 2: breached 9 breached 11",
      "progressUpdate 3: met 1",
    ]);
    expect(read(policy, [...facts, reply(14)], 99)).toHaveLength(3);
  });

  test("T4 each interaction is answered by itself, on its own channel", () => {
    const policy = policyOf([within("speedOfAnswer", "PT1H", { when: { channel: ["phone"] } })]);
    const queued = (hours: number, interactionId: string, channel = "phone"): Fact => ({
      type: "contactQueued",
      at: h(hours),
      interactionId,
      channel,
    });
    const facts: Fact[] = [
      opened(),
      queued(0, "a"),
      queued(0, "b"),
      queued(0, "c"),
      queued(0, "d", "chat"),
      { type: "contactAnswered", at: h(2), interactionId: "b" },
      { type: "contactAbandoned", at: h(0.5), interactionId: "c" },
      { type: "contactAnswered", at: h(1), interactionId: "a" },
    ];
    expect(read(policy, facts, 9)).toEqual([
      "speedOfAnswer 1: met 1",
      "speedOfAnswer 2: breached 2 breached 1",
      "speedOfAnswer 3: cancelled 0.5",
    ]);
  });
});

describe("ends and what follows them", () => {
  const resolutions = policyOf([
    within("firstResolution", "PT24H"),
    within("totalResolution", "PT24H"),
    within("closure", "PT48H"),
  ]);

  test("T5 at a reopening total resolution and closure run on, the resolved time left out", () => {
    const facts = [opened(), resolved(4), closed(6), reopened(10), resolved(13)];
    expect(read(resolutions, facts, 14)).toEqual([
      "firstResolution 1: met 4",
      "totalResolution 1: met 7",
      "closure 1: running 10",
    ]);
  });

  test("T5 reopened at the closing instant, nothing is lost", () => {
    const facts = [opened(), resolved(4), closed(6), reopened(6)];
    expect(read(resolutions, facts, 7)).toEqual([
      "firstResolution 1: met 4",
      "totalResolution 1: running 5",
      "closure 1: running 7",
    ]);
  });

  test("T11 a merge in mid-clock cancels it, and an unmerge takes that back", () => {
    const facts = [opened(), merged(4)];
    expect(read(resolutions, facts, 9)[0]).toBe("firstResolution 1: cancelled 4");
    expect(read(resolutions, [...facts, unmerged(6)], 9)[0]).toBe("firstResolution 1: running 9");
    expect(read(resolutions, [...facts, unmerged(6), resolved(25)], 30)[0]).toBe(
      "firstResolution 1: breached 25 breached 24",
    );
    expect(read(resolutions, [opened(), merged(30)], 40)[0]).toBe(
      "firstResolution 1: breached 30 breached 24",
    );
  });

  test("T12 a closing without a resolution cancels what a resolution would have stopped", () => {
    const policy = policyOf([
      within("firstResponse", "PT8H"),
      within("totalResolution", "PT24H"),
      within("closure", "PT48H"),
    ]);
    expect(read(policy, [opened(), closed(4)], 9)).toEqual([
      "firstResponse 1: breached 9 breached 8",
      "totalResolution 1: cancelled 4",
      "closure 1: met 4",
    ]);
    expect(read(policy, [opened(), closed(4), reopened(6), resolved(7)], 7)).toEqual([
      "firstResponse 1: running 7",
      "totalResolution 1: met 5",
      "closure 1: running 5",
    ]);
  });

  test("T12 a reopening takes a withdrawal back", () => {
    expect(read(resolutions, [opened(), withdrawn(4)], 9)).toEqual([
      "firstResolution 1: cancelled 4",
      "totalResolution 1: cancelled 4",
      "closure 1: cancelled 4",
    ]);
    expect(read(resolutions, [opened(), withdrawn(4), reopened(6)], 9)).toEqual([
      "firstResolution 1: running 7",
      "totalResolution 1: running 7",
      "closure 1: running 7",
    ]);
  });

  test("T13 what has not happened by now is left out", () => {
    const facts = [opened(), resolved(4), closed(6)];
    expect(read(resolutions, facts, 5)[2]).toBe("closure 1: running 5");
    expect(read(resolutions, [opened({ at: h(2) }), closed(1)], 1)).toEqual([]);
  });
});

describe("waiting", () => {
  test("T6 some clocks never pause, and a next response always does", () => {
    const pauses: RuleInput["pauses"] = ["customer"];
    const policy = policyOf([
      within("acknowledgement", "PT9H", { pauses }),
      within("totalResolution", "PT9H", { pauses }),
      within("closure", "PT9H"),
      within("nextResponse", "PT9H"),
    ]);
    const waiting = [opened(), bare("customerAwaited", 1), bare("messageReceived", 2)];
    expect(read(policy, waiting, 4)).toEqual([
      "acknowledgement 1: running 4",
      "totalResolution 1: paused 1",
      "closure 1: running 4",
      "nextResponse 1: paused 0",
    ]);
    expect(read(policy, [...waiting, bare("resumed", 5)], 7)[3]).toBe("nextResponse 1: running 2");
  });

  test("T6 a resolution ends the wait", () => {
    const policy = policyOf([within("closure", "PT9H", { pauses: ["customer"] })]);
    const facts = [opened(), bare("customerAwaited", 1), resolved(4)];
    expect(read(policy, facts, 6)).toEqual(["closure 1: running 3"]);
  });
});

describe("a priority raised in mid-clock", () => {
  const policyWith = (onChange: RuleInput["onChange"]) =>
    policyOf([
      within("closure", "PT8H", { when: { priority: [1] }, onChange }),
      within("closure", "PT24H", { when: { priority: [3] } }),
    ]);

  test("C14 carry: the shorter target holds against what has elapsed", () => {
    const policy = policyWith({ mode: "carry" });
    expect(read(policy, [opened(), priority(6, 1), closed(9)], 9)).toEqual([
      "closure 1: breached 9 breached 8",
    ]);
    expect(read(policy, [opened(), priority(10, 1)], 11)).toEqual([
      "closure 1: breached 11 breached 10",
    ]);
  });

  test("C17 restart: it counts from zero", () => {
    const policy = policyWith({ mode: "restart", reason: "a new promise" });
    expect(read(policy, [opened(), priority(6, 1), closed(9)], 9)).toEqual(["closure 1: met 3"]);
  });

  test("C18 retroactive: as if it had been so from the start, also after the closing", () => {
    const policy = policyWith({ mode: "retroactive", reason: "the last priority counts" });
    expect(read(policy, [opened(), priority(10, 1)], 11)).toEqual([
      "closure 1: breached 11 breached 8",
    ]);
    const late = ticketClocks([opened(), closed(10), priority(11, 1)], policy);
    expect(late[0]?.course.rescinded).toMatchObject([{ outcome: { state: "met" }, at: h(11) }]);
  });

  test("T8 a rule that first matches later counts from the start, but breaches no earlier", () => {
    const policy = policyWith({ mode: "carry" });
    const facts = [opened({ priority: 5 }), bare("customerAwaited", 1), priority(10, 1)];
    expect(read(policy, facts.slice(0, 2), 9)).toEqual([]);
    expect(read(policy, facts, 11)).toEqual(["closure 1: breached 11 breached 10"]);
    const after = [opened({ priority: 5 }), closed(2), priority(3, 1)];
    expect(read(policy, after, 4)).toEqual([]);
    expect(read(policy, [...after, reopened(5)], 6)).toEqual(["closure 1: running 3"]);
    const retroactive = policyWith({ mode: "retroactive", reason: "the last priority counts" });
    expect(read(retroactive, after, 4)).toEqual(["closure 1: met 2"]);
    expect(read(retroactive, facts, 11)).toEqual(["closure 1: breached 11 breached 8"]);
    // Nothing was promised before, so there is nothing to take back.
    const through = [...after.slice(0, 2), priority(3, 3), priority(4, 1)];
    for (const course of [after, through]) {
      expect(ticketClocks(course, retroactive)[0]?.course.rescinded).toEqual([]);
    }
  });

  test("T8 the registration of a reclassified inquiry is due since its receipt", () => {
    const policy = policyOf([within("registration", "PT24H")]);
    const facts: Fact[] = [opened(), { type: "reclassified", at: h(20) }];
    expect(read(policy, facts.slice(0, 1), 20)).toEqual([]);
    expect(read(policy, facts, 23)).toEqual(["registration 1: running 23"]);
    const registered: Fact = { type: "complaintRegistered", at: h(25) };
    expect(read(policy, [...facts, registered], 25)).toEqual([
      "registration 1: breached 25 breached 24",
    ]);
  });

  test("T7 who takes a ticket or gives it back does not take it from its team", () => {
    const policy = policyOf([within("closure", "PT8H", { when: { team: ["billing"] } })]);
    const assigned = (hours: number, team: string | null, agent: string | null): Fact => ({
      type: "assigned",
      at: h(hours),
      team,
      agent,
      transfer: false,
    });
    const facts = [opened(), assigned(1, "billing", null), assigned(2, null, "kim")];
    expect(read(policy, facts, 3)).toEqual(["closure 1: running 3"]);
    expect(read(policy, [...facts, assigned(4, null, null)], 5)).toEqual(["closure 1: running 5"]);
    expect(ticketAttributes(facts)).toMatchObject({ team: "billing", agent: "kim" });
    expect(read(policy, [...facts, assigned(4, "sales", null)], 5)).toEqual([
      "closure 1: cancelled 4",
    ]);
  });

  test("T9 without a rule the clock is cancelled, until one matches again", () => {
    const policy = policyWith({ mode: "carry" });
    const facts = [opened(), priority(4, 5)];
    expect(read(policy, facts, 9)).toEqual(["closure 1: cancelled 4"]);
    expect(read(policy, [...facts, priority(6, 3)], 9)).toEqual(["closure 1: running 9"]);
    const meanwhile = [...facts, closed(5), priority(6, 3)];
    expect(read(policy, meanwhile, 9)).toEqual(["closure 1: met 5"]);
  });

  test("T10 a promised instant is held against whatever changes", () => {
    const policy = policyWith({ mode: "retroactive", reason: "the last priority counts" });
    const promised = opened({ targets: { closure: h(12) } });
    const facts = [promised, bare("customerAwaited", 1), priority(10, 1), closed(12)];
    expect(read(policy, facts, 12)).toEqual(["closure 1: met 12"]);
    expect(read(policy, [promised, closed(12.5)], 13)).toEqual([
      "closure 1: breached 12.5 breached 12",
    ]);
    expect(read(policyOf([]), [promised], 1)).toEqual(["closure 1: running 1"]);
  });
});

describe("odd calendars", () => {
  const berlin = (weekly: NonNullable<PolicyInput["calendars"]>[string]["weekly"]) => ({
    hours: { timeZone: "Europe/Berlin", weekly },
  });
  const closure = within("closure", "PT3H", { calendar: "hours" });

  test("Calendar: an opening across the spring gap is an hour shorter", () => {
    const policy = policyOf([closure], berlin({ sunday: [["01:00", "04:00"]] }));
    const at = Date.parse("2026-03-29T00:00:00Z");
    const [clock] = ticketClocks([opened({ at })], policy);
    if (clock === undefined) throw new Error("no clock");
    const { dueAt } = readClock(clock.course, at);
    // Two hours on 29 March, and the third a week later.
    expect(dueAt).toBe(Date.parse("2026-04-05T00:00:00Z"));
  });

  test("Calendar: an opening that lies in the gap has no length", () => {
    const policy = policyOf(
      [closure],
      berlin({ sunday: [["02:10", "02:50"]], monday: [["09:00", "12:00"]] }),
    );
    const at = Date.parse("2026-03-29T00:00:00Z");
    const [clock] = ticketClocks([opened({ at })], policy);
    if (clock === undefined) throw new Error("no clock");
    expect(readClock(clock.course, at + 10 * MINUTE).elapsedMs).toBe(0);
    expect(readClock(clock.course, at).dueAt).toBe(Date.parse("2026-03-30T10:00:00Z"));
  });

  test("R4 on a calendar that is never open nothing elapses, and nothing is missed", () => {
    const rules = [{ ...closure, within: "PT0S" }];
    const policy = policyOf(rules, berlin({}));
    expect(read(policy, [opened()], 99)).toEqual(["closure 1: running 0"]);
    expect(read(policy, [opened(), closed(9)], 99)).toEqual(["closure 1: met 0"]);
  });
});
