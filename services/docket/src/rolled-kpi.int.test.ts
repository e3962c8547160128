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
import { latestFact, openBreaches, staysWithin } from "@docket/read-models";
import {
  backlogReport,
  kpiReport,
  slaReport,
  type Dimension,
  type KpiQuestion,
  type KpiReport,
  type SlaQuestion,
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
import { remoteReports } from "./remote-reports.ts";
import { scratchReadModels } from "./scratch.ts";
import { createServer } from "./serving/server.ts";
import { readingOn } from "./session.ts";
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
const cases = periods
  .flatMap(([from, to]) => nows.map((now) => ({ from, to, now })))
  .map((one, place) => ({ ...one, place }));
/** Each of the groups is asked for in three of the cases, in two zones. */
const groupsOf = (place: number) => groups.filter((_, at) => at % 4 === place % 4);
const zoneOf = (place: number) => ["UTC", "Europe/Berlin", "America/New_York"][place % 3] ?? "UTC";
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
  ["hour", "kind"],
  ["channel", "kind", "priority", "week"],
  ["category", "priority", "kind"],
  ["channel", "kind", "category", "priority", "team", "agent", "week"],
];

test("a small desk is told by a look at each ticket, with exact percentiles", async () => {
  const question = asked({ by: ["agent"] });
  const report = await source.kpi({ question, policy: null, knownAt: null, isPresent: true });
  expect(report).toEqual(scanned(question));
});

describe("key figures from rollups", () => {
  test.each(cases)(
    "are those of a look at each ticket: $from to $to at $now",
    async ({ from, to, now, place }) => {
      for (const by of groupsOf(place)) {
        const question = asked({ period: { from, to, zone: zoneOf(place) }, now, by });
        const rolled = parted(await rolledKpi(world.readModels, question));
        const exact = parted(scanned(question));
        expect(rolled.rest).toEqual(exact.rest);
        expect(rolled.percentiles).toHaveLength(exact.percentiles.length);
        for (const [at, ms] of exact.percentiles.entries()) {
          const error = Math.abs((rolled.percentiles[at] ?? 0) - ms);
          expect(error).toBeLessThanOrEqual(ms * 0.01 + 1);
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
  test.each(cases)(
    "are those of a look at each ticket: $from to $to at $now",
    async ({ from, to, now, place }) => {
      for (const by of groupsOf(place)) {
        const targets = only[place % 3] ?? targetNames;
        const question = asked({ period: { from, to, zone: zoneOf(place + 1) }, now, by });
        const sla = { ...question, only: targets };
        expect(await rolledSla(world.readModels, sla)).toEqual(looked(slaReport(sla)));
      }
    },
    60_000,
  );

  test.each<Partial<SlaQuestion>>([
    { by: ["language"] },
    { policy: "file@1" },
    { period: { from: null, to: TODAY - 1, zone: "UTC" } },
    { now: TODAY - 30 * DAY },
  ])("are not asked for what they do not know: %j", async (given) => {
    expect(
      await rolledSla(world.readModels, { ...asked({}), only: targetNames, ...given }),
    ).toBeNull();
  });
});

test("the backlog of any instant is that of a look at each ticket", async () => {
  const days = Array.from({ length: 90 }, (_, day) => TODAY - (90 - day) * DAY + 5 * HOUR + 7);
  const bys: readonly (readonly Dimension[])[] = [
    [],
    ["team", "agent"],
    ["tier", "language", "day"],
  ];
  for (const by of bys) {
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

test("others have their turn while the backlog of many instants is counted", async () => {
  const instants = Array.from({ length: 2_000 }, (_, hour) => END - (2_000 - hour) * HOUR);
  let [turns, over] = [0, false];
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await rolledBacklog(world.readModels, { ...asked({}), instants });
  over = true;
  expect(turns).toBeGreaterThan(5);
});

test("an instant at which something happens is told alike from rows and from facts", async () => {
  const runsOut = (await openBreaches(world.readModels, { from: END, to: null })).filter(
    ({ certain }) => !certain,
  );
  expect(runsOut).not.toHaveLength(0);
  for (const { breachedAt } of runsOut.slice(0, 5)) {
    for (const now of [Date.parse(breachedAt), Date.parse(breachedAt) + 1]) {
      const sla = { ...asked({ now, by: ["team"] }), only: targetNames };
      expect(await rolledSla(world.readModels, sla)).toEqual(looked(slaReport(sla)));
    }
  }
  const stays = await Array.fromAsync(
    staysWithin(world.readModels, { from: TODAY - 9 * DAY, to: TODAY }, []),
  );
  const left = stays.flat().flatMap(({ leftAt }) => (leftAt === null ? [] : Date.parse(leftAt)));
  const [first = END] = left.toSorted((one, other) => one - other);
  const question = { ...asked({}), instants: [first - 1, first, first + 1] };
  expect(await rolledBacklog(world.readModels, question)).toEqual(looked(backlogReport(question)));
});

test("rollups answer from the instant of the latest that is known on", async () => {
  const latest = (await latestFact(world.readModels)) ?? expect.unreachable();
  expect(await rolledKpi(world.readModels, asked({ now: latest }))).not.toBeNull();
  expect(await rolledKpi(world.readModels, asked({ now: latest - 1 }))).toBeNull();
});

test("what answers at a URL reckons the same reports, of one state of the tables each", async () => {
  const reading = readingOn(world);
  const health = () => Promise.resolve({ ok: true, parts: [] });
  const app = createServer({ access: { kind: "thisMachine" }, reading, health });
  const remote = remoteReports({ url: await app.listen({ host: "127.0.0.1", port: 0 }) });
  try {
    for (const policy of [null, tickets[0]?.policy ?? null]) {
      const question = asked({ by: ["agent"], policy: policy?.version ?? null });
      const from = { policy, knownAt: null, isPresent: true };
      const kpi = { ...from, question };
      expect(await remote.kpi(kpi)).toEqual(plainly(await source.kpi(kpi)));
      expect(await remote.agents(kpi)).toEqual(plainly(await source.agents(kpi)));
      const { calendar: _, ...levels } = question;
      const sla = { ...from, question: { ...levels, only: targetNames } };
      expect(await remote.sla(sla)).toEqual(plainly(await source.sla(sla)));
      const backlog = { ...from, question: { ...question, instants: [TODAY - 9 * DAY, END] } };
      expect(await remote.backlog(backlog)).toEqual(plainly(await source.backlog(backlog)));
    }
    const past = instant(TODAY - 40 * DAY);
    const known = { question: asked({}), policy: null, knownAt: past, isPresent: false };
    expect(await remote.kpi(known)).toEqual(plainly(await source.kpi(known)));
    const wrong = { ...known, question: { ...known.question, period: { ...UTC, zone: "Mars" } } };
    await expect(remote.kpi(wrong)).rejects.toMatchObject({ refusal: { code: "INVALID_FIELD" } });
  } finally {
    await app.close();
  }
});
const UTC = { from: null, to: null, zone: "UTC" };
const plainly = (report: object): unknown => JSON.parse(JSON.stringify(report));

test("a rebuild gives the same rollups, by hash", async () => {
  const { models, switched } = await world.projector.rebuild({
    accept: false,
    onProgress: () => {},
  });
  expect(switched).toBe(true);
  for (const { model, hash, liveHash } of models) expect([model, hash]).toEqual([model, liveHash]);
});
