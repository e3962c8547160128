import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { INTERFACE } from "./http.ts";
import { remoteQueries } from "./remote-queries.ts";
import { remoteSession } from "./session.ts";
import { listening } from "./testing/listening.ts";

/** A server that takes requests and answers none. */
async function silentServer() {
  const server = createServer();
  const url = await listening(server);
  return { server, url, queries: remoteQueries({ url }) };
}

test.each([
  ["..", "%20.."],
  [".", "%20."],
  ["...", "..."],
  ["a/b?c#d", "a%2Fb%3Fc%23d"],
  ["100%", "100%25"],
])("a ticket or customer called %s is one segment of a path", async (name, segment) => {
  const { server, queries } = await silentServer();
  const paths: (string | undefined)[] = [];
  server.on("request", ({ url }, response) => {
    paths.push(url);
    response.writeHead(200, INTERFACE).end("{}");
  });
  await queries.ticket(name);
  await queries.timeline(name);
  await queries.replay(name, {});
  await queries.customer(name);
  expect(paths).toEqual([
    `/v1/tickets/${segment}`,
    `/v1/tickets/${segment}/timeline`,
    `/v1/tickets/${segment}/replay`,
    `/v1/customers/${segment}`,
  ]);
});

test("a wait that is given up ends here and there", async () => {
  const { server, queries } = await silentServer();
  const stop = new AbortController();
  const waits = [
    queries.changed(null, stop.signal),
    queries.visible("1", stop.signal),
    queries.settled(stop.signal),
  ];
  const closed: Promise<unknown>[] = [];
  while (closed.length < waits.length) {
    const [asked] = (await once(server, "request")) as [IncomingMessage];
    closed.push(once(asked.socket, "close"));
  }
  stop.abort();
  const unsettled = { ok: false, refusal: expect.objectContaining({ code: "NOT_PROJECTED_YET" }) };
  expect(await Promise.all(waits)).toEqual([undefined, unsettled, unsettled]);
  await Promise.all(closed);
});

test("until all is done the server waits, asked once: one that hangs is not asked again for ever", async () => {
  const { server, url } = await silentServer();
  const stop = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(stop.signal);
  onTestFinished(() => void vi.restoreAllMocks());
  let asked = 0;
  server.on("request", (_request, response: ServerResponse) => {
    asked += 1;
    stop.abort();
    response.writeHead(200, INTERFACE).end("{}");
  });
  await remoteSession({ url }).settle();
  expect(asked).toBe(1);
});
