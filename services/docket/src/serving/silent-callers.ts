import type { FastifyInstance } from "fastify";
import type { Socket } from "node:net";

/** Of who has stopped reading an answer: it is kept for them no longer. Who has sent half a head is told before that. */
export const MOST_UNREAD_MS = 120_000;
/** When the server closes: of who is still sending a request, or reading an answer, and does neither for so long. */
const MOST_SILENT_MS = 3_000;

/**
 * Whoever does not read their answer is left. A server that closes answers every request that came whole; whoever has gone
 * silent amid one does not hold it up.
 */
export function leaveSilentCallers(app: FastifyInstance): void {
  const connected = new Set<Socket>();
  // Whose request has come whole, and whose head has: neither is answered yet.
  const [answering, begun] = [new Set<Socket>(), new Set<Socket>()];
  app.server.on("request", ({ socket }, response) => {
    begun.add(socket);
    response.once("close", () => begun.delete(socket));
  });
  app.server.on("connection", (socket: Socket) => {
    connected.add(socket);
    socket.once("close", () => connected.delete(socket));
  });
  app.addHook("preValidation", ({ raw: { socket } }, reply, done) => {
    answering.add(socket);
    reply.raw.once("close", () => answering.delete(socket));
    done();
  });
  let closing = false;
  app.server.timeout = MOST_UNREAD_MS;
  // Silent is not who waits for an answer that takes its time: nothing lies ready for them.
  app.server.on("timeout", (socket: Socket) => {
    const isSilent = !(closing ? answering : begun).has(socket);
    if (isSilent || socket.writableLength > 0) socket.destroy();
  });
  app.addHook("preClose", (done) => {
    closing = true;
    for (const socket of connected) socket.setTimeout(MOST_SILENT_MS);
    // Nor do they who are answered only now, and keep their connection.
    app.server.keepAliveTimeout = MOST_SILENT_MS;
    done();
  });
}
