import { problemOf, type Refusal } from "@docket/schemas";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Found, Queries } from "./queries.ts";
import { parseUntil } from "./replay.ts";
import { parseTicketQuery } from "./ticket-query.ts";

interface Named {
  Params: { name: string };
}

/** How long a query waits for its `token` to become visible. */
const MOST_WAIT_MS = 10_000;

/** `GET /v1/…`: what the command line shows. `?token=` of a result waits until the query sees what the command did. */
export function queryRoutes(app: FastifyInstance, queries: Queries): void {
  app.get<{ Querystring: Record<string, string> }>("/v1/tickets", async ({ query }, reply) => {
    const { token, ...rest } = query;
    const asked = parseTicketQuery(rest);
    if (!asked.ok) return problem(reply, asked.refusal);
    return after(token, reply, () => queries.tickets(asked.filters, asked));
  });
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/tickets/:name",
    ({ params, query }, reply) => after(query.token, reply, () => queries.ticket(params.name)),
  );
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/tickets/:name/timeline",
    ({ params, query }, reply) => after(query.token, reply, () => queries.timeline(params.name)),
  );
  app.get<Named & { Querystring: { token?: string; at?: string; revision?: string } }>(
    "/v1/tickets/:name/replay",
    ({ params, query: { token, ...given } }, reply) => {
      const asked = parseUntil(given);
      if (!asked.ok) return problem(reply, asked.refusal);
      return after(token, reply, () => queries.replay(params.name, asked.until));
    },
  );
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/customers/:name",
    ({ params, query }, reply) => after(query.token, reply, () => queries.customer(params.name)),
  );

  async function after<Value>(
    token: string | undefined,
    reply: FastifyReply,
    query: () => Promise<Found<Value>>,
  ): Promise<unknown> {
    if (token !== undefined) {
      const visible = await queries.visible(token, AbortSignal.timeout(MOST_WAIT_MS));
      if (!visible.ok) return problem(reply, visible.refusal);
    }
    const found = await query();
    return found.ok ? found.value : problem(reply, found.refusal);
  }
}

function problem(reply: FastifyReply, why: Refusal): unknown {
  const body = problemOf(why);
  return reply.code(body.status).type("application/problem+json").send(body);
}
