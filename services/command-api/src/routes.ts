import { problem, refusal, refusalOfIssue } from "@docket/schemas";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { answer, answerAll } from "./answer.ts";
import type { Commands } from "./commands.ts";

/** Commands in one request, at most. */
export const MOST_COMMANDS = 500;
/** Bytes in one request, at most. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024;

const sending = z.strictObject({ recordRefusals: z.enum(["true", "false"]).default("false") });

/**
 * `POST /v1/commands`: one command, or an array of them, each with an answer of its own. A batch is not atomic; the
 * order of commands for one ticket is kept. `?recordRefusals=true` is for imports.
 */
export function commandRoutes(app: FastifyInstance, commands: Commands): void {
  app.post<{ Body: unknown }>(
    "/v1/commands",
    { bodyLimit: MOST_BODY_BYTES },
    async ({ body, query }, reply) => {
      const asked = sending.safeParse(query);
      if (!asked.success) return problem(reply, refusalOfIssue(asked.error, query));
      const options = { recordRefusal: asked.data.recordRefusals === "true" };
      if (!Array.isArray(body)) {
        const one = await answer(commands, body, options);
        return one.accepted ? one : problem(reply, one.refusal, { commandId: one.commandId });
      }
      if (body.length > MOST_COMMANDS) {
        const detail = `${body.length} commands, at most ${MOST_COMMANDS}.`;
        return problem(reply, refusal("BATCH_TOO_LARGE", detail));
      }
      return answerAll(commands, body, options);
    },
  );
}
