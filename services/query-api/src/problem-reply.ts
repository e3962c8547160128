import { problemOf, type Refusal } from "@docket/schemas";
import type { FastifyReply } from "fastify";

/** A refusal as HTTP says it: problem details of RFC 9457. */
export function problem(reply: FastifyReply, why: Refusal): unknown {
  const body = problemOf(why);
  return reply.code(body.status).type("application/problem+json").send(body);
}
