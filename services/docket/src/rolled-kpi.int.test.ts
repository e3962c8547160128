import { eventFormats } from "@docket/command-api";
import { instant } from "@docket/event-sourcing";
import {
  reportedTickets,
  reportSource,
  rolledBacklog,
  rolledKpi,
  rolledSla,
  type ReportSource,
} from "@docket/query-api";
import {
  backlogReport,
  kpiReport,
  slaReport,
  type Dimension,
  type KpiQuestion,
  type KpiReport,
} from "@docket/reporting";
import {
  DAY,
  HOUR,
  targetNames,
  type ReportedTicket,
  type TargetName,
} from "@docket/service-levels";
import { samplePolicyCommand, sampleStages } from "@docket/simulation";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratchReadModels } from "./scratch.ts";
import { openEmbedded, type EmbeddedWorld } from "./worlds/embedded.ts";

/** The last instant of the sample, not on an hour. */
const END = Date.UTC(2026, 5, 29, 13, 37, 11);
const TODAY = Date.UTC(2026, 5, 29);

const folder = mkdtempSync(join(tmpdir(), "docket-rolled-"));
let world: EmbeddedWorld;
let source: ReportSource;
const tickets: ReportedTicket[] = [];

beforeAll(async () => {
  world = await openEmbedded(folder, ({ stream }) => expect.unreachable(`parked ${stream}`));
  await world.commands.handle(samplePolicyCommand());
  for (const stage of sampleStages({ seed: 7, until: instant(END), tickets: 250 })) {
    await Promise.all(Array.from(stage, (command) => world.commands.handle(command)));
  }
  await world.settle();
  source = reportSource({ ...world, formats: eventFormats, scratch: scratchReadModels });
  for await (const page of reportedTickets(source, null, null)) tickets.push(...page);
}, 60_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

function looked<Report>(sums: {
  readonly add: (ticket: ReportedTicket) => void;
  readonly report: () => Report;
}): Report {
  for (const ticket of tickets) sums.add(ticket);
  return sums.report();
}
const scanned = (question: KpiQuestion): KpiReport => looked(kpiReport(question));

/** A report's percentiles of times that were added up, and all the rest of it. */
function parted(report: KpiReport | null) {
  const percentiles: number[] = [];
  const rest: unknown = JSON.parse(JSON.stringify(report), (key, value: unknown) => {
    if (key === "percentiles") return undefined;
    if (!/^p\d\dMs$/.test(key)) return value;
    percentiles.push(Number(value));
    return null;
  });
  return { percentiles, rest };
}

const asked = (given: Partial<KpiQuestion>): KpiQuestion => ({
  period: { from: null, to: null, zone: "UTC" },
  now: END,
  asOf: END,
  by: [],
  policy: null,
  calendar: "business",
  ...given,
});

const periods = [
  [null, null],
  [TODAY - 30 * DAY + 5 * HOUR, null],
  [TODAY - 60 * DAY, TODAY - 9 * DAY + 22 * HOUR],
  [null, TODAY - 2 * DAY],
] as const;
const nows = [END, END + 3 * DAY + 1_234_567, END + 60 * DAY];
const groups: readonly (readonly Dimension[])[] = [
  [],
  ["channel"],
  ["team", "month"],
  ["day", "channel"],
  ["week"],
  ["kind"],
  ["category"],
  ["priority", "channel"],
  ["agent"],
  ["team", "agent"],
  ["month", "category"],
  ["agent", "day"],
  ["channel", "team"],
  ["category", "priority", "kind"],
  ["channel", "kind", "category", "priority", "team", "agent", "week"],
];

test("a small desk is told by a look at each ticket, with exact percentiles", async () => {
  const question = asked({ by: ["agent"] });
  const report = await source.kpi({ question, policy: null, knownAt: null, isPresent: true });
  expect(report).toEqual(scanned(question));
});

describe("key figures from rollups", () => {
  test.each(periods.flatMap(([from, to]) => nows.map((now) => ({ from, to, now }))))(
    "are those of a look at each ticket: $from to $to at $now",
    async ({ from, to, now }) => {
      for (const zone of ["UTC", "Europe/Berlin"]) {
        for (const by of groups) {
          const question = asked({ period: { from, to, zone }, now, by });
          const rolled = parted(await rolledKpi(world.readModels, question));
          const exact = parted(scanned(question));
          expect(rolled.rest).toEqual(exact.rest);
          expect(rolled.percentiles).toHaveLength(exact.percentiles.length);
          for (const [place, ms] of exact.percentiles.entries()) {
            const error = Math.abs((rolled.percentiles[place] ?? 0) - ms);
            expect(error).toBeLessThanOrEqual(ms * 0.01 + 1);
          }
        }
      }
    },
    60_000,
  );

  test.each<Partial<KpiQuestion>>([
    { by: ["tier"] },
    { policy: "file@1" },
    { calendar: "24x7" },
    { period: { from: TODAY + 1, to: null, zone: "UTC" } },
    { period: { from: null, to: null, zone: "Asia/Kolkata" }, by: ["hour"] },
    { now: TODAY - 30 * DAY },
  ])("are not asked for what they do not know: %j", async (given) => {
    expect(await rolledKpi(world.readModels, asked(given))).toBeNull();
  });
});

describe("service levels from rollups", () => {
  const only: readonly (readonly TargetName[])[] = [
    targetNames,
    ["firstResponse"],
    ["registration", "closure"],
  ];
  test.each(periods.flatMap(([from, to]) => nows.map((now) => ({ from, to, now }))))(
    "are those of a look at each ticket: $from to $to at $now",
    async ({ from, to, now }) => {
      for (const zone of ["UTC", "Europe/Berlin"]) {
        for (const by of groups) {
          for (const targets of only) {
            const question = { ...asked({ period: { from, to, zone }, now, by }), only: targets };
            expect(await rolledSla(world.readModels, question)).toEqual(
              looked(slaReport(question)),
            );
          }
        }
      }
    },
    60_000,
  );
});

test("the backlog of any instant is that of a look at each ticket", async () => {
  const days = Array.from({ length: 90 }, (_, day) => TODAY - (90 - day) * DAY + 5 * HOUR + 7);
  for (const by of [...groups, ["tier", "language"] as const]) {
    for (const calendar of ["business", "24x7", "unknown"]) {
      for (const instants of [days, [END], [TODAY - 400 * DAY]]) {
        const question = { ...asked({ by, calendar }), instants };
        expect(await rolledBacklog(world.readModels, question)).toEqual(
          looked(backlogReport(question)),
        );
      }
    }
  }
});

test("a rebuild gives the same rollups, by hash", async () => {
  const { models, switched } = await world.projector.rebuild({
    accept: false,
    onProgress: () => {},
  });
  expect(switched).toBe(true);
  for (const { model, hash, liveHash } of models) expect([model, hash]).toEqual([model, liveHash]);
});
