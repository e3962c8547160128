import { request } from "node:http";
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
    for (const body of ['{"type":', "", '{"__proto__": {"a": 1}}']) {
      expect({ sent: body, ...(await post(commands, body)) }).toMatchObject({
        sent: body,
        status: 400,
        type: expect.stringContaining("application/problem+json"),
        body: { code: "MALFORMED_JSON" },
      });
    }
    const asText = await post(commands, JSON.stringify(open()), { "content-type": "text/plain" });
    expect(asText).toMatchObject({ status: 400, body: { code: "MALFORMED_JSON" } });
    expect(await post(`${url}/v1/nothing`, "{}")).toMatchObject({ status: 404 });
    expect((await fetch(`${url}/v1/maintenance/rebuild`, { method: "POST" })).status).toBe(200);

    for (const [path, code] of [
      ["tickets?phase=none", "INVALID_FIELD"],
      ["tickets?colour=red", "UNKNOWN_FIELD"],
      ["tickets?limit=1&limit=2", "INVALID_FIELD"],
      ["tickets/%ff", "INVALID_FIELD"],
      ["tickets/none", "TICKET_NOT_FOUND"],
      ["tickets/none/replay?revision=x", "INVALID_FIELD"],
      ["tickets/none?token=x", "INVALID_FIELD"],
      ["customers/none", "CUSTOMER_NOT_FOUND"],
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
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example.com" };
      request({ hostname, port, path: "/v1/tickets", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
