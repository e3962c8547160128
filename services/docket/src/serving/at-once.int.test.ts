import { MOST_BODY_BYTES, type Commands } from "@docket/command-api";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { onTestFinished, test } from "vitest";
import { MOST_BYTES, MOST_CONNECTIONS, MOST_REQUESTS } from "./at-once.ts";
import { createServer } from "./server.ts";

/** An interface whose commands wait until `answer` is called, and a way to write requests to it by hand. */
async function listening() {
  const gate = Promise.withResolvers<void>();
  const [handled, left] = [counter(), counter()];
  const commands: Commands = {
    async handle() {
      handled.count();
      await gate.promise;
      throw Object.assign(new Error("gone"), { code: "STORE_BUSY" });
    },
    ticket: () => Promise.reject(new Error("not reached")),
    customer: () => Promise.reject(new Error("not reached")),
    heldKeys: () => Promise.reject(new Error("not reached")),
  };
  const health = () => Promise.resolve({ ok: true, parts: [] });
  const app = createServer({ access: { kind: "thisMachine" }, commands, health });
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const begun = counter();
  app.server.on("request", (_request, response: ServerResponse) => {
    begun.count();
    response.once("close", () => left.count());
  });
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    gate.resolve();
    for (const socket of sockets) socket.destroy();
    await app.close();
  });

  async function connected() {
    const socket = connect(Number(port), "127.0.0.1").setEncoding("utf8");
    sockets.push(socket);
    let received = "";
    socket.on("data", (text: string) => (received += text));
    await once(socket, "connect");
    const heard = async (words: string) => {
      while (!received.includes(words)) await once(socket, "data");
    };
    return { socket, heard };
  }
  return { app, connected, begun, handled, left, answer: () => gate.resolve() };
}

/** How often something has happened, and a way to wait until it has so often. */
function counter() {
  let [times, wanted, reached] = [0, 0, () => {}];
  return {
    count: () => void ((times += 1) === wanted && reached()),
    reaches: (most: number) =>
      new Promise<void>((resolve) => {
        [wanted, reached] = [most, resolve];
        if (times >= most) resolve();
      }),
  };
}

const post = (length: string, body = "") =>
  [
    "POST /v1/commands HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    length,
    "",
    body,
  ].join("\r\n");
const HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

test.each([`Content-Length: ${MOST_BODY_BYTES}`, "Transfer-Encoding: chunked"])(
  "so many large bodies come in at once as memory is kept for, and small ones beside them: %s",
  async (length) => {
    const { connected, begun, left } = await listening();
    const full = Math.floor(MOST_BYTES / MOST_BODY_BYTES);
    const first = await connected();
    first.socket.write(post(length));
    for (let count = 1; count < full; count += 1) {
      const { socket } = await connected();
      socket.write(post(length));
    }
    await begun.reaches(full);
    const next = await connected();
    next.socket.write(post(length));
    await next.heard('"TOO_BUSY"');
    const small = await connected();
    small.socket.write(post("Content-Length: 2", "{}"));
    await small.heard('"UNKNOWN_COMMAND"');

    const gone = left.reaches(3);
    first.socket.destroy();
    await gone;
    const again = await connected();
    again.socket.write(post(`Content-Length: ${MOST_BODY_BYTES}`, "x".repeat(MOST_BODY_BYTES)));
    await again.heard('"MALFORMED_JSON"');
  },
);

test("so many requests are under way at once, and how the process is is told beside them", async () => {
  const { connected, handled, left, answer } = await listening();
  const command = JSON.stringify({
    type: "acknowledge",
    ticketId: "01J00000000000000000000000",
    commandId: "c-1",
    actor: { id: "anna", role: "representative" },
    data: {},
  });
  const one = post(`Content-Length: ${command.length}`, command);
  const portion = 50;
  for (let count = 0; count < MOST_REQUESTS; count += portion) {
    const { socket } = await connected();
    socket.write(one.repeat(portion));
  }
  await handled.reaches(MOST_REQUESTS);
  const next = await connected();
  next.socket.write(one);
  await next.heard('"TOO_BUSY"');
  next.socket.write(HEALTH);
  await next.heard('"ok":true');

  const answered = left.reaches(MOST_REQUESTS + 2);
  answer();
  await answered;
  next.socket.write(one);
  await next.heard('"STORE_UNAVAILABLE"');
});

test("a connection beyond the last one is closed at once", async () => {
  const { connected } = await listening();
  for (let count = 0; count < MOST_CONNECTIONS; count += 1) await connected();
  const { socket } = await connected();
  socket.on("error", () => {});
  await once(socket, "close");
});

test("what there is not is said before anybody's body is read", async () => {
  const { connected } = await listening();
  const { socket, heard } = await connected();
  socket.write(post("Content-Length: 100").replace("/v1/commands", "/v1/nothing"));
  await heard('"NOT_FOUND"');
});
