import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lines, open } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import type { Observed } from "./testing/kpi-oracle-handling.ts";
import { knowledgeIn } from "./testing/knowledge-oracle.ts";
import { observe, type PrintedEvent } from "./testing/kpi-oracle.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";

/** A row of `--tickets`, as far as a figure follows from it. */
interface Row {
  readonly figure: string;
  readonly ticketId: string;
  readonly channel: string;
  readonly agent: string | null;
  readonly subject: string | null;
  readonly valueMs: number | null;
  readonly businessMs: number | null;
  readonly score: number | null;
  readonly counted: boolean;
  readonly hit: boolean | null;
  readonly band?: string;
}
interface Summary {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
}
interface Figure {
  readonly n: number;
  readonly value: number | Summary | null;
  readonly business?: { readonly n: number; readonly value: number | Summary | null };
  readonly age?: { readonly value: Summary };
}
type Figures = Readonly<Record<string, Figure>>;
interface Report {
  readonly figures: Figures;
  readonly groups: readonly {
    readonly group: { readonly channel: string };
    readonly figures: Figures;
  }[];
}
interface AgentsReport {
  readonly agents: readonly (Figures & { readonly group: { readonly agent: string | null } })[];
}

interface AgentsGroups {
  readonly groups: readonly {
    readonly group: { readonly agent: string | null };
    readonly figures: Figures;
  }[];
}

const DAY = 86_400_000;
const TIMES = [
  "firstResponseTime",
  "firstResponseTimeAny",
  "firstResolutionTime",
  "fullResolutionTime",
  "resolutionEffort",
  "speedOfAnswer",
];
const SHARES = [
  "answeredInTime",
  "abandonment",
  "csat",
  "surveyResponseRate",
  "firstContactResolution",
  "reopenRate",
];

test("a sample quarter's figures are those of its log, and follow from their rows", async () => {
  const folder = newFolder();
  expect(await docket(["start", "--once", "--data", folder])).toMatchObject({ code: 0 });
  const events = objectsIn<PrintedEvent>(await docket(["events", "--json", "--data", folder]));
  // Within the quarter: some has happened since, some cohorts are not over.
  const now = Math.floor(Date.now() / DAY - 3) * DAY;
  const [from, to] = [now - 60 * DAY, now - 5 * DAY];
  const period = ["--from", instant(from), "--to", instant(to), "--now", instant(now)];
  const ask = (report: string, ...more: readonly string[]) =>
    docket(["report", report, "--data", folder, ...period, "--json", ...more]);

  const observed = withLatest(
    observe(events, now, to).filter(
      ({ figure, at }) => figure === "backlog" || (at >= from && at < to),
    ),
  );
  const kpis = await ask("kpi", "--by", "channel");
  const report = objectIn<Report>(kpis);
  agrees(report.figures, observed);
  expect(report.groups.map(({ group }) => group.channel).toSorted()).toEqual(
    [...new Set(observed.map(({ channel }) => channel))].toSorted(),
  );
  for (const { group, figures } of report.groups) {
    agrees(
      figures,
      observed.filter(({ channel }) => channel === group.channel),
    );
  }

  const rows = objectsIn<Row>(await ask("kpi", "--by", "channel", "--tickets"));
  agrees(report.figures, observedIn(rows));
  for (const { group, figures } of report.groups) {
    agrees(figures, observedIn(rows.filter(({ channel }) => channel === group.channel)));
  }
  const decided = rows.filter(({ figure }) => figure === "attainment");
  expect(decided).toHaveLength(report.figures["attainment"]?.n ?? NaN);
  const { met, breached } = objectIn<{ met: number; breached: number }>(await ask("sla"));
  expect(report.figures["attainment"]).toMatchObject({
    n: met + breached,
    value: met / (met + breached),
  });

  const { agents } = objectIn<AgentsReport>(await ask("agents"));
  for (const line of agents) {
    const own = observed.filter(({ agent }) => agent === line.group.agent);
    for (const name of ["firstResponseTime", "firstResolutionTime"]) sameTimes(line, own, name);
    for (const name of ["csat", "reopenRate"]) sameShare(line, own, name);
    sameHandling(line, own);
  }
  expect(agents.length).toBeGreaterThan(10);
  const byAgent = objectIn<AgentsGroups>(await ask("kpi", "--by", "agent"));
  for (const { group, figures } of byAgent.groups) {
    const own = observed.filter(({ agent }) => agent === group.agent);
    sameShare(figures, own, "surveyResponseRate");
  }

  const known = knowledgeIn(events, from, to, now);
  expect(known.deflections).toBeGreaterThan(0);
  expect(objectIn(await ask("knowledge"))).toMatchObject({
    resolutions: known.resolutions,
    coverage: { n: known.resolutions, value: known.covered / known.resolutions },
    citations: known.citations,
    solved: { n: known.mature, value: known.solved / known.mature, provisional: true },
    deflections: known.deflections,
  });

  const past = ["--as-of", instant(Date.now())];
  const before = await ask("kpi", ...past);
  const late = open({}, { occurredAt: instant(now), actor: { id: "import", role: "integration" } });
  expect(await docket(["send", "-", "--data", folder], lines([late]))).toMatchObject({ code: 0 });
  expect(await ask("kpi", ...past)).toEqual(before);
}, 240_000);

const instant = (at: number) => new Date(at).toISOString();

/** The figures once more, from what was observed. */
function agrees(figures: Figures, observed: readonly Observed[]): void {
  for (const name of TIMES) sameTimes(figures, observed, name);
  for (const name of SHARES) sameShare(figures, observed, name);
  sameHandling(figures, observed);
  const nps = observed.filter(({ figure }) => figure === "nps");
  const promoters = nps.filter(({ score = 0 }) => score >= 9).length;
  const detractors = nps.filter(({ score = 0 }) => score <= 6).length;
  if (nps.length > 0) {
    expect(figures["nps"]).toMatchObject({ n: nps.length, promoters, detractors });
    expect(figures["nps"]?.value).toBeCloseTo((100 * (promoters - detractors)) / nps.length, 9);
  }
  const backlog = observed.filter(({ figure }) => figure === "backlog");
  expect(figures["backlog"]).toMatchObject({ n: backlog.length, value: backlog.length });
}

function sameTimes(figures: Figures, observed: readonly Observed[], name: string): void {
  const own = observed.filter(({ figure }) => figure === name);
  const { n, value, business } = figures[name] ?? {};
  expect([name, n, business?.n]).toEqual([name, own.length, own.length]);
  if (own.length === 0) return expect(value).toBeNull();
  same(
    value,
    own.map(({ ms = NaN }) => ms),
  );
  same(
    business?.value,
    own.map(({ businessMs = NaN }) => businessMs),
  );
}

function same(value: Figure["value"] | undefined, times: readonly number[]): void {
  const ascending = times.toSorted((a, b) => a - b);
  const rank = (share: number) => ascending[Math.ceil((share * ascending.length) / 100) - 1];
  expect(value).toMatchObject({ p50Ms: rank(50), p90Ms: rank(90), p95Ms: rank(95) });
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  expect(typeof value === "object" ? value?.meanMs : value).toBeCloseTo(mean, 3);
}

function sameShare(figures: Figures, observed: readonly Observed[], name: string): void {
  const own = observed.filter(({ figure }) => figure === name);
  const hits = own.filter(({ hit }) => hit === true).length;
  const value = own.length === 0 ? null : hits / own.length;
  expect([name, figures[name]?.n, figures[name]?.value]).toEqual([name, own.length, value]);
}

/** Shares are rounded to whole milliseconds. */
function sameHandling(figures: Figures, observed: readonly Observed[]): void {
  const own = observed.filter(({ figure }) => figure === "averageHandlingTime");
  const n = new Set(own.map(({ who }) => who)).size;
  const { averageHandlingTime } = figures;
  expect(averageHandlingTime?.n).toBe(n);
  if (n === 0) return expect(averageHandlingTime?.value).toBeNull();
  const mean = (times: readonly number[]) => times.reduce((sum, ms) => sum + ms, 0) / n;
  const near = (value: unknown, expected: number) =>
    expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(1);
  near(averageHandlingTime?.value, mean(own.map(({ ms = NaN }) => ms)));
  near(averageHandlingTime?.business?.value, mean(own.map(({ businessMs = NaN }) => businessMs)));
}

/** Of each customer's NPS answers the latest alone: it counts in the group that it belongs to. */
const withLatest = (observed: readonly Observed[]): readonly Observed[] => {
  const { nps = [], rest = [] } = Object.groupBy(observed, ({ figure }) =>
    figure === "nps" ? "nps" : "rest",
  );
  const byCustomer = Map.groupBy(nps, ({ who }) => who);
  const latest = [...byCustomer.values()].map((own) =>
    own.reduce((a, b) => (b.at >= a.at ? b : a)),
  );
  return [...rest, ...latest];
};

/** What the rows say was counted; an NPS row that counts is one of a customer of its own. */
const observedIn = (rows: readonly Row[]): Observed[] =>
  rows
    .filter(({ counted }) => counted)
    .map((row, place) => ({
      figure: row.figure,
      at: 0,
      channel: row.channel,
      agent: row.agent,
      ...(row.valueMs !== null && { ms: row.valueMs }),
      ...(row.businessMs !== null && { businessMs: row.businessMs }),
      ...(row.score !== null && { score: row.score }),
      ...(row.hit !== null && { hit: row.hit }),
      who: row.figure === "nps" ? String(place) : `${row.ticketId} ${row.subject ?? ""}`,
    }));

test("a page is written beside what --json prints", async () => {
  const [data, file] = [newFolder(), join(newFolder(), "page.html")];
  await docket(["start", "--empty", "--once", "--data", data]);
  const told = await docket(["report", "kpi", "--data", data, "--json", "--html", file]);
  expect(objectIn(told)).toMatchObject({ groups: expect.any(Array) });
  expect(readFileSync(file, "utf8")).toContain("<!doctype html>");
});
