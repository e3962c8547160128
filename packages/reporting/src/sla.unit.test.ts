import { HOUR, targetNames } from "@docket/service-levels";
import { describe, expect, test } from "vitest";
import { slaColumns, slaRows } from "./sla-rows.ts";
import { slaReport, type SlaQuestion } from "./sla.ts";
import {
  assigned,
  closed,
  MONDAY,
  opened,
  question,
  reportOn,
  tickets,
} from "./testing/tickets.ts";

const h = (hours: number): number => MONDAY + hours * HOUR;
const promised = (hours: number) => ({ targets: { closure: h(hours) } });
const all = tickets(
  [opened(h(0), promised(4)), assigned(h(1), "billing", "kim"), closed(h(4))],
  [opened(h(0), promised(4)), closed(h(5))],
  [opened(h(1), { ...promised(4), channel: "web" })],
  [opened(h(1), promised(40))],
  [opened(h(2))],
);

const asked = (given: Partial<SlaQuestion> = {}): SlaQuestion => ({
  ...question({ now: h(9) }),
  only: ["closure"],
  ...given,
});
const reportOf = (given: Partial<SlaQuestion> = {}) => reportOn(all, slaReport(asked(given)));
const period = (from: number, to: number) => ({ from: h(from), to: h(to), zone: "UTC" });

describe("the report on service levels", () => {
  test("counts decided clocks, and shows the others beside the share", () => {
    expect(reportOf()).toMatchObject({
      report: "sla",
      now: "2026-03-02T17:00:00.000Z",
      met: 1,
      breached: 2,
      breachedOpen: 1,
      running: 1,
      withoutClock: 1,
      attainment: { definition: { name: "attainment", version: 6 }, n: 3, value: 1 / 3 },
      policyVersions: ["default@1"],
      groups: [],
    });
  });

  test("counts a decision where it was made: both were late at the same instant", () => {
    const early = { met: 0, breached: 0, running: 4, withoutClock: 1 };
    expect(reportOf({ period: period(1, 4), now: h(3) })).toMatchObject(early);
    expect(reportOf({ period: period(4, 5) })).toMatchObject({
      met: 1,
      breached: 2,
      withoutClock: 0,
    });
    expect(reportOf({ period: period(5, 9) })).toMatchObject({ met: 0, breached: 0, running: 1 });
    expect(reportOf({ period: period(0, 1) })).toMatchObject({ running: 0, withoutClock: 0 });
  });

  test("groups by what is known of the ticket then, and by the time of the decision", () => {
    const { groups } = reportOf({ by: ["channel", "team", "hour"] });
    expect(
      groups.map(({ group, met, breached, running }) => ({ ...group, met, breached, running })),
    ).toEqual([
      {
        channel: "email",
        team: "billing",
        hour: "2026-03-02T12+00:00",
        met: 1,
        breached: 0,
        running: 0,
      },
      {
        channel: "email",
        team: null,
        hour: "2026-03-02T12+00:00",
        met: 0,
        breached: 1,
        running: 0,
      },
      { channel: "email", team: null, hour: null, met: 0, breached: 0, running: 1 },
      { channel: "web", team: null, hour: "2026-03-02T12+00:00", met: 0, breached: 1, running: 0 },
    ]);
  });

  test("has a row per clock, and one for a ticket that has none", () => {
    const rows = all.flatMap((ticket) => slaRows(ticket, asked()));
    expect(rows.map(({ ticketId, target, state }) => [ticketId, target, state])).toEqual([
      ["t0", "closure", "met"],
      ["t1", "closure", "breached"],
      ["t2", "closure", "breached"],
      ["t3", "closure", "running"],
      ["t4", null, null],
    ]);
    for (const row of rows) expect(Object.keys(row).toSorted()).toEqual(slaColumns.toSorted());
    expect(rows[1]).toEqual({
      externalId: null,
      ticketId: "t1",
      target: "closure",
      instance: 1,
      state: "breached",
      startedAt: "2026-03-02T08:00:00.000Z",
      dueAt: "2026-03-02T12:00:00.000Z",
      breachesAt: "2026-03-02T12:00:00.000Z",
      breachedAt: "2026-03-02T12:00:00.000Z",
      stoppedAt: "2026-03-02T13:00:00.000Z",
      elapsedMs: 5 * HOUR,
      policyVersion: "default@1",
      rule: "promised instant",
    });
  });

  test("knows no ticket that comes after now", () => {
    expect(reportOf({ now: h(0.5) })).toMatchObject({ running: 2, withoutClock: 0 });
    expect(reportOf({ now: h(9), only: targetNames }).withoutClock).toBe(0);
  });
});
