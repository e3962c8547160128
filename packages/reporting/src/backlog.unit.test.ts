import { DAY, defaultPolicy, HOUR, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { ageBandOf, backlogColumns, backlogOf, backlogReport, backlogRows } from "./backlog.ts";
import { kpiReport } from "./kpi.ts";
import { kpiTrend } from "./kpi-trend.ts";
import {
  assigned,
  closed,
  MONDAY,
  opened,
  policyOf,
  question,
  reopened,
  reportOn,
  tickets,
  ticketsUnder,
} from "./testing/tickets.ts";

const asked = (instants: readonly number[], by: ReturnType<typeof question>["by"] = []) => ({
  ...question({ by }),
  instants,
});
const all: readonly (readonly Fact[])[] = [
  [
    opened(MONDAY),
    assigned(MONDAY + HOUR, "first", "kim"),
    assigned(MONDAY + DAY, "second", "lee"),
  ],
  [opened(MONDAY + DAY), closed(MONDAY + 2 * DAY), reopened(MONDAY + 3 * DAY)],
];
const reportOf = (...of: Parameters<typeof asked>) =>
  reportOn(tickets(...all), backlogReport(asked(...of)));

test("K12 tickets are in the backlog from their opening up to their closing", () => {
  const instants = [MONDAY - 1, MONDAY, MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 3 * DAY];
  expect(reportOf(instants).instants.map(({ n }) => n)).toEqual([0, 1, 2, 1, 2]);
  expect(reportOf(instants).groups).toEqual([]);
});

test("K12 a ticket's age is the time since its receipt, reopened or not", () => {
  const [backlog] = reportOf([MONDAY + 3 * DAY]).instants;
  expect(backlog?.age.value?.meanMs).toBe(2.5 * DAY);
  // Three office days of eight hours, and two.
  expect(backlog?.age.business.value?.meanMs).toBe(20 * HOUR);
  expect(backlog?.bands).toEqual({
    under1d: 0,
    "1dTo3d": 1,
    "3dTo7d": 1,
    "7dTo30d": 0,
    "30dAndOlder": 0,
  });
  expect([0, DAY, 3 * DAY, 7 * DAY, 30 * DAY].map(ageBandOf)).toEqual([
    "under1d",
    "1dTo3d",
    "3dTo7d",
    "7dTo30d",
    "30dAndOlder",
  ]);
});

test("K12 a ticket has the attributes it had then", () => {
  const { groups } = reportOf([MONDAY, MONDAY + HOUR, MONDAY + DAY], ["team"]);
  expect(groups.map(({ at, group, n }) => [at, group.team, n])).toEqual([
    ["2026-03-02T08:00:00.000Z", null, 1],
    ["2026-03-02T09:00:00.000Z", "first", 1],
    ["2026-03-03T08:00:00.000Z", "second", 1],
    ["2026-03-03T08:00:00.000Z", null, 1],
  ]);
});

test("K15 a ticket that was given back lies with no agent", () => {
  const nobody = { team: null, agent: null, transfer: false };
  const back: Fact = { type: "assigned", at: MONDAY + HOUR, ...nobody };
  const given = tickets([opened(MONDAY), assigned(MONDAY, "first", "kim"), back]);
  const asking = asked([MONDAY, MONDAY + HOUR], ["team", "agent"]);
  const { groups } = reportOn(given, backlogReport(asking));
  expect(groups.map(({ group }) => [group.team, group.agent])).toEqual([
    ["first", "kim"],
    ["first", null],
  ]);
});

test("the rows of an instant are its tickets", () => {
  const rows = tickets(...all).flatMap((ticket) => backlogOf(ticket, asked([MONDAY + DAY])));
  expect(rows.map(({ ticketId, valueMs }) => [ticketId, valueMs])).toEqual([
    ["t0", DAY],
    ["t1", 0],
  ]);
  const printed = rows.map(backlogRows(asked([MONDAY + DAY])));
  expect(printed.map(({ band }) => band)).toEqual(["1dTo3d", "under1d"]);
  for (const row of printed) expect(Object.keys(row)).toEqual(backlogColumns(asked([])));
});

test("reports name the policies of tickets that had been received, and of no later ones", () => {
  const later = policyOf({ ...defaultPolicy, version: 2 });
  const known = [
    ...tickets([opened(MONDAY)]),
    ...ticketsUnder(later, [opened(MONDAY + 2 * DAY), closed(MONDAY)]),
  ];
  const at = (now: number) => {
    const asking = { ...asked([MONDAY]), now };
    const { whole, trend } = reportOn(known, kpiTrend(asking, "week"));
    const reports = [
      reportOn(known, backlogReport(asking)),
      reportOn(known, kpiReport(asking)),
      whole,
      trend,
    ];
    return new Set(reports.map(({ policyVersions }) => policyVersions.join(" ")));
  };
  expect(at(MONDAY + DAY)).toEqual(new Set(["default@1"]));
  expect(at(MONDAY + 2 * DAY)).toEqual(new Set(["default@1 default@2"]));
});
