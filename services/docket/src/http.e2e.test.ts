import { request } from "node:http";
import { connect } from "node:net";
import { json, text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { agent, onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectsIn } from "./testing/program.ts";
import { post, serve } from "./testing/server.ts";

const eventsIn = async (data: string): Promise<number> =>
  objectsIn(await docket(["events", "--data", data, "--json"])).length;

describe("over HTTP", () => {
  test("a command is taken once, however often it is posted", async () => {
    const { url } = await serve(newFolder());
    const command = JSON.stringify(open());
    const first = await post(`${url}/v1/commands`, command);
    expect(first).toMatchObject({ status: 200, body: { accepted: true, repeated: false } });
    const second = await post(`${url}/v1/commands`, command);
    expect(second).toMatchObject({ status: 200, body: { accepted: true, repeated: true } });
    const { token } = first.body as { token: string };
    const response = await fetch(`${url}/v1/tickets/${TICKET}/timeline?token=${token}`);
    expect(await response.json()).toMatchObject([{ type: "opened" }]);
  });

  test("a refusal is a problem of RFC 9457", async () => {
    const { url } = await serve(newFolder());
    expect(await post(`${url}/v1/commands`, JSON.stringify(onTicket("acknowledge")))).toMatchObject(
      {
        status: 404,
        type: expect.stringContaining("application/problem+json"),
        body: {
          type: "urn:docket:error:TICKET_NOT_FOUND",
          title: expect.any(String),
          status: 404,
          detail: expect.any(String),
          code: "TICKET_NOT_FOUND",
          commandId: expect.any(String),
        },
      },
    );
  });

  test("a batch has an answer for each, in its order, and is not atomic", async () => {
    const { url } = await serve(newFolder());
    const batch = [open(), { type: "nonsense" }, onTicket("acknowledge"), onTicket("resume")];
    const { status, body } = await post(`${url}/v1/commands`, JSON.stringify(batch));
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { accepted: true },
      { accepted: false, refusal: { code: "UNKNOWN_COMMAND" } },
      { accepted: true },
      { accepted: false, refusal: { code: "NOT_ALLOWED_NOW" } },
    ]);
  });

  test("commands of one batch that look at each other's tickets are decided in its order", async () => {
    const { url } = await serve(newFolder());
    const batch = [
      open(),
      open({}, { ticketId: OTHER_TICKET }),
      onTicket("merge", { into: OTHER_TICKET }),
    ];
    const { body } = await post(`${url}/v1/commands`, JSON.stringify(batch));
    expect(body).toMatchObject([{ accepted: true }, { accepted: true }, { accepted: true }]);
  });

  test("a field that every object has is refused where it stands, and the rest of the batch answered", async () => {
    const { url } = await serve(newFolder());
    const bare = JSON.stringify(onTicket("acknowledge"));
    const strange = ["__proto__", "constructor"].map((name) =>
      bare.replace("{", `{"${name}":{"prototype":{"a":1}},`),
    );
    const batch = `[${[JSON.stringify(open()), ...strange, bare].join(",")}]`;
    const { status, body } = await post(`${url}/v1/commands`, batch);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { accepted: true },
      { accepted: false, refusal: { code: "UNKNOWN_FIELD" } },
      { accepted: false, refusal: { code: "UNKNOWN_FIELD" } },
      { accepted: true },
    ]);
  });

  test("a path says which methods it takes, and every answer is a problem", async () => {
    const { url } = await serve(newFolder());
    const deleted = await fetch(`${url}/v1/tickets/none/timeline?a=1`, { method: "DELETE" });
    expect(deleted.headers.get("allow")).toBe("GET, HEAD");
    expect(await deleted.json()).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
    const got = await fetch(`${url}/v1/commands`);
    expect(got.headers.get("allow")).toBe("POST");
    expect(await (await fetch(`${url}/v1/nothing`, { method: "PUT" })).json()).toMatchObject({
      code: "NOT_FOUND",
    });

    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end("FROBNICATE /v1/tickets HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const answered = await text(socket);
    expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answered).toContain("application/problem+json");
    expect(answered).toContain('"code":"INVALID_FIELD"');
  });

  test("what is too large, too many or no JSON is refused, and the server goes on", async () => {
    const data = newFolder();
    const { url } = await serve(data);
    const commands = `${url}/v1/commands`;
    const before = await eventsIn(data);

    const huge = JSON.stringify(onTicket("note", { text: "x".repeat(10_000_000) }));
    expect(await post(commands, huge)).toMatchObject({ status: 413, body: { code: "TOO_LARGE" } });
    const many = JSON.stringify(Array.from({ length: 501 }, () => open()));
    expect(await post(commands, many)).toMatchObject({
      status: 413,
      body: { code: "BATCH_TOO_LARGE" },
    });
    const latin1 = Buffer.from(
      JSON.stringify(onTicket("note", { text: "Gr\u00fc\u00dfe" })),
      "latin1",
    );
    for (const body of ['{"type":', "", latin1]) {
      expect({ sent: body, ...(await post(commands, body)) }).toMatchObject({
        sent: body,
        status: 400,
        type: expect.stringContaining("application/problem+json"),
        body: { code: "MALFORMED_JSON" },
      });
    }
    for (const type of ["text/plain", "application/json; charset=latin1"]) {
      const sent = await post(commands, JSON.stringify(open()), { "content-type": type });
      expect(sent).toMatchObject({
        status: 415,
        body: {
          code: "UNSUPPORTED_MEDIA_TYPE",
          detail: expect.stringContaining(type.split("=").at(-1) ?? type),
        },
      });
    }
    const packed = await post(commands, Buffer.from(gzipSync(JSON.stringify(open()))), {
      "content-type": "application/json",
      "content-encoding": "gzip",
    });
    expect(packed).toMatchObject({ status: 415, body: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    expect(await post(`${url}/v1/nothing`, "{}")).toMatchObject({ status: 404 });
    const rebuild = `${url}/v1/maintenance/rebuild`;
    expect((await fetch(rebuild, { method: "POST" })).status).toBe(200);
    expect(await post(rebuild, '{"accept":"true"}')).toMatchObject({
      status: 400,
      body: { code: "INVALID_FIELD", field: "accept" },
    });

    for (const [query, code] of [
      ["recordRefusal=true", "UNKNOWN_FIELD"],
      ["recordRefusals=1", "INVALID_FIELD"],
    ] as const)
      expect(
        await post(`${commands}?${query}`, JSON.stringify(open({}, { actor: agent }))),
      ).toMatchObject({ status: 400, body: { code } });

    for (const [path, code] of [
      ["tickets?phase=none", "INVALID_FIELD"],
      ["tickets?colour=red", "UNKNOWN_FIELD"],
      ["holdings?colour=red", "UNKNOWN_FIELD"],
      ["standing?colour=red", "UNKNOWN_FIELD"],
      ["settled?colour=red", "UNKNOWN_FIELD"],
      ["policies?colour=red", "UNKNOWN_FIELD"],
      ["tickets/none/facts?asOf=2026-03-02T09:00:00Z", "UNKNOWN_FIELD"],
      ["tickets?limit=1&limit=2", "INVALID_FIELD"],
      ["tickets/%ff", "INVALID_FIELD"],
      ["tickets/none", "TICKET_NOT_FOUND"],
      [`tickets/${"\u{1f4e6}".repeat(100)}`, "TICKET_NOT_FOUND"],
      ["tickets/none/replay?revision=x", "INVALID_FIELD"],
      ["tickets/none/replay?revison=1", "UNKNOWN_FIELD"],
      ["tickets/none?tokn=1", "UNKNOWN_FIELD"],
      ["facts?asof=2026-03-02T09:00:00Z", "UNKNOWN_FIELD"],
      ["tickets/none?token=x", "INVALID_FIELD"],
      ["customers/none", "CUSTOMER_NOT_FOUND"],
      ["events?colour=red", "UNKNOWN_FIELD"],
      ["events?limit=1001", "INVALID_FIELD"],
      ["events?after=9223372036854775808", "INVALID_FIELD"],
      ["events/changed?after=9999999999999999999", "INVALID_FIELD"],
      ["tickets?token=9223372036854775808", "INVALID_FIELD"],
    ]) {
      const response = await fetch(`${url}/v1/${path}`);
      const answered = (await response.json()) as object;
      expect({ path, ...answered }).toMatchObject({ path, code, status: response.status });
    }
    expect(await eventsIn(data)).toBe(before);
    expect(await post(commands, JSON.stringify(open({}, { actor: agent })))).toMatchObject({
      status: 200,
    });
  });

  test("only this machine is served, by its own name", async () => {
    const { url } = await serve(newFolder());
    const { hostname, port } = new URL(url);
    expect(hostname).toBe("127.0.0.1");
    const answered = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example.com" };
      request({ hostname, port, path: "/v1/tickets", headers }, (response) => {
        json(response).then(resolve, reject);
      })
        .on("error", reject)
        .end();
    });
    expect(answered).toMatchObject({ status: 403, code: "NOT_PERMITTED" });
  });

  test.each([
    ["https://evil.example.com", 403],
    ["http://localhost.evil.example.com", 403],
    ["null", 403],
    ["http://localhost:3000", 200],
  ])(
    "a page of %s is answered with %i, though a browser asks nobody before",
    async (origin, status) => {
      const { url } = await serve(newFolder());
      const headers = { origin };
      const answered = await fetch(`${url}/v1/maintenance/retry`, { method: "POST", headers });
      expect(answered.status).toBe(status);
    },
  );
});
