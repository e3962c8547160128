import type { FastifyInstance } from "fastify";
import type { Socket } from "node:net";

/** Whoever is still sending a request when the server closes has so long to end it. */
const MOST_SENDING_MS = 2_000;

/** A server that closes answers every request that came whole; one whose sender has gone silent does not hold it up. */
export function leaveSilentSenders(app: FastifyInstance): void {
  const [connected, answering] = [new Set<Socket>(), new Set<Socket>()];
  app.server.on("connection", (socket: Socket) => {
    connected.add(socket);
    socket.once("close", () => connected.delete(socket));
  });
  app.addHook("preValidation", ({ raw: { socket } }, reply, done) => {
    answering.add(socket);
    reply.raw.once("close", () => answering.delete(socket));
    done();
  });
  app.addHook("preClose", (done) => {
    setTimeout(() => {
      for (const socket of connected) if (!answering.has(socket)) socket.destroy();
    }, MOST_SENDING_MS).unref();
    done();
  });
}
