import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { lines, onTicket, open, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, MAIN, objectIn, objectsIn } from "./testing/program.ts";

const eventsIn = async (data: string): Promise<number> =>
  objectsIn(await docket(["events", "--data", data, "--json"])).length;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const form = { complainantName: " " };
const acknowledge = onTicket("acknowledge");

/** What is sent, and what is answered: the code, and what its message must name. */
const refused: readonly (readonly [what: string, sent: string, code: string, named: string])[] = [
  ["malformed JSON", '{"type": "open",', "MALFORMED_JSON", "{"],
  ["no object", "42", "INVALID_FIELD", "object"],
  ["an unknown command", JSON.stringify(onTicket("opne")), "UNKNOWN_COMMAND", ""],
  ["an unknown field", JSON.stringify(onTicket("note", { txt: "a" })), "UNKNOWN_FIELD", "data.txt"],
  [
    "a missing field",
    JSON.stringify(onTicket("reply", { channel: "email" })),
    "INVALID_FIELD",
    "data.body",
  ],
  ["U+0000", JSON.stringify(onTicket("note", { text: "a\0b" })), "INVALID_FIELD", "data.text"],
  [
    "a lone surrogate",
    JSON.stringify(onTicket("note", { text: "a\ud800" })),
    "INVALID_FIELD",
    "data.text",
  ],
  [
    "an e-mail address for an id",
    JSON.stringify(open({ customerId: "a@example.com" })),
    "INVALID_FIELD",
    "data.customerId",
  ],
  [
    "a wrong role",
    JSON.stringify(onTicket("setRetention", { until: inDays(900) })),
    "ROLE_MISSING",
    "representative",
  ],
  [
    "a blank form field",
    JSON.stringify(onTicket("registerComplaint", { aspect: "use", form })),
    "FORM_FIELD_BLANK",
    "data.form.complainantName",
  ],
  [
    "a stale revision",
    JSON.stringify(onTicket("note", {}, { expectedRevision: 7 })),
    "STALE_REVISION",
    "1",
  ],
  [
    "a reused command id",
    JSON.stringify({ ...acknowledge, data: { automatic: true } }),
    "COMMAND_ID_REUSED",
    "",
  ],
  [
    "an instant in the future",
    JSON.stringify(onTicket("note", {}, { occurredAt: inDays(1) })),
    "OCCURRED_IN_FUTURE",
    "occurredAt",
  ],
  [
    "what is recorded too late",
    JSON.stringify(onTicket("note", {}, { occurredAt: inDays(-3) })),
    "RECORDED_TOO_LATE",
    "occurredAt",
  ],
  ["what is not allowed now", JSON.stringify(onTicket("resume")), "NOT_ALLOWED_NOW", ""],
  [
    "a ticket that is not there",
    JSON.stringify(onTicket("note", {}, { ticketId: `${TICKET.slice(0, -1)}C` })),
    "TICKET_NOT_FOUND",
    "",
  ],
  ["a second opening", JSON.stringify(open({ channel: "phone" })), "TICKET_EXISTS", ""],
  [
    "a text that is too long",
    JSON.stringify(onTicket("note", { text: "x".repeat(20_001) })),
    "INVALID_FIELD",
    "data.text",
  ],
  [
    "a policy that is not there",
    JSON.stringify(open({ policy: "none" }, { ticketId: undefined })),
    "POLICY_NOT_FOUND",
    "none",
  ],
];

describe("send", () => {
  test("refuses each by its code, names the field, and appends nothing", async () => {
    const data = newFolder();
    const taken = await docket(["send", "-", "--data", data], lines([open(), acknowledge]));
    expect(taken.code).toBe(0);
    const before = await eventsIn(data);

    const sent = await docket(
      ["send", "-", "--data", data, "--json"],
      // A line that is a command makes the text one command a line.
      [lines([acknowledge]), ...refused.map(([, line]) => line)].join("\n"),
    );
    expect(sent.code).toBe(1);
    const [repeated, ...answers] = objectsIn(sent);
    expect(repeated).toMatchObject({ accepted: true, repeated: true });
    expect(answers).toHaveLength(refused.length);
    for (const [index, [what, , code, named]] of refused.entries()) {
      const message = expect.stringContaining(named);
      expect({ what, answer: answers[index] }).toMatchObject({
        what,
        answer: { accepted: false, refusal: { code, message } },
      });
    }
    expect(await eventsIn(data)).toBe(before);
  });

  test("takes one object over many lines, an array, and lines of which the first is broken", async () => {
    const data = newFolder();
    const send = (text: string) => docket(["send", "-", "--data", data, "--json"], text);
    expect(objectIn(await send(JSON.stringify(open(), null, 2)))).toMatchObject({ accepted: true });
    const array = JSON.stringify([onTicket("note"), onTicket("note")], null, 2);
    expect(objectsIn(await send(array))).toHaveLength(2);
    const broken = await send(`{"type"\n${lines([onTicket("note")])}`);
    expect(broken.code).toBe(1);
    expect(objectsIn(broken)).toMatchObject([
      { refusal: { code: "MALFORMED_JSON" } },
      { accepted: true },
    ]);
  });

  test("carries out nothing of one value that is broken", async () => {
    const data = newFolder();
    const send = (text: string) => docket(["send", "-", "--data", data, "--json"], text);
    const [first, second] = [JSON.stringify(open()), JSON.stringify(acknowledge)];
    const pretty = JSON.stringify(open(), null, 2);
    for (const text of [
      `[\n${first},\n${second}`,
      ` [${first},\n${second}\n`,
      `${pretty}\n${first}`,
    ]) {
      const sent = await send(text);
      expect({ text, code: sent.code, ...objectIn(sent) }).toMatchObject({
        text,
        code: 1,
        refusal: { code: "MALFORMED_JSON" },
      });
    }
    expect(objectsIn(await docket(["tickets", "--data", data, "--json"]))).toEqual([]);
  });

  test("stores no byte that is not UTF-8, and minds no byte order mark", async () => {
    const data = newFolder();
    const file = join(newFolder(), "commands.jsonl");
    const texts = [open(), onTicket("note", { text: "Gr\u00fc\u00dfe" }), acknowledge];
    const [first = "", spoiled = "", last = ""] = texts.map((one) => JSON.stringify(one));
    const pieces = [Buffer.from(`\uFEFF${first}\n`), Buffer.from(`${spoiled}\n`, "latin1"), last];
    writeFileSync(file, Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
    const sent = await docket(["send", file, "--data", data, "--json"]);
    expect(objectsIn(sent)).toMatchObject([
      { accepted: true },
      { refusal: { code: "MALFORMED_JSON", message: expect.stringContaining("not UTF-8") } },
      { accepted: true },
    ]);
  });

  test("says to people which commands are allowed, and who may", async () => {
    const data = newFolder();
    const sent = await docket(
      ["send", "-", "--data", data],
      lines([open(), onTicket("resume"), onTicket("setRetention", { until: inDays(900) })]),
    );
    expect(sent.code).toBe(1);
    expect(sent.stdout).toMatch(/NOT_ALLOWED_NOW.*allowed:.*acknowledge/);
    expect(sent.stdout).toMatch(/ROLE_MISSING.*roles: documentControl/);
  });
});

test("what customers wrote does not steer the terminal, wherever it is shown", async () => {
  const data = newFolder();
  const text = "\u009b31m\u007f\u001b[2J";
  const commands = [open(), onTicket("note", { text }), onTicket(`x${text}`)];
  const sent = await docket(["send", "-", "--data", data], lines(commands));
  const ran = [sent, await docket(["events", "--data", data]), await docket([text])];
  ran.push(await docket(["events", "--data", data, "--json"]));
  for (const { stdout, stderr } of ran) expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n\t]/u);
  expect(objectsIn(ran.at(-1) ?? sent).at(-1)).toMatchObject({ data: { text } });
});

test("what a folder has no answer to is refused, and not answered with nothing", async () => {
  const data = newFolder();
  await docket(["send", "-", "--data", data], lines([open(), acknowledge]));
  for (const [args, error] of [
    [["events", "--from", "9223372036854775808"], { code: "INVALID_FIELD", field: "from" }],
    [["replay", TICKET, "--revision", "2"], { code: "REVISION_UNKNOWN" }],
    [["report", "kpi", "--now", "2999-01-01T00:00:00Z"], { code: "INVALID_FIELD", field: "now" }],
    ...["kpi", "agents", "backlog"].map(
      (kind) =>
        [
          ["report", kind, "--calendar", "busines"],
          { code: "INVALID_FIELD", field: "calendar", allowed: ["24x7", "business"] },
        ] as const,
    ),
  ] as const) {
    const ran = await docket([...args, "--data", data, "--json"]);
    expect({ args, code: ran.code, ...objectIn(ran) }).toMatchObject({ args, code: 2, error });
  }
  expect((await docket(["replay", TICKET, "--revision", "1", "--data", data])).code).toBe(0);
});

describe("a call that cannot be carried out", () => {
  const missing = join(import.meta.dirname, "none");
  test.for([
    [["frobnicate"], "USAGE", "frobnicate"],
    [["tickets", "--colour", "red"], "USAGE", "--colour"],
    [["report", "kpi", "--csv", "--html", "page.html", "--data", missing], "USAGE", "--csv"],
    [["tickets", "--data", missing], "NOT_FOUND", missing],
    [
      ["tickets", "--data", missing, "--url", "http://127.0.0.1:9"],
      "USAGE",
      "`--data` and `--url`",
    ],
    [
      ["report", "kpi", "--url", "http://127.0.0.1:9", "--data", "x"],
      "USAGE",
      "`--data` and `--url`",
    ],
    [["rebuild", "--data", missing], "NOT_FOUND", missing],
    [["retry", "--data", missing], "NOT_FOUND", missing],
    [["doctor", "--data", missing], "NOT_FOUND", missing],
    [["backup", `${missing}.db`, "--data", missing], "NOT_FOUND", missing],
    [["customer", "erase", "anna", "--data", missing], "NOT_FOUND", missing],
    [["send", missing, "--data", missing], "NOT_FOUND", missing],
    [["import", "servicenow", missing, "--data", missing], "NOT_FOUND", missing],
    [["import", "oracle", missing, "--data", missing], "USAGE", "oracle"],
    [["restore", missing, "--data", missing], "NOT_FOUND", missing],
    [["send", import.meta.dirname, "--data", missing], "USAGE", "is a folder"],
    [["import", "helpdesk", MAIN, "--mapping", MAIN, "--data", missing], "USAGE", "--mapping"],
    [["tickets", "--phase", "limbo", "--data", missing], "INVALID_FIELD", "--phase"],
    [["tickets", "--page", "", "--data", missing], "INVALID_FIELD", "--page"],
    [["tickets", "--opened-from", "noon", "--data", missing], "INVALID_FIELD", "--opened-from"],
    [["events", "--limit", "few", "--data", missing], "NOT_FOUND", missing],
    [["replay", "x", "--at", "noon", "--data", missing], "INVALID_FIELD", "at"],
    [["events", "--url", "localhost:8420"], "INVALID_FIELD", "--url"],
    [["tickets", "--url", "foo"], "INVALID_FIELD", "--url"],
    [["send", "-", "--url", ""], "INVALID_FIELD", "--url"],
    [["doctor", "--url", "http://127.0.0.1:9/docket"], "INVALID_FIELD", "--url"],
    [["move", "--url", "ftp://127.0.0.1"], "INVALID_FIELD", "--url"],
    [["tickets", "--url", "http://anna:secret@127.0.0.1:9"], "INVALID_FIELD", "--url"],
    [
      ["tickets", "--url", "http://127.0.0.1:9", "--token", "secret\nX"],
      "INVALID_FIELD",
      "--token",
    ],
    [["tickets", "--url", "http://127.0.0.1:9/"], "STORE_UNAVAILABLE", "http://127.0.0.1:9"],
    [["start", "--port", "http", "--data", missing], "INVALID_FIELD", "port"],
  ] as const)("%j exits 2 with %s", async ([args, code, named]) => {
    const ran = await docket([...args, "--json"]);
    expect(ran.code).toBe(2);
    expect(objectIn(ran)).toMatchObject({ error: { code } });
    expect(ran.stderr).toContain(named);
    expect(ran.stderr).not.toContain("    at ");
    expect(ran.stderr + ran.stdout).not.toContain("secret");
  });

  test("of a query the option is named, and not what the query calls it", async () => {
    const data = newFolder();
    expect((await docket(["start", "--empty", "--once", "--data", data])).code).toBe(0);
    for (const verb of ["tickets", "alarms"]) {
      for (const option of ["page", "after"]) {
        const ran = await docket([verb, `--${option}`, "never", "--data", data, "--json"]);
        const detail = expect.stringContaining(`\`--${option}\` is no`);
        expect(objectIn(ran)).toMatchObject({ error: { field: option, detail } });
      }
    }
  });

  test("an address in the environment is looked at likewise", async () => {
    vi.stubEnv("DOCKET_URL", "localhost:8420");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(objectIn(await docket(["tickets", "--json"]))).toMatchObject({
      error: { code: "INVALID_FIELD", field: "url" },
    });
  });
});
