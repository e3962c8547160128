import { MOST_BODY_BYTES, type Commands } from "@docket/command-api";
import { once } from "node:events";
import { connect } from "node:net";
import { onTestFinished, test } from "vitest";
import { createServer } from "./server.ts";

const commands: Commands = {
  handle: () => Promise.reject(new Error("not reached")),
  ticket: () => Promise.reject(new Error("not reached")),
  customer: () => Promise.reject(new Error("not reached")),
};

/** An interface, and a connection to it on which requests are written by hand. */
async function connected() {
  const health = () => Promise.resolve({ ok: true, parts: [] });
  const app = createServer({ access: { kind: "thisMachine" }, commands, health });
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
