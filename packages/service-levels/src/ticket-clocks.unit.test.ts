import { describe, expect, test } from "vitest";
import type { Fact } from "./fact.ts";
import { HOUR } from "./instant.ts";
import {
  h,
  policyOf,
  within,
  opened,
  bare,
  reply,
  resolved,
  closed,
  reopened,
  withdrawn,
  merged,
  unmerged,
  read,
  reading,
} from "./testing/ticket-facts.ts";

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

  test("T12 a message after the resolution is to be answered, closed or not", () => {
    const policy = policyOf([within("nextResponse", "PT4H")]);
    const asked = [opened(), resolved(1), bare("messageReceived", 2)];
    expect(read(policy, [...asked, closed(3)], 5)).toEqual(["nextResponse 1: running 3"]);
    expect(read(policy, [...asked, closed(3), reply(5)], 9)).toEqual(["nextResponse 1: met 3"]);
    expect(read(policy, [...asked, closed(3), reopened(4), reply(8)], 9)).toEqual([
      "nextResponse 1: breached 6 breached 6",
    ]);
    const unresolved = [...asked, reopened(3), closed(4)];
    expect(read(policy, unresolved, 9)).toEqual(["nextResponse 1: cancelled 2"]);
    const withdrawnFirst = [opened(), withdrawn(1), bare("messageReceived", 2), closed(3)];
    expect(read(policy, withdrawnFirst, 9)).toEqual(["nextResponse 1: cancelled 1"]);
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

  test("T12 what stopped a clock while its ticket had ended has stopped it, reopened or not", () => {
    const policy = policyOf([
      within("firstResponse", "PT8H"),
      within("nextResponse", "PT4H"),
      within("progressUpdate", "PT8H"),
    ]);
    const answered = [opened(), bare("messageReceived", 1), withdrawn(2), reply(3)];
    expect(read(policy, answered, 9)).toEqual([
      "firstResponse 1: cancelled 2",
      "nextResponse 1: cancelled 1",
    ]);
    expect(read(policy, [...answered, reopened(4)], 99)).toEqual([
      "firstResponse 1: met 2",
      "nextResponse 1: met 1",
    ]);
    const another = [...answered, bare("messageReceived", 4), reopened(5)];
    expect(read(policy, another, 6)).toEqual([
      "firstResponse 1: met 2",
      "nextResponse 1: met 1",
      "nextResponse 2: running 2",
    ]);
    const updated = [opened(), reply(1), closed(2), reply(3, true), reopened(4)];
    expect(read(policy, updated, 99)).toEqual([
      "firstResponse 1: met 1",
      "progressUpdate 1: met 1",
    ]);
    const dismissed = [opened(), bare("messageReceived", 1), closed(2)];
    const settled = [...dismissed, bare("noReplyNeededMarked", 3), reopened(4)];
    expect(read(policy, settled, 99)[1]).toBe("nextResponse 1: met 1");
  });

  test("T12 it has stopped when that happened; the time since the end of the ticket is left out", () => {
    const policy = policyOf([within("firstResponse", "PT8H")]);
    const answered = [opened(), withdrawn(2), reply(30), reopened(40)];
    expect(reading(policy, answered, 99)).toMatchObject({
      state: "met",
      elapsedMs: 2 * HOUR,
      stoppedAt: h(30),
      dueAt: h(36),
    });
    const promise = opened({ targets: { firstResponse: h(8) } });
    const promised = [promise, ...answered.slice(1)];
    expect(read(policy, promised.toSpliced(2, 1), 99)).toEqual([
      "firstResponse 1: breached 61 breached 8",
    ]);
    expect(reading(policy, promised, 99)).toMatchObject({
      state: "breached",
      breachedAt: h(8),
      stoppedAt: h(30),
    });
  });

  test("T12 a call that was taken, or given up, while its ticket had ended is neither waited for after a reopening", () => {
    const policy = policyOf([within("speedOfAnswer", "PT1H")]);
    const queued: Fact = { type: "contactQueued", at: h(0), interactionId: "i", channel: "phone" };
    const after = (type: "contactAnswered" | "contactAbandoned"): Fact[] => [
      opened(),
      queued,
      withdrawn(0.5),
      { type, at: h(0.75), interactionId: "i" },
      reopened(2),
    ];
    expect(read(policy, after("contactAnswered"), 9)).toEqual(["speedOfAnswer 1: met 0.5"]);
    expect(read(policy, after("contactAbandoned"), 9)).toEqual(["speedOfAnswer 1: cancelled 0.5"]);
  });

  test("T12 of messages before and after the end of a ticket one alone is to be answered", () => {
    const policy = policyOf([within("nextResponse", "PT4H")]);
    const asked = [opened(), bare("messageReceived", 1), closed(2), bare("messageReceived", 3)];
    expect(read(policy, asked, 4)).toEqual([
      "nextResponse 1: cancelled 1",
      "nextResponse 2: running 1",
    ]);
    const again = [...asked, reopened(4)];
    expect(read(policy, [...again, reply(6)], 9)).toEqual([
      "nextResponse 1: cancelled 1",
      "nextResponse 2: met 3",
    ]);
    expect(read(policy, [...again, closed(5), reopened(6), reply(7)], 9)).toEqual([
      "nextResponse 1: cancelled 1",
      "nextResponse 2: met 3",
    ]);
  });

  test("T13 what has not happened by now is left out", () => {
    const facts = [opened(), resolved(4), closed(6)];
    expect(read(resolutions, facts, 5)[2]).toBe("closure 1: running 5");
    expect(read(resolutions, [opened({ at: h(2) }), closed(1)], 1)).toEqual([]);
  });
});
