import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { get, getLines, INTERFACE, post, postForLines } from "./http.ts";
import { listening } from "./testing/listening.ts";

const answering = (listener: RequestListener) => listening(createServer(listener));

const refused = (words: RegExp): unknown =>
  expect.objectContaining({
    refusal: expect.objectContaining({
      code: "STORE_UNAVAILABLE",
      message: expect.stringMatching(words),
    }),
  });

test("a server that goes away amid a long answer is told as such, after the lines that came", async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { ...INTERFACE, "content-type": "application/x-ndjson" });
    response.write('{"line":1}\n{"li', () => response.destroy());
  });
  const lines: unknown[] = [];
  const read = async () => {
    for await (const line of getLines({ url }, "/v1/facts")) lines.push(line);
  };
  await expect(read()).rejects.toEqual(refused(/broke off its answer/));
  expect(lines).toEqual([{ line: 1 }]);
});

test("what answers with a page is no Docket, whatever it is asked", async () => {
  const url = await answering((_request, response) => {
    response.setHeader("content-type", "text/html").end("<html>\n</html>\n");
  });
  await expect(get({ url }, "/v1/tickets")).rejects.toEqual(refused(/answered 200/));
  const rebuilt = postForLines({ url }, "/v1/maintenance/rebuild", "{}").next();
  await expect(rebuilt).rejects.toEqual(refused(/answered 200/));
});

test.each(["{}", '{"tickets":[{"id":1}]}', "[]", '[{"position":"1"}]', '"ok"', "null", ""])(
  "what answers 200 with %j, and not as a Docket, is none",
  async (body) => {
    const url = await answering((request, response) => {
      request.resume();
      const isLines = request.url === "/v1/facts";
      response.setHeader("content-type", isLines ? "application/x-ndjson" : "application/json");
      response.end(body);
    });
    const none = refused(/answered 200, but is no Docket/);
    await expect(get({ url }, "/v1/tickets")).rejects.toEqual(none);
    await expect(post({ url }, "/v1/commands", "[]")).rejects.toEqual(none);
    await expect(getLines({ url }, "/v1/facts").next()).rejects.toEqual(none);
  },
);

test.each([301, 302, 307, 308])(
  "where a server leads to with %i nothing is sent, and it is named",
  async (status) => {
    const sent: string[] = [];
    const url = await answering((request, response) => {
      request.resume();
      sent.push(`${request.method} ${request.url}`);
      const location = "https://docket.example/v1/commands?token=secret";
      response.writeHead(status, { location }).end();
    });
    const answer = post({ url, token: "t" }, "/v1/commands", "[]");
    await expect(answer).rejects.toEqual(
      refused(/ leads to https:\/\/docket\.example\/v1\/commands\.$/),
    );
    expect(sent).toEqual(["POST /v1/commands"]);
  },
);

test.each([
  ["an answer", "application/json", 100, '{"tick'],
  ["lines", "application/x-ndjson", 16, '{"line":1}\n{"lin'],
])("%s that ends before its end is told as broken off", async (_what, type, length, body) => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { ...INTERFACE, "content-type": type, "content-length": length });
    response.write(body, () => response.destroy());
  });
  const broken = refused(/broke off its answer/);
  const read = async () => {
    for await (const _line of getLines({ url }, "/v1/facts"));
  };
  await expect(read()).rejects.toEqual(broken);
});

test("a server that is not there is told with what the system says", async () => {
  const server = createServer();
  const url = await listening(server);
  server.close();
  await once(server, "close");
  await expect(get({ url }, "/health")).rejects.toEqual(refused(/does not answer: ECONNREFUSED/));
});
