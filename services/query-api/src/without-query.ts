import { problem } from "@docket/schemas";
import type { FastifyReply } from "fastify";
import { strangeField } from "./list-query.ts";

/** Answers a path that takes no query. */
export async function withoutQuery(
  query: unknown,
  reply: FastifyReply,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const strange = strangeField(query);
  return strange === undefined ? work() : problem(reply, strange);
}
