import { commandRoutes, problem, type Commands } from "@docket/command-api";
import type { RebuildResult } from "@docket/event-sourcing";
import type { ProjectorRole } from "@docket/projector";
import { queryRoutes, type Queries } from "@docket/query-api";
import { refusal, type Refusal } from "@docket/schemas";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { asRefusal } from "./refused.ts";
import type { RebuildLine } from "./remote.ts";

/** Work on read models that is asked for from outside. */
export type Maintenance = Pick<ProjectorRole, "retry" | "rebuild">;

/** The HTTP interface of an embedded world. It is for this machine only: bound to loopback, and asked by its name. */
export function createServer(
  world: { readonly commands: Commands; readonly projector: Maintenance },
  queries: Queries,
): FastifyInstance {
  const app = fastify({
    logger: false,
    forceCloseConnections: "idle",
    frameworkErrors: (error, _request, reply) =>
      void problem(reply, refusal("INVALID_FIELD", error.message)),
  });
  // JSON alone is understood: a browser asks before it sends that from another page.
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", async (request, reply) => {
    // A page that made a browser resolve its own name to this machine is not of this machine.
    if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(request.hostname)) {
      const detail = "Only requests to this machine by its own name are served.";
      await problem(reply, refusal("ROLE_MISSING", detail));
    }
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const why = asRefusal(error) ?? refusalOf(error);
    if (why !== undefined) return problem(reply, why);
    // A defect: the process ends, and the next one goes on from the checkpoint.
    setImmediate(() => {
      throw error;
    });
    return problem(reply, refusal("STORE_UNAVAILABLE"));
  });
  app.setNotFoundHandler((request, reply) =>
    problem(reply, refusal("NOT_FOUND", `${request.method} ${request.url}`)),
  );

  commandRoutes(app, world.commands);
  queryRoutes(app, queries);
  maintenanceRoutes(app, world.projector);
  return app;
}

/** What was wrong with a request, if it was the request. */
function refusalOf({ code, message, statusCode = 500 }: FastifyError): Refusal | undefined {
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return refusal("TOO_LARGE", message);
  if (statusCode >= 500) return undefined;
  return refusal(code.startsWith("FST_ERR_CTP_") ? "MALFORMED_JSON" : "INVALID_FIELD", message);
}

function maintenanceRoutes(app: FastifyInstance, projector: Maintenance): void {
  app.post("/v1/maintenance/retry", () => projector.retry());
  // A rebuild takes as long as it takes: each line says how far it is, the last one what came of it.
  app.post<{ Body: { accept?: boolean } | null | undefined }>(
    "/v1/maintenance/rebuild",
    ({ body }, reply) => {
      reply.type("application/x-ndjson");
      return Readable.from(linesOf(projector, body?.accept === true));
    },
  );
}

async function* linesOf(projector: Maintenance, accept: boolean): AsyncGenerator<string> {
  let events = 0;
  let result: RebuildResult | undefined;
  const work = projector
    .rebuild({ accept, onProgress: (done) => (events = done) })
    .then((done) => (result = done));
  while (result === undefined) {
    await Promise.race([work, sleep(PROGRESS_MS)]);
    if (result === undefined) yield lineOf({ events });
  }
  yield lineOf({ result });
}

const PROGRESS_MS = 500;
const lineOf = (line: RebuildLine): string => `${JSON.stringify(line)}\n`;
