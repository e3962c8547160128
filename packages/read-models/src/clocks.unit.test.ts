import { defaultDeskPolicy } from "@docket/schemas";
import { factLine, readClock, ticketClocks, type Fact } from "@docket/service-levels";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockRowsOf } from "./clocks.ts";
import { createJudge } from "./judged-tickets.ts";
import { createPolicyBook } from "./policy-book.ts";
import { anyFact, HOUR, opening, START } from "./testing/facts.ts";

const policies = createPolicyBook();
policies.learn("desk", {
  version: 2,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  document: defaultDeskPolicy,
});

const judge = createJudge(policies);

const opened: Fact = { ...opening, policy: { name: "desk", version: 2 } };
const rowsOf = (facts: readonly Fact[]) =>
  clockRowsOf(
    judge({ ticketId: "T", facts: facts.map(factLine).join("\n"), alarms: "" })?.settled ?? null,
  );

describe("rows of clocks", () => {
  test("hold what the events decided, and what the clock is grouped by", () => {
    const facts: Fact[] = [
      opened,
      { type: "assigned", at: START, team: "lighting", agent: "lena", transfer: false },
      { type: "customerAwaited", at: START + 2 * HOUR },
      { type: "resumed", at: START + 3 * HOUR },
      { type: "resolved", at: START + 5 * HOUR, articles: [] },
    ];
    const row = rowsOf(facts).find(({ target }) => target === "firstResolution");
    expect(row).toEqual({
      ticketId: "T",
      target: "firstResolution",
      instance: 1,
      state: "met",
      startedAt: "2026-03-02T08:00:00.000Z",
      stoppedAt: "2026-03-02T13:00:00.000Z",
      dueAt: "2026-03-05T09:00:00.000Z",
      breachesAt: "2026-03-05T09:00:00.000Z",
      breachedAt: null,
      decidedAt: "2026-03-02T13:00:00.000Z",
      cancelledBecause: null,
      open: false,
      segments: JSON.stringify([
        ["2026-03-02T08:00:00.000Z", "2026-03-02T10:00:00.000Z", "business", 1],
        ["2026-03-02T11:00:00.000Z", "2026-03-02T13:00:00.000Z", "business", 1],
      ]),
      policyVersion: "desk@2",
      calendar: "business",
      calendarVersion: 1,
      rule: "priority 3 resolved",
      kind: "complaint",
      channel: "email",
      category: null,
      priority: 3,
      team: "lighting",
      agent: "lena",
    });
  });

  test("are missing before the opening; under a policy that is not known there is nothing to tell", () => {
    expect(rowsOf([{ type: "resumed", at: START }])).toEqual([]);
    const unknown = { ...opened, policy: { name: "desk", version: 3 } };
    expect(() => rowsOf([unknown])).toThrow(expect.objectContaining({ code: "POLICY_UNKNOWN" }));
  });

  test("say of every later instant what the clock says then", () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 14 }), fc.nat(400), (later, hours) => {
        const facts = [opened, ...later];
        const now = Math.max(...facts.map(({ at }) => at)) + hours * HOUR;
        const policy = policies.of(facts);
        if (policy === undefined) throw new Error("no policy");
        const clocks = ticketClocks(facts, policy).map(({ course }) => readClock(course, now));
        const rows = rowsOf(facts);
        expect(rows).toHaveLength(clocks.length);
        for (const [place, { state, stoppedAt, breachesAt, dueAt }] of clocks.entries()) {
          const row = rows[place];
          const ran = row?.state === "running" && row.breachesAt !== null;
          const passed = ran && Date.parse(row.breachesAt) < now;
          expect(passed ? "breached" : row?.state).toBe(state);
          expect([row?.stoppedAt, row?.dueAt, row?.breachesAt].map(msOf)).toEqual([
            stoppedAt,
            dueAt,
            breachesAt,
          ]);
        }
      }),
    );
  });
});

const msOf = (text: string | null | undefined): number | null => (text ? Date.parse(text) : null);
