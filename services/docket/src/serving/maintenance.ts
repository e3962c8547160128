import { problem, refusalOfIssue } from "@docket/schemas";
import type { FastifyInstance } from "fastify";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { asRefusal } from "../refused.ts";
import type { Maintenance, RebuildLine } from "../remote.ts";

const rebuildAsked = z.strictObject({ accept: z.boolean().default(false) }).nullish();

export function maintenanceRoutes(app: FastifyInstance, projector: Maintenance): void {
  app.post("/v1/maintenance/retry", () => projector.retry());
  // A rebuild takes as long as it takes: each line says how far it is, the last one what came of it.
  app.post("/v1/maintenance/rebuild", ({ body }, reply) => {
    const asked = rebuildAsked.safeParse(body);
    if (!asked.success) return problem(reply, refusalOfIssue(asked.error, body));
    reply.type("application/x-ndjson");
    return Readable.from(linesOf(projector, asked.data?.accept === true));
  });
}

async function* linesOf(projector: Maintenance, accept: boolean): AsyncGenerator<string> {
  let events = 0;
  let last: RebuildLine | undefined;
  const work = projector.rebuild({ accept, onProgress: (done) => (events = done) }).then(
    (result) => (last = { result }),
    (error: unknown) => {
      const why = asRefusal(error);
      if (why === undefined) throw error;
      last = { refusal: why };
    },
  );
  while (last === undefined) {
    await Promise.race([work, sleep(PROGRESS_MS)]);
    if (last === undefined) yield lineOf({ events });
  }
  yield lineOf(last);
}

const PROGRESS_MS = 500;
const lineOf = (line: RebuildLine): string => `${JSON.stringify(line)}\n`;
