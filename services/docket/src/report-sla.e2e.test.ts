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

test("a sample quarter's report has every clock of its log, and counts what it has", async () => {
  const folder = newFolder();
  expect(await docket(["start", "--once", "--data", folder])).toMatchObject({ code: 0 });
  /** Three days ago: much is open then, and something has happened since. */
  const now = new Date(Math.floor(Date.now() / HOUR - 72) * HOUR).toISOString();
  const log = await docket(["events", "--json", "--data", folder]);
  const oracle = clocksOfLog(objectsIn<Logged>(log), Date.parse(now));
  const report = (...args: string[]) =>
    docket(["report", "sla", "--data", folder, "--now", now, ...args]);

  {
    const rows = new Map(
      objectsIn<Row>(await report("--tickets", "--json")).map((row) => [nameOf(row), row]),
    );
    expect(rows.size).toBe(oracle.length);
    const wrong = oracle.filter(({ channel: _, ...clock }) => {
      const row = rows.get(nameOf(clock as OracleClock));
      return Object.entries(clock).some(([field, value]) => row?.[field as keyof Row] !== value);
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    const states = new Set(oracle.map(({ state }) => state));
    expect([...states].toSorted()).toEqual(["breached", "cancelled", "met", "paused", "running"]);
  }

  {
    const { targets, groups, ...all } = objectIn<Report>(await report("--json", "--by", "channel"));
    expect(all).toMatchObject({ ...countsOf(oracle), withoutClock: 0, now });
    for (const { target, ...counts } of targets) {
      const expected = countsOf(oracle.filter((clock) => clock.target === target));
      expect(counts, target).toMatchObject(expected);
    }
    for (const { target, group, ...counts } of groups) {
      const there = oracle.filter(
        (clock) => clock.target === target && clock.channel === group.channel,
      );
      expect(counts).toMatchObject(countsOf(there));
    }
    expect(groups.length).toBeGreaterThan(20);
  }

  // Counted where they were decided: the beginning of a period is in it, and its end is not.
  {
    const from = new Date(Date.parse(now) - 480 * HOUR).toISOString();
    const to = new Date(Date.parse(now) - 240 * HOUR).toISOString();
    const decided = oracle.filter(({ state, stoppedAt, breachedAt }) => {
      const at = state === "met" ? stoppedAt : breachedAt;
      return at !== null && at >= from && at < to;
    });
    const period = ["--from", from, "--to", to];
    expect(objectIn<Report>(await report("--json", ...period))).toMatchObject(countsOf(decided));
    const rows = objectsIn<Row>(await report("--json", "--tickets", ...period));
    expect(countsOf(rows)).toEqual(countsOf(decided));
  }

  // The same for ever at an instant, by a knowledge.
  {
    const asOf = new Date().toISOString();
    const before = await report("--json", "--as-of", asOf);
    const rows = await report("--tickets", "--csv", "--as-of", asOf);
    const late = open({}, { occurredAt: now, actor: { id: "import", role: "integration" } });
    expect(await docket(["send", "-", "--data", folder], lines([late]))).toMatchObject({ code: 0 });
    expect(await report("--json", "--as-of", asOf)).toEqual(before);
    expect(await report("--tickets", "--csv", "--as-of", asOf)).toEqual(rows);
    expect((await report("--tickets", "--csv")).stdout).not.toBe(rows.stdout);
    expect((await report("--json", "--as-of", "2020-01-01T00:00:00Z")).stdout).toContain('"met":0');
  }
});

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
    const folder = await filled();
    const { code, stderr } = await docket(["report", "sla", "--data", folder, option, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
  });

  test("a policy that cannot be kept is refused by its rule", async () => {
    const folder = await filled();
    const file = join(folder, "policy.json");
    const rule = { name: "in days", target: "closure", within: "P1D" };
    writeFileSync(file, JSON.stringify({ rules: [rule] }));
    const { code, stderr } = await docket(["report", "sla", "--data", folder, "--policy", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("in days");
  });
});
