import { defaultDeskPolicy } from "@docket/schemas";
import { connect } from "nats";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startProgram } from "./program.ts";
import type { Stack } from "./stack.ts";
import { DOCKET, docket, settled } from "./testing/docket.ts";
import { startTestStack } from "./testing/test-stack.ts";
import { send as sendOnce } from "./testing/writers.ts";

const INCIDENTS = join(import.meta.dirname, "../../../services/docket/src/testing/incidents.csv");

const PEOPLE = join(import.meta.dirname, "testing/people.jsonl");
/** A place in a log is that log's own affair. */
const withoutPosition = ({ position: _position, ...rest }: Readonly<Record<string, unknown>>) =>
  rest;

const ticket = (number: number): string =>
  `01J0000000000000000000${String(number).padStart(4, "0")}`;
const actor = { id: "anna", role: "representative" };
const openingOf = (number: number) => ({
  type: "open",
  ticketId: ticket(number),
  commandId: `open-${number}`,
  actor,
  data: { kind: "inquiry", channel: "email", subject: `number ${number}` },
});
const noteOn = (number: number, round: string) => ({
  type: "note",
  ticketId: ticket(number),
  commandId: `note-${round}-${number}`,
  actor,
  data: { text: round },
});

describe("a folder that outgrew one process", () => {
  test("is moved to the stack with its events, keys and erasures, and proved the same", async () => {
    const { folder, stack, end } = await startTestStack("move");
    onTestFinished(end);
    const data = join(folder, "data");
    await docket("import", "servicenow", INCIDENTS, "--data", data);
    await docket("send", PEOPLE, "--data", data);
    await docket("customer", "erase", "ben", "--data", data);
    // Broken off and asked for again: the second time finds all of it there.
    for (const time of ["first", "second"]) {
      const moved = await docket("move", "--data", data, "--url", stack.url);
      expect({ time, unequal: moved.filter(({ equal }) => equal !== true) }).toEqual({
        time,
        unequal: [],
      });
      expect(moved.length).toBeGreaterThan(8);
      rmSync(join(data, "move.json"), { force: true });
    }
    for (const args of [
      ["tickets", "--all"],
      ["events"],
      ["customer", "anna"],
      ["customer", "ben"],
    ]) {
      const [here, there] = await Promise.all([
        docket(...args, "--data", data),
        docket(...args, "--url", stack.url),
      ]);
      expect(there.map(withoutPosition)).toEqual(here.map(withoutPosition));
    }
    const [taken] = await docket("send", PEOPLE, "--url", stack.url);
    expect(taken).toMatchObject({ accepted: true, repeated: true });
  });
});

describe("the distributed Docket", () => {
  let folder: string;
  let stack: Stack;
  beforeAll(async () => {
    const started = await startTestStack("stack");
    ({ folder, stack } = started);
    return started.end;
  });

  /** Sends until it is answered: a process that was ended comes back. The ids make a repetition harmless. */
  async function send(commands: readonly object[]): Promise<void> {
    for (;;) {
      const response = await fetch(`${stack.url}/v1/commands`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(commands),
      }).catch(() => undefined);
      if (response?.ok !== true) continue;
      const answers = (await response.json()) as {
        accepted: boolean;
        refusal?: { code: string };
      }[];
      expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
      return;
    }
  }

  const hashes = async (...place: string[]) =>
    (await docket("rebuild", ...place)).map(({ model, rows, hash, liveHash }) => ({
      model,
      rows,
      hash,
      same: hash === liveHash,
    }));

  test("imports a history into the same tables as one process does", async () => {
    const data = join(folder, "embedded");
    const report = ["--report", join(folder, "report.jsonl")];
    const [here] = await docket("import", "servicenow", INCIDENTS, "--data", data);
    const [there] = await docket("import", "servicenow", INCIDENTS, "--url", stack.url, ...report);
    expect({ ...there, seconds: 0 }).toEqual({ ...here, seconds: 0 });
    const tables = await hashes("--url", stack.url);
    expect(tables.every(({ same }) => same)).toBe(true);
    expect(tables).toEqual(await hashes("--data", data));
  });

  test("loses and doubles nothing when each of its processes is killed in turn", async () => {
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    await send(numbers.map(openingOf));
    for (const program of [stack.projector, stack.relay, stack.deadlines, stack.api]) {
      const pid = program.pid();
      const sending = send(numbers.map((number) => noteOn(number, program.name)));
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      await sending;
    }
    await settled(stack.url);
    const tickets = await docket("tickets", "--all", "--url", stack.url);
    const ours = tickets.filter(({ ticketId }) => numbers.map(ticket).includes(String(ticketId)));
    expect(ours.map(({ revision }) => revision)).toEqual(numbers.map(() => 4));
    expect((await hashes("--url", stack.url)).every(({ same }) => same)).toBe(true);
  });

  test("tells of a promise that ends, once, by whichever process", async () => {
    const end = Date.now() + 1_500;
    const due = new Date(end).toISOString();
    const opening = openingOf(50);
    await send([{ ...opening, data: { ...opening.data, targets: { closure: due } } }]);
    const pid = stack.deadlines.pid();
    await expect.poll(() => Date.now() > end, { timeout: 10_000 }).toBe(true);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    const told = () => docket("alarms", "--ticket", ticket(50), "--url", stack.url);
    await expect.poll(told, { timeout: 60_000 }).toMatchObject([
      { target: "closure", kind: "breach", passedAt: due },
      { target: "closure", threshold: 80 },
    ]);
    await settled(stack.url);
    expect((await hashes("--url", stack.url)).every(({ same }) => same)).toBe(true);
  });

  test("goes on when the stream between them is wiped or its tail is cut", async () => {
    const connection = await connect({ servers: stack.nats });
    const manager = await connection.jetstreamManager();
    const [name = ""] = (await manager.streams.list().next()).map(({ config }) => config.name);
    const numbers = [0, 1, 2];
    const wipes: Readonly<Record<string, () => Promise<unknown>>> = {
      purged: () => manager.streams.purge(name),
      deleted: () => manager.streams.delete(name),
      cut: async () => {
        for (;;) {
          const { messages, last_seq: last } = (await manager.streams.info(name)).state;
          if (messages > 0) return manager.streams.deleteMessage(name, last);
        }
      },
    };
    for (const [how, wipe] of Object.entries(wipes)) {
      await send(numbers.map((number) => noteOn(number, `before-${how}`)));
      await wipe();
      await send(numbers.map((number) => noteOn(number, `after-${how}`)));
      await settled(stack.url);
    }
    await connection.close();
    expect((await hashes("--url", stack.url)).every(({ same }) => same)).toBe(true);
    const [row] = await docket("ticket", ticket(0), "--url", stack.url);
    expect(row).toMatchObject({ revision: 4 + 6 });
  });

  test("binds a ticket to a policy that was published through another process just before", async () => {
    const { program, announced } = await startProgram({
      name: "second-api",
      script: DOCKET,
      args: ["run", "command-api"],
      env: {
        DOCKET_EVENTSTORE: stack.eventStore,
        DOCKET_NATS: stack.nats,
        DOCKET_POSTGRES: stack.postgres,
        DOCKET_PORT: "0",
      },
      log: join(folder, "second-api.log"),
    });
    try {
      const [one, other] = [stack.url, (announced as { url: string }).url];
      const tickets = [100, 101, 102, 103, 104];
      for (const [version, number] of tickets.entries()) {
        const [publisher, opener] = version % 2 === 0 ? [one, other] : [other, one];
        const effectiveFrom = `2026-01-0${version + 1}T00:00:00Z`;
        const told = await sendOnce(publisher, {
          type: "publishPolicy",
          policy: "night",
          commandId: `night-${version}`,
          actor: { id: "boss", role: "administrator" },
          data: {
            effectiveFrom,
            document: { ...defaultDeskPolicy, reopeningWindow: `PT${version + 1}H` },
          },
        });
        expect(told).toMatchObject({ kind: "accepted" });
        const opening = openingOf(number);
        const data = { ...opening.data, policy: "night" };
        expect(await sendOnce(opener, { ...opening, data })).toMatchObject({ kind: "accepted" });
        // The publisher knows nothing of it but what the log says.
        expect(await sendOnce(publisher, noteOn(number, "seen"))).toMatchObject({
          kind: "accepted",
        });
      }
      await settled(stack.url);
      const rows = await docket("tickets", "--all", "--url", stack.url);
      const bound = rows.filter(({ policyName }) => policyName === "night");
      expect(bound.map(({ ticketId, policyVersion }) => [ticketId, policyVersion])).toEqual(
        tickets.map((number, index) => [ticket(number), index + 1]),
      );
    } finally {
      await program.stop();
    }
  });

  test("tells of each process whether it is ready, and its figures", async () => {
    await send([openingOf(200), noteOn(200, "counted")]);
    const ready = await fetch(`${stack.url}/ready`);
    const parts: unknown = expect.arrayContaining([
      { name: "parked in reactions", ok: true, facts: { streams: 0 } },
    ]);
    expect([ready.status, await ready.json()]).toMatchObject([200, { ok: true, parts }]);
    const metrics = await (await fetch(`${stack.url}/metrics`)).text();
    expect(metrics).toMatch(/docket_commands_total\{type="note",outcome="accepted"/);
    expect(metrics).toMatch(/docket_lag_events\{group="reactions"/);
    expect(metrics).toMatch(/docket_parked_streams\{group="reactions",roles="[^"]+"\} 0/);
    expect(await docket("retry", "--url", stack.url)).toEqual([{ resumed: [], parked: [] }]);
  });
});
