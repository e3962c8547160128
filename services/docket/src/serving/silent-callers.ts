import type { FastifyInstance } from "fastify";
import type { Socket } from "node:net";

/** When the server closes: of who is still sending a request, or reading an answer, and does neither for so long. */
const MOST_SILENT_MS = 3_000;

/** A server that closes answers every request that came whole; whoever has gone silent amid one does not hold it up. */
export function leaveSilentCallers(app: FastifyInstance): void {
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
    // Silent is not who waits for an answer that takes its time: nothing lies ready for them.
    app.server.on("timeout", (socket: Socket) => {
      if (!answering.has(socket) || socket.writableLength > 0) socket.destroy();
    });
    for (const socket of connected) socket.setTimeout(MOST_SILENT_MS);
    // Nor do they who are answered only now, and keep their connection.
    app.server.keepAliveTimeout = MOST_SILENT_MS;
    done();
  });
}
