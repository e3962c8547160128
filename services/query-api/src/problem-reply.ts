import { PROBLEM_TYPE, problemOf, type Refusal } from "@docket/schemas";
import type { FastifyReply } from "fastify";
import { strangeField } from "./list-query.ts";

/** A refusal as HTTP says it: problem details of RFC 9457. */
export function problem(reply: FastifyReply, why: Refusal): unknown {
  const body = problemOf(why);
  return reply.code(body.status).type(PROBLEM_TYPE).send(body);
}

/** Answers a path that takes no query. */
export async function withoutQuery(
  query: unknown,
  reply: FastifyReply,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const strange = strangeField(query);
  return strange === undefined ? work() : problem(reply, strange);
}
