import { derivedUuid, position } from "@docket/event-sourcing";
import { readModels } from "@docket/read-models";
import { filesOf, openReadModelStore } from "@docket/sqlite";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CANARY, everyPersonalField, withCanaries } from "./testing/canaries.ts";
import { lines, onCustomer, onTicket, TICKET } from "./testing/commands.ts";
import { filesHolding, newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";
import { serve } from "./testing/server.ts";
import { ANNA, BERTA, tickets, toldByAnna } from "./testing/told-by-anna.ts";

/** Fills a folder with all that Anna ever said, and gives the fields that held it. */
async function fill(data: string): Promise<string[]> {
  const told = toldByAnna.map(withCanaries);
  const sent = await docket(
    ["send", "-", "--data", data, "--json"],
    lines(told.map(({ command }) => command)),
  );
  for (const [index, answer] of objectsIn(sent).entries()) {
    const sentType = told[index]?.command.type;
    expect({ sentType, ...answer }).toMatchObject({ sentType, accepted: true });
  }
  return [...new Set(told.flatMap(({ planted }) => planted))].toSorted();
}

async function expectErased(data: string): Promise<void> {
  expect(filesHolding(data, [CANARY])).toEqual([]);
  const asked = [
    ["events"],
    ["tickets", "--all"],
    ["customer", ANNA],
    ["customer", BERTA],
    ...tickets.map((ticketId) => ["ticket", ticketId]),
    ...tickets.map((ticketId) => ["replay", ticketId]),
  ];
  for (const question of asked) {
    const answered = await docket([...question, "--data", data, "--json"]);
    expect({ question, ...answered }).toMatchObject({ question, code: 0, stderr: "" });
    expect(answered.stdout).not.toContain(CANARY);
  }
  const [replayed] = objectsIn(await docket(["replay", TICKET, "--data", data, "--json"]));
  expect(replayed).toMatchObject({
    state: { position: "identification.working", reopenCount: 1 },
    steps: expect.arrayContaining([
      expect.objectContaining({
        type: "opened",
        data: expect.objectContaining({ subject: "[erased]" }),
      }),
    ]),
  });
  rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
  expect(filesHolding(data, [CANARY])).toEqual([]);
}

describe("customer erase", () => {
  test("leaves nothing of what was personal in any file, under any of their names", async () => {
    const data = newFolder();
    expect(await fill(data)).toEqual(everyPersonalField);
    // What can be read can be found: the search works.
    expect(filesHolding(data, [CANARY]).map((file) => file.slice(data.length + 1))).toContain(
      "read-models.db",
    );

    const erased = await docket(["customer", "erase", ANNA, "--data", data, "--json"]);
    expect(erased).toMatchObject({ code: 0, stderr: "" });
    expect(objectIn(erased)).toEqual({ customerId: ANNA, erased: true });
    await expectErased(data);

    const again = await docket(["customer", "erase", ANNA, "--ground", "again", "--data", data]);
    expect(again.code).toBe(0);
    expect((await docket(["customer", "erase", BERTA, "--data", data])).code).toBe(0);
  });

  test("destroys keys again that a backup brought back", async () => {
    const data = newFolder();
    await fill(data);
    const { keys } = filesOf(data);
    const backup = readFileSync(keys);
    await docket(["customer", "erase", ANNA, "--data", data]);
    writeFileSync(keys, backup);
    expect((await docket(["events", "--data", data, "--json"])).stdout).toContain(CANARY);
    const again = ["customer", "erase", ANNA, "--ground", "asked again", "--data", data];
    expect((await docket(again)).code).toBe(0);
    await expectErased(data);
  });

  test("lets nothing more be recorded of them", async () => {
    const data = newFolder();
    await fill(data);
    await docket(["customer", "erase", BERTA, "--data", data]);
    const commands = [
      onCustomer("renameCustomer", ANNA, { name: "Anna" }),
      onCustomer("addIdentity", BERTA, { kind: "email", value: "b@example.com" }),
      ...tickets.map((ticketId) => onTicket("note", { text: "still here" }, { ticketId })),
      onTicket(
        "open",
        { kind: "inquiry", channel: "web", customerId: ANNA },
        { ticketId: undefined },
      ),
    ];
    const sent = await docket(["send", "-", "--data", data, "--json"], lines(commands));
    expect(sent.code).toBe(1);
    for (const answer of objectsIn(sent)) {
      expect(answer).toMatchObject({ refusal: { code: "CUSTOMER_ERASED" } });
    }
  });

  test("works while the folder is served", async () => {
    const data = newFolder();
    const { process } = await serve(data);
    await fill(data);
    expect((await docket(["customer", "erase", ANNA, "--data", data])).code).toBe(0);
    expect(filesHolding(data, [CANARY])).toEqual([]);
    await expectErased(data);
    process.kill("SIGINT");
    expect((await process.ended).code).toBe(0);
    await expectErased(data);
  });

  test("is refused while a ticket of theirs is held, under whichever name", async () => {
    const data = newFolder();
    await fill(data);
    const hold = onTicket(
      "placeLegalHold",
      { matter: "a suit" },
      { actor: { id: "clara", role: "documentControl" } },
    );
    await docket(["send", "-", "--data", data], lines([hold]));
    for (const customerId of [ANNA, BERTA]) {
      const refused = await docket(["customer", "erase", customerId, "--data", data, "--json"]);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("LEGAL_HOLD") });
      expect(objectIn(refused)).toMatchObject({ error: { code: "LEGAL_HOLD" } });
    }
  });

  test("does not say of a customer that they are erased, because somebody took its command's id", async () => {
    const data = newFolder();
    const taken = [
      ["erase-customer", ANNA],
      ["erase-customer", ANNA, "asked"],
    ] as const;
    const commands = [
      onCustomer("registerCustomer", ANNA, { name: `${CANARY} Anna` }),
      ...taken.map((parts) =>
        onCustomer("changeTier", ANNA, { tier: "premium" }, { commandId: derivedUuid(...parts) }),
      ),
    ];
    expect((await docket(["send", "-", "--data", data], lines(commands))).code).toBe(0);
    const erase = ["customer", "erase", ANNA, "--data", data, "--json", "--ground"];
    const refused = await docket([...erase, "asked"]);
    expect(objectIn(refused)).toMatchObject({ error: { code: "COMMAND_ID_REUSED" } });
    expect(refused.code).toBe(2);
    expect((await docket([...erase, "asked again"])).code).toBe(0);
    expect(filesHolding(data, [CANARY])).toEqual([]);
  });

  test("reaches what a rebuild left that was cut off", async () => {
    const data = newFolder();
    await fill(data);
    await leaveRebuild(data);
    expect((await docket(["customer", "erase", ANNA, "--data", data])).code).toBe(0);
    expect(filesHolding(data, [CANARY])).toEqual([]);
  });

  test("is not undone by what an import reported of them", async () => {
    const data = newFolder();
    const file = join(newFolder(), "mails.jsonl");
    const mapping = join(newFolder(), "mapping.json");
    writeFileSync(mapping, JSON.stringify(mailbox));
    const mail = (fields: object) =>
      JSON.stringify({ thread: "M-1", when: 1_772_442_000, ...fields });
    writeFileSync(
      file,
      [
        mail({ event: "received", client: 88, subject: `${CANARY}-1`, text: `${CANARY}-2` }),
        mail({ event: "received", text: `${CANARY}-3`.padEnd(30_000, "x") }),
        mail({ event: `${CANARY}-4`, text: "no such event" }),
        `${mail({ event: "received", text: `${CANARY}-5` }).slice(0, -2)}`,
        mail({ event: "done" }),
        mail({ event: "received", when: `${CANARY}-6` }),
      ].join("\n"),
    );
    const args = ["import", "mapped", file, "--mapping", mapping, "--data", data, "--json"];
    expect(objectIn(await docket(args))).toMatchObject({ rows: 6, tickets: 1 });
    const report = readFileSync(join(data, "reports", "import-mailbox.jsonl"), "utf8");
    expect(report.split("\n").length).toBeGreaterThan(4);

    await docket(["customer", "erase", "mailbox-88", "--data", data]);
    expect(filesHolding(data, [CANARY])).toEqual([]);
  });
});

/** Half of the tables that a rebuild builds beside the live ones, as kill -9 leaves them. */
async function leaveRebuild(data: string): Promise<void> {
  const table = readModels.map((model) => model.table).find(({ name }) => name === "tickets")!;
  const store = openReadModelStore(filesOf(data).readModels);
  await store.install([table], "rebuilt");
  await store.commit({
    readers: ["tickets:rebuilt"],
    from: null,
    to: position(1n),
    writes: [{ table, put: await store.select(table, {}), remove: [] }],
    generation: "rebuilt",
  });
  await store.close();
}

const mailbox = {
  name: "mailbox",
  format: "jsonLines",
  times: { format: "epochSeconds" },
  case: "thread",
  open: {
    kind: "inquiry",
    channel: "email",
    customerId: { column: "client", prefix: "mailbox-" },
    subject: { column: "subject" },
  },
  rows: "events",
  at: "when",
  activity: "event",
  activities: {
    received: [{ command: "receiveMessage", data: { channel: "email", body: { column: "text" } } }],
    done: [{ command: "resolve" }, { command: "close" }],
  },
};
