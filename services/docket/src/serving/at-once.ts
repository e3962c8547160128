import { problem, refusal } from "@docket/schemas";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Connections, at most: the next one is closed at once. */
export const MOST_CONNECTIONS = 1_000;
/** Requests under way, at most: each may hold a page of events. */
export const MOST_REQUESTS = 1_000;
/** Bytes, at most, of the large bodies of requests under way. */
export const MOST_BYTES = 256 * 1024 * 1024;
/** A body of up to so many bytes is a small one: whoever sends large ones slowly does not hold it up. */
const SMALL_BYTES = 64 * 1024;

/**
 * Lets a process take on so much at once that its memory does not depend on how many call, and how slowly. What goes beyond it
 * is refused with `TOO_BUSY`, large bodies before they are read.
 * @returns how the requests of a scope are counted among those under way
 */
export function limitAtOnce(app: FastifyInstance): (scope: FastifyInstance) => void {
  app.server.maxConnections = MOST_CONNECTIONS;
  let bytes = 0;
  app.addHook("preParsing", async (request, reply) => {
    const most = bodyBytes(request);
    if (most <= SMALL_BYTES) return;
    if (bytes + most > MOST_BYTES) {
      await problem(reply, refusal("TOO_BUSY", "Other large requests are under way."));
      return;
    }
    bytes += most;
    onceAnswered(reply, () => (bytes -= most));
  });
  let requests = 0;
  return (scope) => {
    scope.addHook("onRequest", async (_request, reply) => {
      if (requests >= MOST_REQUESTS) return problem(reply, refusal("TOO_BUSY"));
      requests += 1;
      onceAnswered(reply, () => (requests -= 1));
      return undefined;
    });
  };
}

/** So many bytes a body may come to hold in memory. */
function bodyBytes({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (headers["transfer-encoding"] !== undefined) return bodyLimit;
  return Math.min(Number(headers["content-length"] ?? 0), bodyLimit);
}

/** Or once who asked has gone. */
const onceAnswered = (reply: FastifyReply, end: () => void): void =>
  void reply.raw.once("close", end);
