import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";

/** A real year of incidents that the project does not hold; where it is absent this test is skipped, and says so. */
const LOG = fileURLToPath(
  new URL(
    "../../../../shared/data/servicenow-incidents/incident_event_log.csv.gz",
    import.meta.url,
  ),
);
const present = existsSync(LOG);

interface Incident {
  externalId: string;
  openedAt: string;
  firstResolvedAt: string | null;
  lastResolvedAt: string | null;
  closedAt: string | null;
  reopenCount: number;
  transferCount: number;
  priority: number | null;
  team: string | null;
  agent: string | null;
}

/** What became of each incident, read from the log by nothing that the import is made of. */
function incidentsOfLog(): Map<string, Incident> {
  const [header = "", ...lines] = gunzipSync(readFileSync(LOG))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const columns = header.split(",");
  const incidents = new Map<string, Incident>();
  const states = new Map<string, string>();
  const teams = new Map<string, string>();
  for (const line of lines) {
    const cells = line.split(",");
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    const number = cell("number");
    const incident = incidents.get(number) ?? opened(number, instantOf(cell("opened_at")));
    incidents.set(number, incident);

    const before = states.get(number) ?? "New";
    const state = cell("incident_state") === "-100" ? before : cell("incident_state");
    states.set(number, state);
    const at = instantOf(cell("sys_updated_at"));
    if (state === "Resolved" && before !== "Resolved") {
      incident.firstResolvedAt ??= at;
      incident.lastResolvedAt = at;
    }
    if (state === "Closed" && before !== "Closed") incident.closedAt = at;
    if (
      state !== "Closed" &&
      (before === "Closed" || (before === "Resolved" && state !== before))
    ) {
      incident.reopenCount += 1;
    }
    const [team, agent] = [known(cell("assignment_group")), known(cell("assigned_to"))];
    const lastTeam = teams.get(number);
    if (team !== null && lastTeam !== undefined && team !== lastTeam) incident.transferCount += 1;
    if (team !== null) teams.set(number, team);
    incident.team = team;
    incident.agent = agent;
    const priority = known(cell("priority"));
    if (priority !== null) incident.priority = Number(priority.slice(0, 1));
  }
  return incidents;
}

const opened = (externalId: string, openedAt: string): Incident => ({
  externalId,
  openedAt,
  firstResolvedAt: null,
  lastResolvedAt: null,
  closedAt: null,
  reopenCount: 0,
  transferCount: 0,
  priority: null,
  team: null,
  agent: null,
});

const known = (cell: string): string | null => (cell === "?" ? null : cell);

/** `29/2/2016 01:16`, in UTC. */
function instantOf(text: string): string {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/[/ :]/).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute)).toISOString();
}

const TRUTH = LOG.replace("incident_event_log", "ground_truth_per_case");
const WEEKDAYS = fileURLToPath(
  new URL("../../../docs/examples/closed-within-weekdays.json", import.meta.url),
);
const REPORT = ["report", "sla", "--tickets", "--json", "--now", "2018-01-01T00:00:00Z"];

/** Whether each incident was closed in time, by the desk's own verdict. */
function verdictsOfTruth(): Map<string, boolean> {
  const [header = "", ...lines] = gunzipSync(readFileSync(TRUTH))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const [number, verdict] = ["number", "gt_made_sla"].map((name) =>
    header.split(",").indexOf(name),
  );
  return new Map(
    lines.map((line) => {
      const cells = line.split(",");
      return [cells[number ?? 0] ?? "", cells[verdict ?? 0] === "true"];
    }),
  );
}

describe(`a real year${present ? "" : " (absent: skipped)"}`, () => {
  test.skipIf(!present)(
    "is imported, and every ticket is right",
    async () => {
      const data = newFolder();
      const args = ["import", "servicenow", LOG, "--data", data, "--json"];
      const expected = {
        rows: 141_712,
        tickets: 24_918,
        nothing: 0,
        commands: {
          open: 24_918,
          reopen: 331,
          categorise: 27_724,
          raisePriority: 313,
          lowerPriority: 123,
          assign: 57_155,
          unassign: 968,
          acknowledge: 14_439,
          waitForCustomer: 5_852,
          waitForThirdParty: 546,
          resume: 6_240,
          resolve: 25_236,
          close: 24_930,
          note: 28_833,
        },
        refused: { NOT_ALLOWED_NOW: 1 },
        seconds: expect.any(Number),
      };
      const first = await docket(args);
      expect(first).toMatchObject({ code: 0, stderr: "" });
      expect(objectIn(first)).toEqual({ ...expected, applied: 217_607, unchanged: 0 });
      const report = readFileSync(join(data, "reports", "import-servicenow.jsonl"), "utf8");
      expect(JSON.parse(report)).toMatchObject({ code: "NOT_ALLOWED_NOW", command: "categorise" });

      const tickets = objectsIn<Incident>(
        await docket(["tickets", "--all", "--data", data, "--json"]),
      );
      const incidents = incidentsOfLog();
      expect(tickets).toHaveLength(incidents.size);
      const fields = Object.keys(opened("", "")) as (keyof Incident)[];
      const wrong = tickets.filter((ticket) => {
        const incident = incidents.get(ticket.externalId);
        return incident === undefined || fields.some((field) => ticket[field] !== incident[field]);
      });
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(tickets.filter(({ lastResolvedAt }) => lastResolvedAt === null)).toHaveLength(13);

      const verdicts = verdictsOfTruth();
      const closures = objectsIn<{ externalId: string; state: string }>(
        await docket([...REPORT, "--policy", WEEKDAYS, "--data", data]),
      );
      expect(closures).toHaveLength(verdicts.size);
      const agreeing = closures.filter(
        ({ externalId, state }) => (state === "met") === verdicts.get(externalId),
      );
      expect(agreeing.length / verdicts.size).toBeGreaterThanOrEqual(0.992);

      const second = await docket(args);
      expect(second.code).toBe(0);
      expect(objectIn(second)).toEqual({ ...expected, applied: 0, unchanged: 217_607 });

      rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
    },
    300_000,
  );
});
