import { REACTIONS } from "@docket/command-api";
import {
  derivedUuid,
  instant,
  parkedEventsTable,
  position,
  revision,
  streamName,
  type Write,
} from "@docket/event-sourcing";
import { readModels } from "@docket/read-models";
import { filesOf, openFolder, openReadModelStore } from "@docket/sqlite";
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lines, onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";
import { post, serve } from "./testing/server.ts";

/** An event as a later version of this program might have written it. */
async function appendUnknownEvent(data: string): Promise<void> {
  const folder = await openFolder(data, "write");
  const metadata = {
    version: 1,
    commandId: "from-the-future",
    digest: "",
    subject: `ticket:${TICKET}`,
    actor: { id: "lena", role: "representative" },
    occurredAt: "2026-01-01T00:00:00.000Z",
    correlationId: "from-the-future",
  };
  const event = {
    id: derivedUuid("from-the-future"),
    type: "teleported",
    data: "{}",
    metadata: JSON.stringify(metadata),
  };
  const stream = streamName("ticket", TICKET);
  const outcome = await folder.events.append(stream, revision(0), [event], instant(0));
  expect(outcome.kind).toBe("committed");
  await folder.close();
}

describe("an event that cannot be read", () => {
  test("is told by its place to who follows the log, with all that comes after it", async () => {
    const data = newFolder();
    await docket(["send", "-", "--data", data], lines([open()]));
    await appendUnknownEvent(data);
    await docket(["send", "-", "--data", data], lines([open({}, { ticketId: OTHER_TICKET })]));
    const log = objectsIn(await docket(["events", "--data", data, "--json"]));
    const unread = { stream: `ticket-${TICKET}`, revision: 1, unreadable: "UNREADABLE_EVENT" };
    expect(log.at(-2)).toMatchObject({ type: "teleported", ...unread });
    expect(log.at(-1)).toMatchObject({ type: "opened", stream: `ticket-${OTHER_TICKET}` });
    const { code, stdout } = await docket(["events", "--data", data]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ticket-\S+@1 +teleported +UNREADABLE_EVENT/);
  });

  test("parks its ticket and no other", async () => {
    const data = newFolder();
    const run = (...args: string[]) => docket([...args, "--data", data, "--json"]);
    await docket(["send", "-", "--data", data], lines([open()]));
    await appendUnknownEvent(data);

    const commands = [
      onTicket("acknowledge"),
      open({}, { ticketId: OTHER_TICKET }),
      onTicket("link", { otherTicketId: TICKET, relation: "related" }, { ticketId: OTHER_TICKET }),
      onTicket("acknowledge", {}, { ticketId: OTHER_TICKET }),
    ];
    const sent = await docket(["send", "-", "--data", data, "--json"], lines(commands));
    expect(sent.code).toBe(1);
    expect(sent.stderr).toContain(`parked in tickets: ticket-${TICKET} at revision 1`);
    expect(objectsIn(sent)).toMatchObject([
      { refusal: { code: "UNREADABLE_EVENT" } },
      { accepted: true },
      { refusal: { code: "UNREADABLE_EVENT" } },
      { accepted: true },
    ]);
    expect(objectIn(await run("ticket", TICKET))).toMatchObject({ revision: 0 });
    expect(objectIn(await run("ticket", OTHER_TICKET))).toMatchObject({ revision: 1 });

    const one = { stream: `ticket-${TICKET}`, revision: 1, reason: "UNREADABLE_EVENT" };
    // No customer comes of an event like that.
    const parked = ["tickets", "levels", "reactions"].map((group) => ({ group, ...one }));
    const examined = await run("doctor");
    expect(examined.code).toBe(1);
    expect(objectIn(examined)).toMatchObject({ healthy: false, parked });
    const retried = await run("retry");
    expect(retried.code).toBe(1);
    expect(objectIn(retried)).toEqual({ resumed: [], parked });
    expect((await run("rebuild")).code).toBe(0);
    expect(objectIn(await run("doctor"))).toMatchObject({ parked });

    const replayed = await run("replay", TICKET);
    expect(replayed.code).toBe(2);
    expect(objectIn(replayed)).toMatchObject({ error: { code: "UNREADABLE_EVENT" } });
    expect((await run("replay", TICKET, "--revision", "0")).code).toBe(0);
  });

  test("does not end the server", async () => {
    const data = newFolder();
    await docket(["send", "-", "--data", data], lines([open()]));
    await appendUnknownEvent(data);
    const { url } = await serve(data);
    const refused = await post(`${url}/v1/commands`, JSON.stringify(onTicket("acknowledge")));
    expect(refused).toMatchObject({ status: 500, body: { code: "UNREADABLE_EVENT" } });
    expect((await fetch(`${url}/v1/tickets/${TICKET}/replay`)).status).toBe(500);
    const other = JSON.stringify(open({}, { ticketId: OTHER_TICKET }));
    expect(await post(`${url}/v1/commands`, other)).toMatchObject({ status: 200 });
    const retried = await docket(["retry", "--url", url, "--json"]);
    const groups = ["tickets", "levels", "reactions"].map((group) => ({ group, revision: 1 }));
    expect([retried.code, objectIn(retried)]).toMatchObject([1, { resumed: [], parked: groups }]);
  });
});

test("what waited to follow, and follows as the folder is opened to retry it, is told to go on", async () => {
  const data = newFolder();
  await docket(["send", "-", "--data", data], lines([open(), onTicket("acknowledge")]));
  const stream = streamName("ticket", TICKET);
  const parked = { stream, revision: 0, holds: true, reason: "UNREADABLE_EVENT" };
  await writeByHand(data, { table: parkedEventsTable(REACTIONS), put: [parked], remove: [] });
  const run = (verb: string) => docket([verb, "--data", data, "--json"]);
  expect(objectIn(await run("doctor"))).toMatchObject({ parked: [{ group: REACTIONS, stream }] });
  expect(objectIn(await run("retry"))).toEqual({ resumed: [stream], parked: [] });
  expect(objectIn(await run("retry"))).toEqual({ resumed: [], parked: [] });
});

describe("a row that was spoiled by hand", () => {
  test("is found by a rebuild, which switches only when told to", async () => {
    const data = newFolder();
    const other = open({}, { ticketId: OTHER_TICKET });
    await docket(["send", "-", "--data", data], lines([open(), other]));
    await spoil(data);
    const rebuild = (...more: string[]) => docket(["rebuild", ...more, "--data", data, "--json"]);
    const tickets = async () => objectsIn(await docket(["tickets", "--data", data, "--json"]));

    const found = await rebuild();
    expect(found.code).toBe(1);
    const models = objectsIn(found);
    const spoiled = models.filter(({ hash, liveHash }) => hash !== liveHash);
    expect(spoiled).toMatchObject([{ model: "tickets", differing: [TICKET] }]);
    expect(models.filter(({ switched }) => switched !== false)).toEqual([]);
    expect(await tickets()).toContainEqual(expect.objectContaining({ team: "Nobody" }));

    expect((await rebuild("--accept")).code).toBe(0);
    expect(await tickets()).not.toContainEqual(expect.objectContaining({ team: "Nobody" }));
    rebuiltAsLive(await rebuild());
  });
});

test("a ticket is replayed by its id though its row was taken from the tables", async () => {
  const data = newFolder();
  await docket(["send", "-", "--data", data], lines([open(), onTicket("acknowledge")]));
  await writeByHand(data, { table: ticketsTable, put: [], remove: [[TICKET]] });
  const run = (...args: string[]) => docket([...args, "--data", data, "--json"]);
  expect((await run("ticket", TICKET)).code).toBe(2);
  expect(objectIn(await run("replay", TICKET.toLowerCase()))).toMatchObject({
    steps: [{ type: "opened" }, { type: "acknowledged" }],
  });
  expect(objectIn(await run("replay", OTHER_TICKET))).toMatchObject({
    error: { code: "TICKET_NOT_FOUND" },
  });
});

async function spoil(data: string): Promise<void> {
  const store = openReadModelStore(filesOf(data).readModels);
  const [row] = await store.load(ticketsTable, [[TICKET]], "live");
  await store.close();
  await writeByHand(data, {
    table: ticketsTable,
    put: [{ ...row, team: "Nobody" }],
    remove: [],
  });
}

const ticketsTable = readModels.map((model) => model.table).find(({ name }) => name === "tickets")!;

async function writeByHand(data: string, write: Write): Promise<void> {
  const store = openReadModelStore(filesOf(data).readModels);
  await store.install([write.table], "live");
  await store.commit({
    readers: ["by-hand"],
    from: null,
    to: position(1n),
    writes: [write],
    generation: "live",
  });
  await store.close();
}

test("tables that have seen more than the log holds are told of, and nothing is sent", async () => {
  const data = newFolder();
  const send = (...commands: object[]) => docket(["send", "-", "--data", data], lines(commands));
  const { events } = filesOf(data);
  await send(open());
  copyFileSync(events, `${data}-older`);
  await send(onTicket("acknowledge"));
  for (const suffix of ["-wal", "-shm"]) rmSync(`${events}${suffix}`, { force: true });
  renameSync(`${data}-older`, events);
  const sent = await send(open({}, { ticketId: OTHER_TICKET }));
  expect(sent).toMatchObject({ code: 2, stderr: expect.stringContaining("STORE_CORRUPT") });
  rmSync(filesOf(data).readModels);
  expect(await send(open({}, { ticketId: OTHER_TICKET }))).toMatchObject({ code: 0 });
});

test.each(["{", "{}"])(
  "a note of the folder that holds %s is told by its name",
  async (content) => {
    const data = newFolder();
    const note = join(data, "sample.json");
    mkdirSync(data, { recursive: true });
    writeFileSync(note, content);
    const started = await docket(["start", "--once", "--data", data]);
    expect(started).toMatchObject({ code: 2, stderr: expect.stringContaining(note) });
    expect(started.stderr).toContain("MALFORMED_JSON");
  },
);
