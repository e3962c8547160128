import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";

/** Real requests that the project does not hold; where they are absent this test is skipped, and says so. */
const LOG = fileURLToPath(
  new URL("../../../../shared/data/boston-311/boston_slim.csv.gz", import.meta.url),
);
const present = existsSync(LOG);

/** The column of the city's own verdict. */
const ON_TIME = 4;

interface Request {
  readonly externalId: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly policyName: string;
}

const wallClock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/New_York",
  dateStyle: "short",
  timeStyle: "medium",
});
const inBoston = (at: string | null) => (at === null ? "" : wallClock.format(Date.parse(at)));

describe(`a city's requests${present ? "" : " (absent: skipped)"}`, () => {
  test.skipIf(!present)(
    "are imported with their instants, once",
    async () => {
      const data = newFolder();
      const args = ["import", "boston311", LOG, "--data", data, "--json"];
      const expected = {
        rows: 46_638,
        tickets: 46_638,
        nothing: 0,
        commands: { open: 46_638, categorise: 46_638, resolve: 20_559, close: 29_618 },
        refused: {},
        seconds: expect.any(Number),
      };
      const first = await docket(args);
      expect(first).toMatchObject({ code: 0, stderr: "" });
      expect(objectIn(first)).toEqual({ ...expected, applied: 143_453, unchanged: 0 });

      const [, ...rows] = gunzipSync(readFileSync(LOG)).toString("utf8").trimEnd().split("\n");
      const written = new Map(
        rows.map((row) => {
          const [name = "", opened, , closed] = row.split(",");
          return [name, `${opened} ${closed}`];
        }),
      );
      const tickets = objectsIn<Request>(
        await docket(["tickets", "--all", "--data", data, "--json"]),
      );
      expect(tickets).toHaveLength(written.size);
      const wrong = tickets.filter(
        ({ externalId, openedAt, closedAt }) =>
          written.get(externalId) !== `${inBoston(openedAt)} ${inBoston(closedAt)}`,
      );
      expect(wrong.slice(0, 3)).toEqual([]);
      const early = tickets.filter(
        ({ openedAt, closedAt }) => closedAt !== null && closedAt < openedAt,
      );
      expect(early).toHaveLength(10);
      expect(new Set(tickets.map(({ policyName }) => policyName))).toEqual(new Set(["boston311"]));

      const sla = ["report", "sla", "--data", data, "--json", "--now", "2020-05-01T00:00:00Z"];
      expect(objectIn(await docket(sla))).toMatchObject({
        met: 23_441,
        breached: 4_372,
        breachedOpen: 3_485,
        withoutClock: 18_825,
      });
      const clocks = objectsIn<{ externalId: string; target: string | null; state: string | null }>(
        await docket([...sla, "--tickets"]),
      );
      expect(clocks).toHaveLength(rows.length);
      const verdicts = new Map(rows.map((row) => [row.split(",")[0] ?? "", row.split(",")]));
      const misjudged = clocks.filter(({ externalId, state }) => {
        const overdue = verdicts.get(externalId)?.[ON_TIME] === "OVERDUE";
        return overdue !== (state === "breached");
      });
      expect(misjudged.slice(0, 3)).toEqual([]);

      const second = await docket(args);
      expect(objectIn(second)).toEqual({ ...expected, applied: 0, unchanged: 143_453 });
    },
    300_000,
  );
});
