import { MOST_COMMANDS } from "@docket/command-api";
import { commandId, memoryEventStore, memoryKeyStore } from "@docket/event-sourcing";
import type { Queries } from "@docket/query-api";
import { openReadModelStore } from "@docket/sqlite";
import { hash } from "node:crypto";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { readingOn, remoteSession } from "../session.ts";
import type { Access } from "./access.ts";
import { createServer, type Offered } from "./server.ts";

const sha256 = (token: string): string => hash("sha256", token);
const access: Access = {
  kind: "tokens",
  callers: [
    { name: "crm", sha256: sha256("crm-token"), may: ["command"], roles: ["representative"] },
    { name: "dashboard", sha256: sha256("board-token"), may: ["query"], roles: [] },
    { name: "operator", sha256: sha256("op-token"), may: ["maintain"], roles: [] },
  ],
};

/** What stands behind the interface is not reached in these tests, or answers with a word of its own. */
const offered: Offered = {
  access,
  commands: {
    handle: (command) =>
      Promise.resolve({
        accepted: false,
        commandId: commandId(command.commandId),
        refusal: { code: "TICKET_NOT_FOUND", message: "reached" },
        repeated: false,
      }),
    ticket: () => Promise.reject(new Error("not asked for")),
    customer: () => Promise.reject(new Error("not asked for")),
    heldKeys: () => Promise.reject(new Error("not asked for")),
  },
  maintenance: {
    retry: () => Promise.resolve({ resumed: [], parked: [] }),
    rebuild: () => Promise.resolve({ models: [], switched: true }),
  },
  health: () => Promise.resolve({ ok: false, parts: [{ name: "bus", ok: false, facts: {} }] }),
  metrics: () => Promise.resolve("docket_up 1\n"),
};

const acknowledge = (role: string) => ({
  type: "acknowledge",
  ticketId: "01J00000000000000000000000",
  commandId: `as-${role}`,
  actor: { id: "anna", role },
  data: {},
});

const as = (token: string | undefined) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

describe("an interface beyond this machine", () => {
  const app = createServer(offered);
  const post = async (url: string, token: string | undefined, payload: object) => {
    const { statusCode, body } = await app.inject({
      method: "POST",
      url,
      headers: as(token),
      payload,
    });
    return [statusCode, (JSON.parse(body) as { code?: string }).code];
  };

  test.each([
    ["no token", undefined],
    ["a token that nobody has", "guessed"],
  ])("knows nobody by %s", async (_what, token) => {
    expect(await post("/v1/commands", token, acknowledge("representative"))).toEqual([
      401,
      "NOT_AUTHENTICATED",
    ]);
    expect(await post("/v1/maintenance/retry", token, {})).toEqual([401, "NOT_AUTHENTICATED"]);
  });

  test("says in every answer that it is a Docket", async () => {
    for (const url of ["/health", "/v1/tickets", "/v1/nothing"]) {
      const { headers } = await app.inject({ url });
      expect(headers).toMatchObject({ "docket-interface": "v1" });
    }
  });

  test("tells who is not known what to name themselves by", async () => {
    const { statusCode, headers } = await app.inject({ method: "POST", url: "/v1/commands" });
    expect([statusCode, headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  });

  test("knows a caller however they write the scheme", async () => {
    const { statusCode } = await app.inject({
      method: "POST",
      url: "/v1/commands",
      headers: { authorization: "bearer  crm-token" },
      payload: acknowledge("representative"),
    });
    expect(statusCode).toBe(404);
  });

  test("lets a caller do what its token is for, and nothing else", async () => {
    expect(await post("/v1/commands", "board-token", acknowledge("representative"))).toEqual([
      403,
      "NOT_PERMITTED",
    ]);
    expect(await post("/v1/maintenance/retry", "crm-token", {})).toEqual([403, "NOT_PERMITTED"]);
    const retried = await app.inject({
      method: "POST",
      url: "/v1/maintenance/retry",
      headers: as("op-token"),
      payload: {},
    });
    expect([retried.statusCode, retried.json()]).toEqual([200, { resumed: [], parked: [] }]);
  });

  test("lets commands act only in the token's roles, each command of a batch", async () => {
    expect(await post("/v1/commands", "crm-token", acknowledge("representative"))).toEqual([
      404,
      "TICKET_NOT_FOUND",
    ]);
    const smuggled = ["no command", acknowledge("representative"), acknowledge("administrator")];
    expect(await post("/v1/commands", "crm-token", smuggled)).toEqual([403, "ROLE_MISSING"]);
  });

  test("looks at the roles of no more commands than a batch may have", async () => {
    const most = Array.from({ length: MOST_COMMANDS }, () => acknowledge("representative"));
    const tooMany = [...most, acknowledge("administrator")];
    expect(await post("/v1/commands", "crm-token", tooMany)).toEqual([413, "BATCH_TOO_LARGE"]);
    const last = [...most.slice(1), acknowledge("administrator")];
    expect(await post("/v1/commands", "crm-token", last)).toEqual([403, "ROLE_MISSING"]);
  });

  test("tells whoever watches over it how it is, without a token", async () => {
    const look = async (url: string) => {
      const { statusCode, body } = await app.inject({ url });
      return [statusCode, body];
    };
    expect(await look("/health")).toEqual([200, '{"ok":true}']);
    expect(await look("/metrics")).toEqual([200, "docket_up 1\n"]);
    const [status, body] = await look("/ready");
    expect([status, JSON.parse(String(body))]).toMatchObject([503, { parts: [{ name: "bus" }] }]);
  });
});

test.each([
  ["localhost:8420", 200],
  ["[::1]:8420", 200],
  // Whatever a process without tokens may be bound to.
  ["127.0.0.2:8420", 200],
  ["127.0.0.1.example.com", 403],
  ["::1", 403],
])("without tokens a request to %s is answered with %i", async (host, status) => {
  const app = createServer({ ...offered, access: { kind: "thisMachine" } });
  const { statusCode } = await app.inject({ url: "/health", headers: { host } });
  expect(statusCode).toBe(status);
});

describe("who sends", () => {
  const reading = readingOn({
    store: memoryEventStore(),
    keys: memoryKeyStore(),
    readModels: openReadModelStore(":memory:"),
  });
  const settling = async (more: Partial<Offered>, token: string) => {
    const app = createServer({ ...offered, ...more });
    onTestFinished(() => app.close());
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    return remoteSession({ url, token }).settle();
  };

  test.each([
    ["may not ask", { reading }],
    ["does so where nobody answers queries", {}],
  ])("and %s does not wait to see it", async (_what, more) => {
    await expect(settling(more, "crm-token")).resolves.toBeUndefined();
  });

  test("under no known name is told so", async () => {
    const refusal = { code: "NOT_AUTHENTICATED" };
    const refused = expect.objectContaining({ refusal: expect.objectContaining(refusal) });
    await expect(settling({ reading }, "guessed")).rejects.toThrow(refused);
  });
});

describe("who waits for news", () => {
  /** An interface on empty stores, and why each wait on it was over. */
  async function empty() {
    const readModels = openReadModelStore(":memory:");
    const [store, keys] = [memoryEventStore(), memoryKeyStore()];
    const reading = readingOn({ store, keys, readModels });
    const [waits, begun] = [new Array<Promise<unknown>>(), Promise.withResolvers<void>()];
    const queries: Queries = {
      ...reading.queries,
      async changed(_after, signal) {
        waits.push(once(signal, "abort").then((): unknown => signal.reason));
        begun.resolve();
        await Promise.all(waits);
      },
    };
    const app = createServer({
      ...offered,
      access: { kind: "thisMachine" },
      reading: { ...reading, queries },
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    onTestFinished(async () => {
      await app.close();
      await readModels.close();
    });
    return { app, url: `${url}/v1/events/changed`, waits, begun: begun.promise };
  }

  test("is answered when the server closes", async () => {
    const { app, url, waits, begun } = await empty();
    const answered = fetch(url);
    await begun;
    await app.close();
    expect((await answered).status).toBe(200);
    expect(await Promise.all(waits)).toMatchObject([{ name: "AbortError" }]);
  });

  test("is forgotten when they have gone", async () => {
    const { url, waits, begun } = await empty();
    const going = new AbortController();
    const answered = fetch(url, { signal: going.signal });
    await begun;
    going.abort();
    await expect(answered).rejects.toMatchObject({ name: "AbortError" });
    expect(await Promise.all(waits)).toMatchObject([{ name: "AbortError" }]);
  });
});
