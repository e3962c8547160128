import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { lines, onCustomer, onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, MAIN, objectIn, objectsIn, spawnDocket, until } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";
import { post, serve } from "./testing/server.ts";

const PHONE = { kind: "phone", value: "+31 20 555 0100" };
const INCIDENTS = join(import.meta.dirname, "testing", "incidents.csv");

describe("a folder that is served", () => {
  test("takes the commands of other processes, and answers them", async () => {
    const [data, other] = [newFolder(), newFolder()];
    const { process, url } = await serve(data);
    const run = (...args: string[]) => docket([...args, "--data", data, "--json"]);

    const commands = [
      onCustomer("registerCustomer", "anna", { name: "Anna", identities: [PHONE] }),
      open({ customerId: "anna", subject: "It leaks" }),
      onTicket("acknowledge"),
    ];
    const sent = await docket(["send", "-", "--data", data, "--json"], lines(commands));
    expect(sent.code).toBe(0);
    const answers = objectsIn<{ accepted: boolean; token: string }>(sent);
    expect(answers).toMatchObject(commands.map(({ commandId }) => ({ accepted: true, commandId })));

    const token = answers.at(-1)?.token ?? "";
    expect(objectIn(await run("ticket", TICKET, "--after", token))).toMatchObject({
      ticketId: TICKET,
      subject: "It leaks",
      timeline: [{ type: "opened" }, { type: "acknowledged" }],
    });
    expect(objectIn(await run("customer", "anna"))).toMatchObject({ name: "Anna" });
    expect(objectsIn(await run("customer", "find", PHONE.value))).toMatchObject([
      { customerId: "anna", name: "Anna" },
    ]);
    expect(await run("customer", "find", "nobody")).toMatchObject({ code: 0, stdout: "" });
    expect(objectIn(await run("replay", TICKET))).toMatchObject({ steps: [{}, {}] });
    expect(objectIn(await run("retry"))).toEqual({ resumed: [], parked: [] });
    expect(objectIn(await run("import", "servicenow", INCIDENTS))).toMatchObject({ applied: 59 });
    expect(objectsIn(await run("tickets", "--all"))).toHaveLength(9);
    expect(objectIn(await run("doctor"))).toMatchObject({
      healthy: true,
      servedAt: expect.any(String),
    });
    expect((await docket(["send", "-", "--data", other], lines([open()]))).code).toBe(0);
    const moved = await docket(["move", "--data", other, "--url", url, "--json"]);
    expect([moved.code, objectIn(moved)]).toMatchObject([
      2,
      { error: { code: "USAGE", field: "url" } },
    ]);
    rebuiltAsLive(await run("rebuild"));

    process.kill("SIGINT");
    expect((await process.ended).code).toBe(0);
    expect(existsSync(join(data, "server.json"))).toBe(false);
    expect(objectsIn(await run("tickets", "--all"))).toHaveLength(9);
  });

  // A connection that is kept alive is let go after 72 seconds otherwise.
  test("is left in good order though others never stop sending", { timeout: 60_000 }, async () => {
    const data = newFolder();
    const { process, url } = await serve(data);
    let accepted = 0;
    const send = async () => {
      for (;;) {
        const batch = Array.from({ length: 100 }, () => open({}, { ticketId: undefined }));
        const { status } = await post(`${url}/v1/commands`, JSON.stringify(batch));
        if (status !== 200) return;
        accepted += batch.length;
        if (accepted === 1_000) process.kill("SIGTERM");
      }
    };
    // Until the server answers no more.
    await Promise.allSettled(Array.from({ length: 4 }, send));
    expect((await process.ended).code).toBe(0);
    const held = objectsIn(await docket(["tickets", "--all", "--data", data, "--json"]));
    expect(held.length).toBeGreaterThanOrEqual(accepted);
  });

  test("answers the same at its URL", { timeout: 300_000 }, async () => {
    const data = newFolder();
    const { url } = await serve(data);
    const there = (...args: string[]) => docket([...args, "--url", url, "--json"]);
    const at = ["--now", "2127-01-01T00:00:00Z", "--as-of", "2127-01-01T00:00:00Z"];
    const imported = await there(
      "import",
      "servicenow",
      INCIDENTS,
      "--report",
      join(data, "report"),
    );
    expect(objectIn(imported)).toMatchObject({ applied: 59 });
    const sent = await docket(["send", "-", "--url", url, "--json"], lines([open()]));
    const token = objectsIn<{ token: string }>(sent)[0]?.token ?? "";
    const asked = [
      ["ticket", TICKET, "--after", token],
      ["tickets", "--all"],
      ["tickets", "--limit", "2"],
      ["customer", "none"],
      ["customer", "find", ""],
      ["article", "none"],
      ["replay", TICKET, "--revision", "0"],
      ["events", "--limit", "20"],
      ["events", "--from", token],
      ["report", "sla", ...at],
      ["report", "sla", ...at, "--tickets"],
      ["report", "sla", "--now", "2027-01-01T00:00:00Z", "--as-of", "2026-11-01T00:00:00Z"],
      ["report", "kpi", ...at, "--by", "channel"],
      ["report", "backlog", ...at],
      ["report", "agents", ...at],
      ["report", "knowledge", ...at],
      ["why", TICKET, "closure", "--now", "2127-01-01T00:00:00Z"],
      ["why", TICKET, "firstResolution", "--now", "2127-01-01T00:00:00Z"],
      ["retry"],
      ["rebuild"],
    ];
    for (const args of asked) {
      const here = await docket([...args, "--data", data, "--json"]);
      expect({ args, ...(await there(...args)) }).toEqual({ args, ...here });
    }
    expect(objectIn(await there("doctor"))).toMatchObject({ healthy: true, parked: [] });
    expect((await docket(["tickets", "--url", "http://127.0.0.1:9", "--json"])).code).toBe(2);
  });

  test("takes more than one request may carry, and refuses only what is too large by itself", async () => {
    const data = newFolder();
    await serve(data);
    const text = "x".repeat(15_000);
    const notes = Array.from({ length: 600 }, () => onTicket("note", { text }));
    const huge = onTicket("note", { text: "x".repeat(5_000_000) });
    const commands = [open(), ...notes, huge, onTicket("acknowledge")];
    const sent = await docket(["send", "-", "--data", data, "--json"], lines(commands));
    expect(sent.code).toBe(1);
    const answers = objectsIn<{ accepted: boolean; refusal?: { code: string } }>(sent);
    expect(answers).toHaveLength(603);
    expect(answers.filter(({ accepted }) => !accepted)).toMatchObject([
      { refusal: { code: "TOO_LARGE" } },
    ]);
    expect(answers.at(-1)).toMatchObject({ accepted: true });
  });

  test("follows the log as it grows", async () => {
    const data = newFolder();
    await serve(data);
    const following = spawnDocket(["events", "--follow", "--data", data, "--json"]);
    let printed = "";
    following.stdout?.on("data", (piece: Buffer) => (printed += piece.toString()));
    await until(() => printed.includes("policyPublished"), following);
    await docket(["send", "-", "--data", data], lines([open()]));
    await until(() => printed.includes('"opened"'), following);
    following.kill("SIGINT");
    expect((await following.ended).code).toBe(0);
  });

  test("stops following at Ctrl-C, however much there is to print yet", async () => {
    const data = newFolder();
    const texts = Array.from({ length: 2_000 }, (_, place) =>
      open({ externalId: `WEB-${place}`, subject: "x".repeat(500) }, { ticketId: undefined }),
    );
    await docket(["send", "-", "--data", data], lines(texts));
    const args = [MAIN, "events", "--follow", "--data", data];
    const following = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void following.kill("SIGKILL"));
    // It has begun, and waits for its reader: there is more than a pipe holds.
    await once(following.stdout, "readable");
    following.kill("SIGINT");
    const ended = once(following, "exit");
    expect((await text(following.stdout)).split("\n").length).toBeLessThan(texts.length);
    expect(await ended).toEqual([0, null]);
  });

  test("is sound after kill -9, and what the server left does no harm", async () => {
    const data = newFolder();
    const { process } = await serve(data);
    await docket(["send", "-", "--data", data], lines([open()]));
    process.kill("SIGKILL");
    await process.ended;
    expect(existsSync(join(data, "server.json"))).toBe(true);

    const listed = await docket(["tickets", "--data", data, "--json"]);
    expect(objectIn(listed)).toMatchObject({ ticketId: TICKET });
    const backup = join(newFolder(), "backup.db");
    expect((await docket(["backup", backup, "--data", data])).code).toBe(0);
    const other = open({}, { ticketId: OTHER_TICKET });
    expect((await docket(["send", "-", "--data", data], lines([other]))).code).toBe(0);
    expect(existsSync(join(data, "server.json"))).toBe(false);
  });
});
