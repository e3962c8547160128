import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { get, getLines, postForLines } from "./http.ts";

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return addressOf(server);
}

function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
}

const refused = (words: RegExp): unknown =>
  expect.objectContaining({
    refusal: expect.objectContaining({
      code: "STORE_UNAVAILABLE",
      message: expect.stringMatching(words),
    }),
  });

test("a server that goes away amid a long answer is told as such, after the lines that came", async () => {
  const url = await listening((_request, response) => {
    response.setHeader("content-type", "application/x-ndjson");
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
  const url = await listening((_request, response) => {
    response.setHeader("content-type", "text/html").end("<html>\n</html>\n");
  });
  await expect(get({ url }, "/v1/tickets")).rejects.toEqual(refused(/answered 200/));
  const rebuilt = postForLines({ url }, "/v1/maintenance/rebuild", "{}").next();
  await expect(rebuilt).rejects.toEqual(refused(/answered 200/));
});

test("a server that is not there is told with what the system says", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = addressOf(server);
  server.close();
  await once(server, "close");
  await expect(get({ url }, "/health")).rejects.toEqual(refused(/does not answer: ECONNREFUSED/));
});
