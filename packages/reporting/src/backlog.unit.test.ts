import { DAY, HOUR, MINUTE, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { bucketEnds } from "./backlog-instants.ts";
import { ageBandOf, backlogColumns, backlogOf, backlogReport, backlogRows } from "./backlog.ts";
import { bucketsOf } from "./period.ts";
import {
  assigned,
  closed,
  MONDAY,
  opened,
  question,
  reopened,
  tickets,
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
const reportOf = (...of: Parameters<typeof asked>) => {
  const sums = backlogReport(asked(...of));
  for (const ticket of tickets(...all)) sums.add(ticket);
  return sums.report();
};

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
  const sums = backlogReport(asked([MONDAY, MONDAY + HOUR], ["team", "agent"]));
  for (const ticket of tickets([opened(MONDAY), assigned(MONDAY, "first", "kim"), back]))
    sums.add(ticket);
  expect(sums.report().groups.map(({ group }) => [group.team, group.agent])).toEqual([
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

const at = (text: string) => Date.parse(text);

test("buckets end where the zone's days, weeks and months do, and at the end of the period", () => {
  const zone = "Europe/Berlin";
  const spring = { from: at("2026-03-28T12:00:00Z"), to: at("2026-03-31T12:00:00Z"), zone };
  const ends = (unit: Parameters<typeof bucketEnds>[0], period = spring) =>
    bucketEnds(unit, period)?.map((end) => new Date(end).toISOString().slice(0, 16));
  expect(ends("day")).toEqual([
    "2026-03-28T23:00",
    "2026-03-29T22:00",
    "2026-03-30T22:00",
    "2026-03-31T12:00",
  ]);
  expect(ends("week")).toEqual(["2026-03-29T22:00", "2026-03-31T12:00"]);
  const winter = { from: at("2026-01-31T12:00:00Z"), to: at("2026-03-31T22:00:00Z"), zone };
  expect(ends("month", winter)).toEqual([
    "2026-01-31T23:00",
    "2026-02-28T23:00",
    "2026-03-31T22:00",
  ]);
  expect(ends("hour", { ...spring, to: spring.from + 90 * 60_000 })).toEqual([
    "2026-03-28T13:00",
    "2026-03-28T13:30",
  ]);
});

test.each([
  // Half an hour forward, and back.
  ["Australia/Lord_Howe", "2026-10-03T13:45:00Z", "13:45 14:30 15:30 16:00 17:00 18:00"],
  ["Australia/Lord_Howe", "2026-04-04T13:15:00Z", "13:15 14:00 15:00 15:30 16:30 17:30"],
  // A quarter of an hour forward, on an hour that it skips the beginning of.
  ["Asia/Kathmandu", "1985-12-31T17:10:00Z", "17:10 17:30 18:30 19:15 20:15 21:15"],
  // An hour forward, and back, at a quarter to.
  ["Pacific/Chatham", "2026-09-26T12:20:00Z", "12:20 13:15 14:00 14:15 15:15 16:15"],
  ["Pacific/Chatham", "2026-04-04T12:20:00Z", "12:20 13:15 14:00 14:15 15:15 16:15"],
])(
  "hours of %s from %s end where the next begins, or the clocks change",
  (zone, first, expected) => {
    const from = at(first);
    const to = from + 6 * HOUR;
    const ends = bucketEnds("hour", { from, to, zone }) ?? expect.unreachable();
    expect(
      [from, ...ends].slice(0, 6).map((end) => new Date(end).toISOString().slice(11, 16)),
    ).toEqual(expected.split(" "));
    const nameOf = bucketsOf("hour", zone);
    for (let minute = from + MINUTE; minute < to; minute += MINUTE) {
      expect(ends.includes(minute)).toBe(nameOf(minute - 1) !== nameOf(minute));
    }
  },
);

test("a period with too many buckets has no list of them", () => {
  expect(bucketEnds("hour", { from: 0, to: 20_000 * HOUR, zone: "UTC" })).toBeNull();
});
