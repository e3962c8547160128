import { ERASED, type TicketEvent } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { readModels } from "./index.ts";
import { createFold, history, minute } from "./testing/fold.ts";
import { customerErased, ticketA } from "./testing/samples.ts";
import type { TicketRow } from "./ticket-row.ts";

const opened: TicketEvent = {
  type: "opened",
  data: {
    kind: "inquiry",
    channel: "email",
    subject: "The lamp flickers",
    customerId: "c-1",
    policy: { name: "desk", version: 2 },
  },
};
const { customerId: _unknown, ...withoutCustomer } = opened.data;
const anonymous: TicketEvent = { type: "opened", data: withoutCustomer };
const resolved = (cycle = 1): TicketEvent => ({
  type: "resolved",
  data: { articles: [], onFirstContact: false, cycle },
});
const closed: TicketEvent = { type: "closed", data: { outcome: "resolved" } };
const reopened = (cycle: number): TicketEvent => ({
  type: "reopened",
  data: { cycle, cause: "requested" },
});
const replied = (automatic: boolean): TicketEvent => ({
  type: "replied",
  data: { messageId: "m-1", channel: "email", body: "Hello", automatic },
});
const acknowledged: TicketEvent = { type: "acknowledged", data: { automatic: true } };
const assigned = (team: string | null, transfer: boolean): TicketEvent => ({
  type: "assigned",
  data: { team, agent: null, transfer },
});
const merged: TicketEvent = { type: "merged", data: { into: "01J00000000000000000000002" } };
const unmerged: TicketEvent = {
  type: "unmerged",
  data: { from: "01J00000000000000000000002", reason: "another lamp" },
};
const awaited: TicketEvent = { type: "customerAwaited", data: {} };
const vendorAwaited: TicketEvent = { type: "thirdPartyAwaited", data: {} };

function after(...events: readonly TicketEvent[]): TicketRow {
  const fold = createFold(readModels);
  fold.project(history("ticket", ticketA, events));
  return fold.rows()["tickets"]?.[0] as TicketRow;
}

// Each event occurs a minute after the one before it.
test.each<[string, readonly TicketEvent[], Partial<TicketRow>]>([
  [
    "a new ticket",
    [opened],
    {
      phase: "inquiry",
      state: "working",
      level: "firstLine",
      cycle: 1,
      inboundContacts: 1,
      policyName: "desk",
      policyVersion: 2,
      openedAt: minute(0),
      closedAt: null,
    },
  ],
  [
    "the first acknowledgement and the first reply by a person count",
    [opened, acknowledged, acknowledged, replied(true), replied(false), replied(false)],
    { phase: "identification", acknowledgedAt: minute(1), firstRespondedAt: minute(4) },
  ],
  [
    "the last known team outlives the assignment",
    [opened, assigned("a", false), { type: "unassigned", data: {} }, assigned(null, false)],
    { team: null, lastTeam: "a", assignmentCount: 2, transferCount: 0 },
  ],
  [
    "transfers are counted as the ticket judged them",
    [opened, assigned("a", false), assigned("b", true), assigned("a", true)],
    { team: "a", transferCount: 2 },
  ],
  [
    "one wait may follow another",
    [opened, awaited, acknowledged, vendorAwaited],
    { state: "waitingForThirdParty", waitCount: 2, waitingSince: minute(3) },
  ],
  [
    "a wait ends when the work goes on",
    [opened, awaited, { type: "resumed", data: {} }],
    { state: "working", waitCount: 1, waitingSince: null },
  ],
  [
    "a resolution ends a wait",
    [opened, awaited, resolved()],
    { phase: "followUp", state: "followUp", waitingSince: null, firstResolvedAt: minute(2) },
  ],
  [
    "a reopened ticket is not closed, and remembers its resolutions",
    [opened, resolved(), closed, reopened(2)],
    {
      phase: "identification",
      closedAt: null,
      outcome: null,
      cycle: 2,
      reopenCount: 1,
      firstResolvedAt: minute(1),
      lastResolvedAt: minute(1),
    },
  ],
  [
    "the last entry into closed counts, and the last resolution",
    [opened, resolved(), closed, reopened(2), resolved(2), closed],
    {
      phase: "closed",
      state: "done",
      closedAt: minute(5),
      outcome: "resolved",
      firstResolvedAt: minute(1),
      lastResolvedAt: minute(4),
    },
  ],
  [
    "a ticket may close without a resolution",
    [opened, closed],
    { phase: "closed", closedAt: minute(1), lastResolvedAt: null },
  ],
  [
    "a withdrawn ticket is closed",
    [opened, { type: "withdrawn", data: { reason: "found it" } }],
    { state: "withdrawn", closedAt: minute(1), outcome: "withdrawn" },
  ],
  [
    "a merged ticket is closed",
    [opened, merged],
    { state: "merged", closedAt: minute(1), mergedInto: merged.data.into },
  ],
  [
    "and as it was when the merge is undone",
    [opened, awaited, merged, unmerged],
    { state: "waitingForCustomer", closedAt: null, mergedInto: null, waitingSince: minute(1) },
  ],
  [
    "a ticket closed before its merge stays closed after it",
    [opened, resolved(), closed, merged, unmerged],
    { state: "done", closedAt: minute(2), outcome: "resolved" },
  ],
  [
    "a complaint keeps where it stood as an inquiry",
    [opened, awaited, { type: "reclassified", data: { aspect: "safety", reason: "burns" } }],
    { kind: "complaint", phase: "inquiry", state: "waitingForCustomer" },
  ],
])("%s", (_rule, events, expected) => {
  expect(after(...events)).toMatchObject(expected);
});

describe("an erasure", () => {
  const identified = (customerId: string): TicketEvent => ({
    type: "customerIdentified",
    data: { customerId },
  });
  const subjectAfter = (erasedId: string, ...events: readonly TicketEvent[]) => {
    const fold = createFold(readModels);
    fold.project(history("ticket", ticketA, events));
    fold.project(history("customer", erasedId, [customerErased]));
    return fold.rows()["tickets"]?.[0]?.["subject"];
  };

  test("blanks the subject of the customer's tickets, and of no others", () => {
    expect(subjectAfter("c-1", opened)).toBe(ERASED);
    expect(subjectAfter("c-2", opened)).toBe("The lamp flickers");
    expect(subjectAfter("c-1", anonymous)).toBe("The lamp flickers");
  });

  test("reaches a ticket whose customer was found out later", () => {
    expect(subjectAfter("c-1", anonymous, identified("c-1"))).toBe(ERASED);
  });

  test("reaches what its key protects: the subject was written for the first customer", () => {
    expect(subjectAfter("c-1", opened, identified("c-2"))).toBe(ERASED);
    expect(subjectAfter("c-2", opened, identified("c-2"))).toBe("The lamp flickers");
  });

  test("makes nothing of a subject that was never there", () => {
    const { subject: _none, ...data } = opened.data;
    expect(subjectAfter("c-1", { type: "opened", data })).toBeNull();
  });
});
