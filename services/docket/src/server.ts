import { commandRoutes, problem } from "@docket/command-api";
import { queryRoutes, type Queries } from "@docket/query-api";
import { refusal } from "@docket/schemas";
import fastify, { type FastifyInstance } from "fastify";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

/** The HTTP interface of an embedded world. It is for this machine only: bound to loopback, and asked by its name. */
export function createServer(world: EmbeddedWorld, queries: Queries): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.addHook("onRequest", async (request, reply) => {
    // A page that made a browser resolve its own name to this machine is not of this machine.
    if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(request.hostname)) {
      await problem(reply, refusal("ROLE_MISSING", "Only requests to this machine by its own name are served."));
    }
  });
  app.setErrorHandler<Error & { code?: string }>((error, _request, reply) => {
    switch (error.code) {
      case "FST_ERR_CTP_BODY_TOO_LARGE":
        return problem(reply, refusal("TOO_LARGE", error.message));
      case "FST_ERR_CTP_INVALID_JSON_BODY":
      case "FST_ERR_CTP_EMPTY_JSON_BODY":
      case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
        return problem(reply, refusal("MALFORMED_JSON", error.message));
      default:
        // A defect: the process ends, and the next one goes on from the checkpoint.
        setImmediate(() => {
          throw error;
        });
        return problem(reply, refusal("STORE_UNAVAILABLE"));
    }
  });
  app.setNotFoundHandler((request, reply) => {
    void problem(reply, refusal("NOT_FOUND", `${request.method} ${request.url}`));
  });

  commandRoutes(app, world.commands);
  queryRoutes(app, queries);
  maintenanceRoutes(app, world);
  return app;
}

function maintenanceRoutes(app: FastifyInstance, { projector }: EmbeddedWorld): void {
  app.post("/v1/maintenance/retry", () => projector.retry());
  app.post<{ Body: { accept?: boolean } }>("/v1/maintenance/rebuild", ({ body }) =>
    projector.rebuild({ accept: body.accept === true, onProgress: () => {} }),
  );
}
