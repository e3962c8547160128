import { MOST_BODY_BYTES, type Commands } from "@docket/command-api";
import { memoryEventStore, memoryKeyStore } from "@docket/event-sourcing";
import { openReadModelStore } from "@docket/sqlite";
import { once } from "node:events";
import { maxHeaderSize, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readingOn } from "../session.ts";
import { createServer, type Offered } from "./server.ts";
import { MOST_UNREAD_MS } from "./silent-callers.ts";

const commands: Commands = {
  handle: () => Promise.reject(new Error("not reached")),
  ticket: () => Promise.reject(new Error("not reached")),
  customer: () => Promise.reject(new Error("not reached")),
  heldKeys: () => Promise.reject(new Error("not reached")),
};

/** An interface, and a connection to it on which requests are written by hand. */
async function connected(more: Pick<Offered, "reading"> = {}) {
  const health = () => Promise.resolve({ ok: true, parts: [] });
  const app = createServer({ access: { kind: "thisMachine" }, commands, health, ...more });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("utf8");
  onTestFinished(async () => {
    socket.destroy();
    await app.close();
  });
  let received = "";
  socket.on("data", (text: string) => (received += text));
  const heard = async (words: string) => {
    while (!received.includes(words)) await once(socket, "data");
  };
  return { app, socket, heard };
}

const post = (bytes: number) =>
  [
    "POST /v1/commands HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    `Content-Length: ${bytes}`,
    "",
    "",
  ].join("\r\n");

test.each([
  ["names no host", "GET /health HTTP/1.1\r\n\r\n", '"field":"host"'],
  [
    "names two hosts",
    "GET /health HTTP/1.1\r\nHost: localhost\r\nhost: a\r\n\r\n",
    '"field":"host"',
  ],
  [
    "names this machine in capitals",
    "GET /health HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n",
    '"ok":true',
  ],
  [
    "expects what nobody knows",
    "GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n",
    '"ok":true',
  ],
  [
    "has too long a head",
    `GET /health?${"x".repeat(maxHeaderSize)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    '"code":"TOO_LARGE"',
  ],
])("a request that %s is answered with words", async (_what, text, words) => {
  const { socket, heard } = await connected();
  socket.write(text);
  await heard(words);
});

test("a request may not take for ever to come", async () => {
  const { app } = await connected();
  expect(app.server.requestTimeout).toBe(300_000);
});

test("who sends too much can send it to the end, and go on after the answer", async () => {
  const { socket, heard } = await connected();
  const most = MOST_BODY_BYTES + 1;
  socket.write(post(most));
  await heard('"TOO_LARGE"');
  socket.write("x".repeat(most));
  socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await heard('{"ok":true}');
});

test.each([
  ["a head", post(100).slice(0, 40)],
  ["a body", `${post(100)}{"type":`],
])("a server closes though somebody has sent half of %s", async (_what, text) => {
  const { app, socket } = await connected();
  await once(socket, "connect");
  socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" + text);
  await once(socket, "data");
  await Promise.all([app.close(), once(socket, "close")]);
});

/** Asks for an answer without an end and does not read it. */
async function unread() {
  const readModels = openReadModelStore(":memory:");
  onTestFinished(() => readModels.close());
  const reading = readingOn({ store: memoryEventStore(), keys: memoryKeyStore(), readModels });
  async function* endless() {
    // Long lines fill what lies on the way at once.
    const line: never[] = [];
    line.length = 100_000;
    for (;;) yield line;
  }
  const { app, socket } = await connected({
    reading: { ...reading, reports: { ...reading.reports, facts: endless } },
  });
  socket.pause();
  socket.write("GET /v1/facts HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [request] = (await once(app.server, "request")) as [IncomingMessage];
  return { app, request };
}

test("a server closes though somebody has stopped reading their answer", async () => {
  const { app } = await unread();
  await app.close();
});

test("whoever has stopped reading their answer is left after a while", async () => {
  const { app, request } = await unread();
  expect(app.server.timeout).toBe(MOST_UNREAD_MS);
  const { socket } = request;
  while (socket.writableLength === 0) await setImmediate();
  socket.emit("timeout");
  await once(socket, "close");
});

test("a connection on which nothing is asked any more is left after a while, and none on which an answer is awaited", async () => {
  const { app, socket, heard } = await connected();
  const begun = once(app.server, "request");
  socket.write(post(100));
  const [{ socket: there }] = (await begun) as [IncomingMessage];
  there.emit("timeout");
  socket.write("x".repeat(100));
  await heard('"MALFORMED_JSON"');
  while (there.writableLength > 0) await setImmediate();
  there.emit("timeout");
  await once(socket, "close");
});
