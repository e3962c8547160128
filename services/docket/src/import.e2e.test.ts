import { policyFromTheStart } from "@docket/desk";
import { defaultDeskPolicy } from "@docket/schemas";
import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { closeSync, createWriteStream, existsSync, openSync } from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn, spawnDocket, until } from "./testing/program.ts";

const EXAMPLES = join(import.meta.dirname, "../../../packages/importing/examples");
const INCIDENTS = join(import.meta.dirname, "testing", "incidents.csv");

/** Eight incidents of five rows, counted by hand. */
const account = {
  rows: 40,
  tickets: 8,
  nothing: 0,
  commands: {
    open: 8,
    categorise: 10,
    assign: 7,
    unassign: 1,
    acknowledge: 7,
    raisePriority: 1,
    lowerPriority: 1,
    waitForCustomer: 2,
    waitForThirdParty: 2,
    resume: 3,
    resolve: 8,
    reopen: 2,
    close: 5,
    note: 3,
  },
  refused: { NOT_ALLOWED_NOW: 1 },
  seconds: expect.any(Number),
};

describe("import", () => {
  test("accounts for every row, and a second run changes nothing", async () => {
    const data = newFolder();
    const args = ["import", "servicenow", INCIDENTS, "--data", data, "--json"];

    const first = await docket(args);
    expect(first.code).toBe(0);
    expect(objectIn(first)).toEqual({ ...account, applied: 59, unchanged: 0 });

    const report = readFileSync(join(data, "reports", "import-servicenow.jsonl"), "utf8");
    expect(
      report
        .split("\n")
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      expect.objectContaining({ line: 35, code: "NOT_ALLOWED_NOW", command: "categorise" }),
    ]);

    const second = await docket(args);
    expect(second.code).toBe(0);
    expect(objectIn(second)).toEqual({ ...account, applied: 0, unchanged: 59 });
  });

  test("of a pipe takes all that comes out of it: it can be read once", async () => {
    const data = newFolder();
    const pipe = join(newFolder(), "incidents");
    execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', pipe]);
    // More than is read at once.
    const padding = "\n".repeat(200_000);
    const [ran] = await Promise.all([
      docket(["import", "servicenow", pipe, "--data", data, "--json"]),
      pipeline([readFileSync(INCIDENTS), padding], createWriteStream(pipe)),
    ]);
    expect(objectIn(ran)).toEqual({ ...account, applied: 59, unchanged: 0 });
  });

  test("of a pipe from which nothing comes is ended by Ctrl-C, and goes on when it is run again", async () => {
    const data = newFolder();
    const pipe = join(newFolder(), "incidents");
    execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', pipe]);
    // Whoever writes keeps it open.
    const writer = openSync(pipe, "r+");
    onTestFinished(() => closeSync(writer));
    writeFileSync(writer, readFileSync(INCIDENTS));
    const run = spawnDocket(["import", "servicenow", pipe, "--data", data, "--json"]);
    await until(() => existsSync(join(data, "reports", "import-servicenow.jsonl")), run);
    run.kill("SIGINT");
    expect(await run.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/^interr/) });
    const again = await docket(["import", "servicenow", INCIDENTS, "--data", data, "--json"]);
    expect(again.code).toBe(0);
  });

  test("of a pipe that others keep open ends when it cannot be carried out", async () => {
    const pipe = join(newFolder(), "incidents");
    execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', pipe]);
    const writer = openSync(pipe, "r+");
    onTestFinished(() => closeSync(writer));
    writeFileSync(writer, readFileSync(INCIDENTS));
    const nowhere = join(INCIDENTS, "data");
    const ran = await docket(["import", "servicenow", pipe, "--data", nowhere, "--json"]);
    expect({ ...ran, ...objectIn(ran) }).toMatchObject({ code: 2, error: { code: "USAGE" } });
  });

  test("of a wrong file imports nothing and makes no store, and says so", async () => {
    const data = join(newFolder(), "none");
    const file = join(newFolder(), "other.csv");
    writeFileSync(file, "a,b\n1,2\n");
    const zipped = join(newFolder(), "incidents.csv.gz");
    writeFileSync(zipped, gzipSync(readFileSync(INCIDENTS)).subarray(0, 10));
    for (const [wrong, code] of [
      [file, "COLUMN_MISSING"],
      [zipped, "FILE_UNREADABLE"],
    ] as const) {
      const ran = await docket(["import", "servicenow", wrong, "--data", data, "--json"]);
      expect(ran.code).toBe(2);
      expect(objectIn(ran)).toMatchObject({ error: { code } });
      expect(existsSync(data)).toBe(false);
    }
  });

  test("opens tickets under the policy that is named, or given", async () => {
    const data = newFolder();
    const mails = join(newFolder(), "mails.jsonl");
    writeFileSync(mails, JSON.stringify({ thread: "M-1", when: 1_772_442_000, event: "received" }));
    const importUnder = async (policy: string, ...more: string[]) => {
      const mapping = join(newFolder(), "mapping.json");
      writeFileSync(mapping, JSON.stringify({ ...mailbox, name: `mailbox-${policy}`, policy }));
      const args = ["import", "mapped", mails, "--mapping", mapping, ...more];
      return docket([...args, "--data", data, "--json"]);
    };
    expect(objectIn(await importUnder("desk"))).toMatchObject({ applied: 2, refused: {} });
    expect(objectIn(await importUnder("none"))).toMatchObject({ refused: { POLICY_NOT_FOUND: 1 } });
    const given = join(newFolder(), "policy.json");
    writeFileSync(given, JSON.stringify(defaultDeskPolicy));
    const underGiven = await importUnder("given", "--policy", given);
    expect(objectIn(underGiven)).toMatchObject({ applied: 2, refused: {} });
    const names = objectsIn(await docket(["tickets", "--data", data, "--json"])).map(
      ({ policyName }) => policyName,
    );
    const sorted = names.map(String).toSorted((one, other) => one.localeCompare(other));
    expect(sorted).toEqual(["desk", expect.stringMatching(/^given-[0-9a-f]{12}$/)]);
  });

  test("goes on under the same policy in another order, also as an older program has named it", async () => {
    const file = join(newFolder(), "policy.json");
    const rights = Object.entries(defaultDeskPolicy.rights).map(([command, roles]) => [
      command,
      roles.toReversed(),
    ]);
    const reordered = { ...defaultDeskPolicy, rights: Object.fromEntries(rights.toReversed()) };
    const importUnder = async (document: object, data: string) => {
      writeFileSync(file, JSON.stringify(document));
      const args = ["import", "servicenow", INCIDENTS, "--policy", file, "--data", data, "--json"];
      return objectIn(await docket(args));
    };
    const data = newFolder();
    expect(await importUnder(defaultDeskPolicy, data)).toMatchObject({ unchanged: 0 });
    const again = await importUnder(reordered, data);
    expect(again).toMatchObject({ applied: 0, refused: account.refused });

    const older = newFolder();
    const name = `history-${hash("sha256", JSON.stringify(defaultDeskPolicy)).slice(0, 12)}`;
    const published = [policyFromTheStart(name, defaultDeskPolicy)];
    await docket(["send", "-", "--data", older], JSON.stringify(published));
    await importUnder(defaultDeskPolicy, older);
    const [first] = objectsIn(await docket(["tickets", "--data", older, "--json"]));
    expect(first).toMatchObject({ policyName: name });
  });

  test("takes no policy whose service levels cannot be kept, and names the rule", async () => {
    const data = newFolder();
    const policy = join(newFolder(), "policy.json");
    const importUnder = async (rules: readonly object[]) => {
      writeFileSync(policy, JSON.stringify({ ...defaultDeskPolicy, serviceLevels: { rules } }));
      return docket(["import", "servicenow", INCIDENTS, "--policy", policy, "--data", data]);
    };
    const rule = { name: "closed in time", target: "closure", within: "PT8H" };
    const unreachable = await importUnder([{ ...rule, calendar: "shop" }]);
    expect(unreachable.code).not.toBe(0);
    expect(unreachable.stderr).toContain("POLICY_UNWORKABLE");
    expect(unreachable.stderr).toContain("closed in time");
    const days = await importUnder([{ ...rule, within: "P3D" }]);
    expect(days.stderr).toContain("closed in time");
    expect(objectsIn(await docket(["tickets", "--data", data, "--json"]))).toEqual([]);
  });

  test("brings calls, and then the surveys and the handling of their tickets", async () => {
    const data = newFolder();
    const importExample = async (file: string, mapping: string) => {
      const files = [join(EXAMPLES, file), "--mapping", join(EXAMPLES, mapping)];
      return objectIn(await docket(["import", "mapped", ...files, "--data", data, "--json"]));
    };
    expect(await importExample("calls.csv", "calls.mapping.json")).toMatchObject({
      applied: 50,
      refused: { ROW_INVALID: 1 },
    });
    expect(await importExample("surveys.jsonl", "surveys.mapping.json")).toMatchObject({
      applied: 6,
      refused: { ROW_INVALID: 1 },
    });
    expect(await importExample("handling.xes", "handling.mapping.json")).toMatchObject({
      applied: 5,
      refused: {},
    });
    const ticket = objectIn(await docket(["ticket", "T-503", "--data", data, "--json"]));
    expect(ticket).toMatchObject({ externalId: "T-503", channel: "chat" });
  });

  test("what was imported answers to queries by its external id", async () => {
    const data = newFolder();
    await docket(["import", "servicenow", INCIDENTS, "--data", data, "--json"]);

    const ticket = objectIn(await docket(["ticket", "IN-4", "--data", data, "--json"]));
    expect(ticket).toMatchObject({
      externalId: "IN-4",
      phase: "closed",
      channel: "web",
      priority: 1,
      team: "Group 9",
      agent: null,
      reopenCount: 1,
      transferCount: 0,
      openedAt: "2016-03-04T08:15:00.000Z",
      firstResolvedAt: "2016-03-04T09:07:00.000Z",
      lastResolvedAt: "2016-03-04T11:17:00.000Z",
      closedAt: "2016-03-04T12:22:00.000Z",
    });
    const listed = objectsIn(
      await docket(["tickets", "--customer", "servicenow-caller-11", "--data", data, "--json"]),
    );
    expect(listed).toMatchObject([{ externalId: "IN-1" }, { externalId: "IN-3" }]);
  });
});

const mailbox = {
  format: "jsonLines",
  times: { format: "epochSeconds" },
  case: "thread",
  open: { kind: "inquiry", channel: "email" },
  rows: "events",
  at: "when",
  activity: "event",
  activities: { received: [{ command: "note" }] },
};
