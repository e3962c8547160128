import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn } from "./testing/program.ts";

/** A real year of incidents that the project does not hold; where it is absent this test is skipped, and says so. */
const LOG = fileURLToPath(
  new URL(
    "../../../../shared/data/servicenow-incidents/incident_event_log.csv.gz",
    import.meta.url,
  ),
);
const present = existsSync(LOG);

/** What happened to an incident, as the lines of the log have it. */
interface Incident {
  readonly opened: number;
  readonly resolved: number[];
  readonly reopened: number[];
  /** Every change between open and closed. */
  readonly turns: { readonly at: number; readonly isOpen: boolean }[];
}

const DAY = 86_400_000;

/** `29/2/2016 01:16`, in UTC. */
function instantOf(text: string): number {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/[/ :]/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

function incidentsOfLog(): Incident[] {
  const [header = "", ...lines] = gunzipSync(readFileSync(LOG)).toString().trimEnd().split("\n");
  const columns = header.split(",");
  const place = (name: string) => columns.indexOf(name);
  const [number, state] = [place("number"), place("incident_state")];
  const [openedAt, updatedAt] = [place("opened_at"), place("sys_updated_at")];
  const incidents = new Map<string, Incident & { state: string }>();
  for (const line of lines) {
    const cells = line.split(",");
    const name = cells[number] ?? "";
    const opened = instantOf(cells[openedAt] ?? "");
    const at = instantOf(cells[updatedAt] ?? "");
    const turns = [{ at: opened, isOpen: true }];
    const incident = incidents.get(name) ?? {
      opened,
      resolved: [],
      reopened: [],
      turns,
      state: "New",
    };
    incidents.set(name, incident);
    const before = incident.state;
    const after = cells[state] === "-100" ? before : (cells[state] ?? before);
    incident.state = after;
    if (after === before) continue;
    if (after === "Resolved") incident.resolved.push(at);
    if (after === "Closed") incident.turns.push({ at, isOpen: false });
    if (before === "Resolved" && after !== "Closed") incident.reopened.push(at);
    if (before === "Closed") {
      incident.reopened.push(at);
      incident.turns.push({ at, isOpen: true });
    }
  }
  return [...incidents.values()];
}

interface Report {
  readonly figures: {
    readonly reopenRate: { readonly n: number; readonly value: number };
    readonly firstResolutionTime: { readonly n: number; readonly value: object };
    readonly fullResolutionTime: { readonly n: number; readonly value: object };
  };
}
interface Backlog {
  readonly instants: readonly { readonly at: string; readonly n: number }[];
}

describe(`reports on a real year${present ? "" : " (absent: skipped)"}`, () => {
  test.skipIf(!present)(
    "agree with the log on reopenings, resolution times and every day's backlog",
    async () => {
      const data = newFolder();
      expect(await docket(["import", "servicenow", LOG, "--data", data])).toMatchObject({
        code: 0,
      });
      const incidents = incidentsOfLog();
      expect(incidents).toHaveLength(24_918);
      const ask = async <R>(...args: readonly string[]): Promise<R> =>
        objectIn<R>(
          await docket([
            "report",
            ...args,
            "--data",
            data,
            "--now",
            "2018-01-01T00:00:00Z",
            "--json",
          ]),
        );

      const { figures } = await ask<Report>("kpi");
      const resolved = incidents.filter((one) => one.resolved.length > 0);
      const back = resolved.filter((one) => {
        const [first = NaN] = one.resolved;
        const next = one.reopened.find((at) => at >= first) ?? Infinity;
        return next - first <= 7 * DAY;
      });
      expect(back.length).toBeGreaterThan(100);
      expect(figures.reopenRate).toMatchObject({
        n: resolved.length,
        value: back.length / resolved.length,
      });
      const times = (last: boolean) =>
        resolved.map((one) => Math.max(0, (one.resolved.at(last ? -1 : 0) ?? NaN) - one.opened));
      expect(figures.firstResolutionTime).toMatchObject(summary(times(false)));
      expect(figures.fullResolutionTime).toMatchObject(summary(times(true)));

      const period = ["--from", "2016-02-28", "--to", "2017-03-01"];
      const { instants } = await ask<Backlog>("backlog", ...period);
      expect(instants).toHaveLength(367);
      const wrong = instants.filter(({ at, n }) => n !== openAt(incidents, Date.parse(at)));
      expect(wrong).toEqual([]);
      expect(Math.max(...instants.map(({ n }) => n))).toBeGreaterThan(1_000);
    },
    400_000,
  );
});

const openAt = (incidents: readonly Incident[], at: number): number =>
  incidents.filter(({ turns }) => turns.findLast((turn) => turn.at <= at)?.isOpen === true).length;

function summary(times: readonly number[]) {
  const ascending = times.toSorted((a, b) => a - b);
  const rank = (share: number) => ascending[Math.ceil((share * ascending.length) / 100) - 1];
  const meanMs: unknown = expect.closeTo(times.reduce((sum, ms) => sum + ms, 0) / times.length, 3);
  const value = { meanMs, p50Ms: rank(50), p90Ms: rank(90), p95Ms: rank(95) };
  return { n: times.length, value };
}
