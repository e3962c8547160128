import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lines, onTicket, open, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";
import { clocksOfLog, type Logged, type OracleClock } from "./testing/sla-oracle.ts";

interface Row extends Omit<OracleClock, "channel"> {
  readonly externalId: string | null;
  readonly startedAt: string;
  readonly policyVersion: string;
}
interface Counts {
  readonly met: number;
  readonly breached: number;
  readonly breachedOpen: number;
}
interface Report extends Counts {
  readonly now: string;
  readonly withoutClock: number;
  readonly targets: readonly (Counts & { readonly target: string })[];
  readonly groups: readonly (Counts & {
    readonly target: string;
    readonly group: { readonly channel: string };
  })[];
}

const HOUR = 3_600_000;
const nameOf = ({ ticketId, target, instance }: OracleClock | Row): string =>
  `${ticketId} ${target} ${instance}`;
const countsOf = (clocks: readonly Pick<Row, "state" | "stoppedAt">[]): Counts => ({
  met: clocks.filter(({ state }) => state === "met").length,
  breached: clocks.filter(({ state }) => state === "breached").length,
  breachedOpen: clocks.filter(({ state, stoppedAt }) => state === "breached" && !stoppedAt).length,
});

type Ask = (...args: string[]) => ReturnType<typeof docket>;

test("a sample quarter's report has every clock of its log, and counts what it has", async () => {
  const folder = newFolder();
  expect(await docket(["start", "--once", "--data", folder])).toMatchObject({ code: 0 });
  // Three days ago: much is open then, and something has happened since.
  const now = new Date(Math.floor(Date.now() / HOUR - 72) * HOUR).toISOString();
  const log = await docket(["events", "--json", "--data", folder]);
  const oracle = clocksOfLog(objectsIn<Logged>(log), Date.parse(now));
  const states = new Set(oracle.map(({ state }) => state));
  for (const state of ["breached", "cancelled", "met", "running"]) expect(states).toContain(state);

  const report: Ask = (...args) =>
    docket(["report", "sla", "--data", folder, "--now", now, ...args]);
  await hasEveryClock(report, oracle);
  await countsByTargetAndChannel(report, oracle);
  await countsWhereDecided(report, oracle, Date.parse(now));
  const late = open({}, { occurredAt: now, actor: { id: "import", role: "integration" } });
  await isTheSameForEver(report, () => docket(["send", "-", "--data", folder], lines([late])));
}, 300_000);

async function hasEveryClock(report: Ask, oracle: readonly OracleClock[]): Promise<void> {
  const rows = new Map(
    objectsIn<Row>(await report("--tickets", "--json")).map((row) => [nameOf(row), row]),
  );
  expect(rows.size).toBe(oracle.length);
  const wrong = oracle.filter((clock) => {
    const row = rows.get(nameOf(clock));
    return CHECKED.some((field) => row?.[field] !== clock[field]);
  });
  expect(wrong.slice(0, 3)).toEqual([]);
}
const CHECKED = ["state", "elapsedMs", "stoppedAt", "breachedAt"] as const;

async function countsByTargetAndChannel(
  report: Ask,
  oracle: readonly OracleClock[],
): Promise<void> {
  const { targets, groups, ...all } = objectIn<Report>(await report("--json", "--by", "channel"));
  expect(all).toMatchObject({ ...countsOf(oracle), withoutClock: 0 });
  for (const { target, ...counts } of targets) {
    const expected = countsOf(oracle.filter((clock) => clock.target === target));
    expect(counts).toMatchObject(expected);
  }
  for (const { target, group, ...counts } of groups) {
    const there = oracle.filter(
      (clock) => clock.target === target && clock.channel === group.channel,
    );
    expect(counts).toMatchObject(countsOf(there));
  }
  expect(groups.length).toBeGreaterThan(20);
}

/** In the period of the decision: its beginning is in it, and its end is not. */
async function countsWhereDecided(
  report: Ask,
  oracle: readonly OracleClock[],
  now: number,
): Promise<void> {
  const from = new Date(now - 480 * HOUR).toISOString();
  const to = new Date(now - 240 * HOUR).toISOString();
  const decided = oracle.filter(({ state, stoppedAt, breachedAt }) => {
    const at = state === "met" ? stoppedAt : breachedAt;
    return at !== null && at >= from && at < to;
  });
  const period = ["--from", from, "--to", to];
  expect(objectIn<Report>(await report("--json", ...period))).toMatchObject(countsOf(decided));
  const rows = objectsIn<Row>(await report("--json", "--tickets", ...period));
  expect(countsOf(rows)).toEqual(countsOf(decided));
}

async function isTheSameForEver(report: Ask, change: Ask): Promise<void> {
  const asOf = ["--as-of", new Date().toISOString()];
  const before = await report("--json", ...asOf);
  const rows = await report("--tickets", "--csv", ...asOf);
  expect(await change()).toMatchObject({ code: 0 });
  expect(await report("--json", ...asOf)).toEqual(before);
  expect(await report("--tickets", "--csv", ...asOf)).toEqual(rows);
  expect((await report("--tickets", "--csv")).stdout).not.toBe(rows.stdout);
  const nothing = objectIn<Report>(await report("--json", "--as-of", "2020-01-01T00:00:00Z"));
  expect(nothing).toMatchObject({ met: 0, breached: 0, withoutClock: 0 });
}

describe("a ticket's clock", () => {
  async function filled(): Promise<string> {
    const folder = newFolder();
    const actor = { id: "import", role: "integration" };
    const on = (type: string, occurredAt: string, data = {}) =>
      onTicket(type, data, { occurredAt, actor });
    const history = [
      open({ externalId: "CASE-7", priority: 3 }, { occurredAt: "2026-03-02T08:00:00Z", actor }),
      on("waitForCustomer", "2026-03-02T12:00:00Z", { reason: "the serial number" }),
      on("resume", "2026-03-03T09:00:00Z"),
      on("resolve", "2026-03-05T10:00:00Z", { text: "replaced" }),
    ];
    expect(await docket(["send", "-", "--data", folder], lines(history))).toMatchObject({
      code: 0,
    });
    return folder;
  }
  const why = (folder: string, ...args: string[]) =>
    docket(["why", ...args, "--data", folder, "--now", "2026-03-10T00:00:00Z"]);

  test("is explained down to its events, and its sums add up", async () => {
    const folder = await filled();
    const explained = objectIn<{
      readonly segments: readonly { readonly open: [string, string][]; readonly openMs: number }[];
      readonly elapsedMs: number;
      readonly history: readonly { readonly type: string; readonly eventId: string }[];
    }>(await why(folder, "CASE-7", "firstResolution", "--json"));
    expect(explained).toMatchObject({
      ticketId: TICKET,
      target: "firstResolution",
      state: "met",
      terms: { policyVersion: "desk@1", rule: "priority 3 resolved", target: "PT24H" },
      pauses: [
        {
          from: "2026-03-02T12:00:00.000Z",
          to: "2026-03-03T09:00:00.000Z",
          because: "waits for the customer",
        },
      ],
      elapsedMs: 21 * HOUR,
      targetMs: 24 * HOUR,
    });
    const counted = explained.segments.flatMap(({ open: hours }) =>
      hours.map(([from, to]) => Date.parse(to) - Date.parse(from)),
    );
    expect(counted.reduce((sum, ms) => sum + ms, 0)).toBe(explained.elapsedMs);
    expect(explained.history.map(({ type }) => type)).toEqual([
      "opened",
      "customerAwaited",
      "resumed",
      "resolved",
    ]);
    const log = objectsIn<{ readonly id: string; readonly type: string }>(
      await docket(["events", "--json", "--data", folder]),
    );
    const ids = new Map(log.map(({ id, type }) => [type, id]));
    for (const { type, eventId } of explained.history) expect(eventId).toBe(ids.get(type));
  });

  test("is explained to people", async () => {
    const folder = await filled();
    const { code, stdout } = await why(folder, "CASE-7", "firstResolution");
    expect(code).toBe(0);
    expect(stdout).toContain("PT4H + PT17H = PT21H");
    expect(stdout).toContain("PT3H left of PT24H");
  });

  test("is the same row after a restart as in a rebuilt table", async () => {
    const folder = await filled();
    const actor = { id: "import", role: "integration" };
    const late = { occurredAt: "2026-03-06T10:00:00Z", actor };
    const closing = onTicket("close", { outcome: "satisfied" }, late);
    const sent = await docket(["send", "-", "--data", folder], lines([closing]));
    expect(sent).toMatchObject({ code: 0 });
    const models = objectsIn<{ model: string; rows: number; hash: string; liveHash: string }>(
      await docket(["rebuild", "--data", folder, "--json"]),
    );
    const clocks = models.find(({ model }) => model === "clocks");
    expect(clocks?.rows).toBeGreaterThan(0);
    expect(clocks?.hash).toBe(clocks?.liveHash);
  });

  test("that is none is refused with those there are", async () => {
    const folder = await filled();
    const { code, stdout } = await why(folder, "CASE-7", "nextResponse", "--json");
    expect(code).toBe(2);
    expect(stdout).toContain("firstResolution 1");
    expect((await why(folder, "CASE-7", "patience")).code).toBe(2);
  });

  test.each([
    ["--from", "yesterday"],
    ["--by", "weather"],
    ["--now", "noon"],
    ["--zone", "Mars/Olympus"],
    ["--target", "patience"],
  ])("a report refuses %s %s", async (option, value) => {
    const folder = newFolder();
    const { code, stderr } = await docket(["report", "sla", "--data", folder, option, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
  });

  test("a policy that cannot be kept is refused by its rule", async () => {
    const folder = newFolder();
    const file = join(folder, "policy.json");
    const rule = { name: "in days", target: "closure", within: "P1D" };
    writeFileSync(file, JSON.stringify({ rules: [rule] }));
    const { code, stderr } = await docket(["report", "sla", "--data", folder, "--policy", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("in days");
  });
});
