import { once } from "node:events";
import type { Server } from "node:net";
import { onTestFinished } from "vitest";

/** A server of a test's own listens on the loopback until the test has finished. @returns its address */
export async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It has no port.");
  return `http://127.0.0.1:${address.port}`;
}
