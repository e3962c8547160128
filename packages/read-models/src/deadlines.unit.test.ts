import { holds } from "@docket/event-sourcing";
import { defaultDeskPolicy } from "@docket/schemas";
import {
  alarmsOf,
  factLine,
  factsBy,
  isPassed,
  readClock,
  thresholdName,
  ticketClocks,
  type Fact,
} from "@docket/service-levels";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deadlines,
  deadlinesBefore,
  nextDeadline,
  overdueBefore,
  type DeadlineRow,
} from "./deadlines.ts";
import { createJudge } from "./judged-tickets.ts";
import type { Rows } from "./model.ts";
import { createPolicyBook } from "./policy-book.ts";
import { anyFact, HOUR, opening, START } from "./testing/facts.ts";

const policies = createPolicyBook();
policies.learn("desk", {
  version: 1,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  document: defaultDeskPolicy,
});
const derived = deadlines(createJudge(policies));
const rowsOf = (facts: readonly Fact[], alarms: readonly string[] = []) =>
  derived.rows({
    ticketId: "T",
    facts: facts.map(factLine).join("\n"),
    alarms: alarms.join("\n"),
  }) as readonly DeadlineRow[];
const nameOf = (row: DeadlineRow) => `${row.target} ${row.instance} ${row.threshold}`;

describe("deadlines", () => {
  test("are the thresholds of open clocks, sorted by their instants as texts are", () => {
    const places = rowsOf([opening, { type: "acknowledged", at: START + HOUR, automatic: true }])
      .map(({ place }) => place)
      .toSorted();
    expect(places).toEqual([
      "2026-03-03T03:12:00.000Z T registration 1 80",
      "2026-03-03T08:00:00.000Z T registration 1 100",
      "2026-03-04T11:12:00.000Z T firstResolution 1 80",
      "2026-03-04T11:12:00.000Z T firstResponse 1 80",
      "2026-03-04T11:12:00.000Z T totalResolution 1 80",
      "2026-03-05T08:00:00.000Z T firstResolution 1 100",
      "2026-03-05T08:00:00.000Z T firstResponse 1 100",
      "2026-03-05T08:00:00.000Z T totalResolution 1 100",
    ]);
  });

  test("are asked for before an instant, after one that was looked at, and from an instant on", async () => {
    const [first, second, third, ...rest] = rowsOf([opening]).toSorted((one, other) =>
      one.place < other.place ? -1 : 1,
    );
    if (first === undefined || second === undefined || third === undefined)
      return expect.unreachable();
    const all = [first, second, third, ...rest];
    const store: Rows = {
      select: async (_, { where = [], limit }) =>
        all.filter((row) => holds(where, row)).slice(0, limit),
      count: async (_, where) => all.filter((row) => holds(where, row)).length,
      load: () => expect.unreachable(),
    };
    const before = third.at;
    expect(await deadlinesBefore(store, before, { limit: 1 })).toEqual([first]);
    expect(await deadlinesBefore(store, before, { limit: 9, after: first.place })).toEqual([
      second,
    ]);
    expect(await overdueBefore(store, before)).toEqual({ count: 2, oldest: first.at });
    expect(await overdueBefore(store, first.at)).toEqual({ count: 0, oldest: null });
    expect(await nextDeadline(store, second.at)).toBe(second.at);
    expect(await nextDeadline(store, "2099-01-01T00:00:00.000Z")).toBeUndefined();
  });

  test("are gone once they were told", () => {
    const names = rowsOf([opening]).map(nameOf);
    const told = names.filter((name) => name.startsWith("first"));
    expect(told.length).toBeGreaterThan(0);
    expect(rowsOf([opening], told).map(nameOf)).toEqual(names.filter((one) => !told.includes(one)));
  });

  test("cannot be told under a policy that is not known", () => {
    const unknown = { ...opening, policy: { name: "desk", version: 3 } };
    expect(() => rowsOf([unknown])).toThrow(expect.objectContaining({ code: "POLICY_UNKNOWN" }));
  });

  test("of a target that is reduced below what has elapsed are passed after the millisecond of that", () => {
    const reduced: Fact = { type: "priorityChanged", at: START + 30 * HOUR, priority: 1 };
    const resolution = rowsOf([opening, reduced]).filter(
      ({ target }) => target === "firstResolution",
    );
    const instants = resolution.map(({ threshold, at }) => [threshold, Date.parse(at)]);
    expect(instants).toEqual([[100, reduced.at]]);
    // What else happens in it comes first.
    expect(isPassed({ at: reduced.at }, reduced.at)).toBe(false);
    expect(isPassed({ at: reduced.at }, reduced.at + 1)).toBe(true);
  });

  // Looked at after the millisecond in which something happened: there a clock may be breached that is passed after it.
  const lookedAfter = fc.oneof(
    fc.constant(1),
    fc.integer({ min: 1, max: 400 }).map((hours) => hours * HOUR),
  );

  test("of whatever a ticket went through are what its open clocks pass, no sooner and no later", () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 14 }), lookedAfter, (later, ms) => {
        const facts = [opening, ...later];
        const now = Math.max(...facts.map(({ at }) => at)) + ms;
        const policy = policies.of(facts);
        if (policy === undefined) throw new Error("no policy");
        const clocks = ticketClocks(factsBy(facts, now), policy);
        const due = rowsOf(facts)
          .filter(({ at }) => isPassed({ at: Date.parse(at) }, now))
          .map(nameOf);
        const breached = clocks
          .filter(({ course }) => course.stoppedAt === null)
          .filter(({ course }) => readClock(course, now).state === "breached")
          .map((clock) => thresholdName({ ...clock, threshold: 100 }));
        expect(due.filter((name) => name.endsWith(" 100")).toSorted()).toEqual(breached.toSorted());
        const passed = clocks.flatMap((clock) =>
          alarmsOf(clock, facts)
            .filter((alarm) => isPassed(alarm, now))
            .map(({ threshold }) => thresholdName({ ...clock, threshold })),
        );
        expect(due.toSorted()).toEqual(passed.toSorted());
      }),
    );
  });
});
