import { once } from "node:events";
import { connect, createServer } from "node:net";
import { onTestFinished } from "vitest";

/**
 * Stands between a store and its server. Told to swallow the answer to a COMMIT, the next one or a later, it
 * lets that COMMIT through and breaks the connection with the server's answer in hand.
 */
export async function swallowingProxy(
  url: string,
): Promise<{ readonly url: string; swallowAnswer(number?: number): void }> {
  const target = new URL(url);
  let countdown = 0;
  const sockets = new Set<{ destroy(): unknown }>();
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    let swallows = false;
    sockets.add(client).add(server);
    client.on("data", (bytes) => {
      if (bytes.includes("COMMIT")) swallows ||= (countdown -= 1) === 0;
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (swallows) client.destroy();
      else client.write(bytes);
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    for (const socket of [client, server]) socket.on("error", () => {});
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  const through = new URL(url);
  through.port = String(address.port);
  return {
    url: through.href,
    swallowAnswer(number = 1) {
      countdown = number;
    },
  };
}
