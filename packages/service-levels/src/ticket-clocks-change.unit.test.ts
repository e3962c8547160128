import { describe, expect, test } from "vitest";
import { readClock } from "./clock-judgement.ts";
import type { Fact } from "./fact.ts";
import { HOUR, MINUTE } from "./instant.ts";
import type { PolicyInput, TargetName } from "./policy-document.ts";
import { ticketAttributes } from "./ticket-attributes.ts";
import { ticketClocks } from "./ticket-clocks.ts";
import {
  h,
  policyOf,
  within,
  opened,
  bare,
  resolved,
  closed,
  merged,
  reopened,
  unmerged,
  withdrawn,
  priority,
  reply,
  read,
  reading,
  type RuleInput,
} from "./testing/ticket-facts.ts";

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

  test("C6 a wait that comes after the stop does not hide when it would have been due", () => {
    const policy = policyOf([within("firstResponse", "PT9H", { pauses: ["customer"] })]);
    const facts = [opened(), reply(2), bare("customerAwaited", 3)];
    expect(reading(policy, facts, 4)).toMatchObject({ state: "met", dueAt: h(9) });
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

  test("C16 after a breach, what elapses is counted as the rule says that matches by then", () => {
    const office: PolicyInput["calendars"] = {
      office: { timeZone: "Europe/Berlin", weekly: { monday: [["09:00", "17:00"]] } },
    };
    const changes: NonNullable<RuleInput["onChange"]>[] = [
      { mode: "carry" },
      { mode: "restart", reason: "a new promise" },
    ];
    for (const onChange of changes) {
      const lowered = { when: { priority: [1] }, calendar: "office", onChange };
      const policy = policyOf(
        [within("closure", "PT4H", lowered), within("closure", "PT2H")],
        office,
      );
      const facts = [opened(), priority(3, 1)];
      const breach = { state: "breached", breachedAt: h(2), dueAt: h(2), rule: "closure PT2H" };
      expect(reading(policy, facts, 20)).toMatchObject({ ...breach, elapsedMs: 8 * HOUR });
      const ended = [...facts, closed(5), reopened(7)];
      expect(reading(policy, ended, 20)).toMatchObject({ ...breach, elapsedMs: 6 * HOUR });
    }
  });

  test("C17 restart: it counts from zero", () => {
    const policy = policyWith({ mode: "restart", reason: "a new promise" });
    expect(read(policy, [opened(), priority(6, 1), closed(9)], 9)).toEqual(["closure 1: met 3"]);
  });

  test("C20 of several while it was resolved the last one holds, from zero when any restarts", () => {
    const restart: RuleInput["onChange"] = { mode: "restart", reason: "a new promise" };
    const target = "totalResolution";
    const policy = policyOf([
      within(target, "PT3H", { when: { priority: [1] }, onChange: restart }),
      within(target, "PT4H", { when: { priority: [2] } }),
      within(target, "PT5H", { when: { priority: [4] } }),
      within(target, "PT10H"),
    ]);
    const read9 = (...facts: readonly Fact[]) =>
      read(policy, [opened(), resolved(4), ...facts], 9.5);
    const anew = ["totalResolution 1: running 2.5"];
    expect(read9(priority(5, 1), priority(6, 2), reopened(7))).toEqual(anew);
    expect(read9(priority(5, 2), priority(6, 1), reopened(7))).toEqual(anew);
    expect(read9(reopened(7), priority(7, 1), priority(7, 2))).toEqual(anew);
    const carried = ["totalResolution 1: breached 6.5 breached 8"];
    expect(read9(priority(5, 2), priority(6, 4), reopened(7))).toEqual(carried);
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

  test("T9 C10 a breached clock that lost its rule has stopped then, whatever happens until one matches again", () => {
    const policy = policyWith({ mode: "carry" });
    const lost = [opened(), priority(30, 5)];
    for (const later of [
      [closed(32), reopened(33)],
      [withdrawn(32), reopened(33)],
    ]) {
      const facts = [...lost, ...later];
      expect(reading(policy, facts, 40)).toMatchObject({ state: "breached", stoppedAt: h(30) });
      expect(reading(policy, [...facts, priority(35, 3)], 40)).toMatchObject({ stoppedAt: null });
    }
  });

  test("T9 T11 T12 what ends a clock while no rule matches has ended it", () => {
    const of = (target: TargetName) =>
      policyOf([within(target, "PT10H", { when: { priority: [3] } })]);
    const away = [opened(), priority(1, 5)];
    const first = of("firstResolution");
    // Without the time between the end and the reopening.
    for (const end of [withdrawn(2), closed(2)]) {
      const back = [...away, end, reopened(20)];
      expect(read(first, [...back, priority(21, 3)], 22)).toEqual(["firstResolution 1: running 4"]);
      expect(read(first, [...back, priority(21, 3)], 28.5)).toEqual([
        "firstResolution 1: breached 10.5 breached 28",
      ]);
      expect(read(first, [...away, end, priority(3, 3)], 9)).toEqual([
        "firstResolution 1: cancelled 2",
      ]);
    }
    const apart = [...away, merged(2)];
    expect(read(first, [...apart, priority(3, 3)], 9)).toEqual(["firstResolution 1: cancelled 2"]);
    const together = [...apart, unmerged(4)];
    expect(read(first, together, 9)).toEqual(["firstResolution 1: cancelled 1"]);
    expect(read(first, [...together, priority(5, 3)], 9)).toEqual(["firstResolution 1: running 9"]);
    const queued: Fact = { type: "contactQueued", at: h(0), interactionId: "a", channel: "phone" };
    const givenUp: Fact = { type: "contactAbandoned", at: h(2), interactionId: "a" };
    const call = [opened(), queued, priority(1, 5), givenUp, priority(3, 3)];
    expect(read(of("speedOfAnswer"), call, 9)).toEqual(["speedOfAnswer 1: cancelled 2"]);
    const [clock] = ticketClocks(call, of("speedOfAnswer"));
    expect(clock?.course.outcome).toMatchObject({ reason: "abandoned", at: h(2) });
  });

  test("T2 one unanswered stretch has one next response, though no rule matched it for a while", () => {
    const policy = policyOf([within("nextResponse", "PT4H", { when: { priority: [3] } })]);
    const asked = [
      opened(),
      bare("messageReceived", 1),
      priority(2, 5),
      bare("messageReceived", 3),
    ];
    expect(read(policy, [...asked, priority(3.5, 3)], 4)).toEqual(["nextResponse 1: running 3"]);
    const answered = [...asked, reply(4), bare("messageReceived", 6), priority(7, 3)];
    expect(read(policy, answered, 8)).toEqual([
      "nextResponse 1: met 3",
      "nextResponse 2: running 2",
    ]);
  });

  test("T11 what changes while a ticket is merged holds once it is not", () => {
    const policy = policyWith({ mode: "carry" });
    const facts = [opened(), merged(2), priority(3, 1), unmerged(4)];
    expect(read(policy, facts, 9)).toEqual(["closure 1: breached 9 breached 8"]);
    const away = [opened(), merged(2), priority(3, 5), unmerged(4)];
    expect(read(policy, away, 9)).toEqual(["closure 1: cancelled 4"]);
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
