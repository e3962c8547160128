import { problem, yes, type OrRefusal } from "@docket/schemas";
import type { FastifyInstance, FastifyReply } from "fastify";
import { withoutQuery } from "./without-query.ts";
import type { Queries } from "./queries.ts";
import { parseUntil } from "./replay.ts";
import {
  parseAlarmQuery,
  parseCustomerQuery,
  parseLogQuery,
  parseTicketQuery,
  strangeField,
} from "./list-query.ts";

interface Named {
  Params: { name: string };
}

/** How long a query waits for its `token` to become visible, and a follower for news. */
const MOST_WAIT_MS = 10_000;

/** `GET /v1/…`: what the command line shows. `?token=` of a result waits until the query sees what the command did. */
export function queryRoutes(app: FastifyInstance, queries: Queries): void {
  const waiting = waitingOn(app);
  app.get<{ Querystring: Record<string, string> }>("/v1/tickets", async ({ query }, reply) => {
    const { token, ...rest } = query;
    const asked = parseTicketQuery(rest);
    if (!asked.ok) return problem(reply, asked.refusal);
    const { filters, ...page } = asked.value;
    return after(token, reply, () => queries.tickets(filters, page));
  });
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/tickets/:name",
    ({ params, query }, reply) => alone(query, reply, () => queries.ticket(params.name)),
  );
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/tickets/:name/timeline",
    ({ params, query }, reply) => alone(query, reply, () => queries.timeline(params.name)),
  );
  app.get<Named & { Querystring: { token?: string; at?: string; revision?: string } }>(
    "/v1/tickets/:name/replay",
    ({ params, query: { token, ...given } }, reply) => {
      const strange = strangeField(given, "at", "revision");
      if (strange !== undefined) return problem(reply, strange);
      const asked = parseUntil(given);
      if (!asked.ok) return problem(reply, asked.refusal);
      return after(token, reply, () => queries.replay(params.name, asked.value));
    },
  );
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/customers/:name",
    ({ params, query }, reply) => alone(query, reply, () => queries.customer(params.name)),
  );
  app.get<{ Querystring: Record<string, string> }>("/v1/customers", ({ query }, reply) => {
    const { token, ...rest } = query;
    const asked = parseCustomerQuery(rest);
    if (!asked.ok) return problem(reply, asked.refusal);
    return after(token, reply, () => queries.customers(asked.value));
  });
  app.get<Named & { Querystring: { token?: string } }>(
    "/v1/articles/:name",
    ({ params, query }, reply) => alone(query, reply, () => queries.article(params.name)),
  );
  app.get<{ Querystring: Record<string, string> }>("/v1/alarms", async ({ query }, reply) => {
    const { token, ...rest } = query;
    const asked = parseAlarmQuery(rest);
    if (!asked.ok) return problem(reply, asked.refusal);
    const { filters, ...page } = asked.value;
    return after(token, reply, () => queries.alarms(filters, page));
  });
  logRoutes(app, queries, waiting);
  app.get("/v1/holdings", ({ query }, reply) =>
    withoutQuery(query, reply, () => queries.holdings()),
  );
  app.get("/v1/standing", ({ query }, reply) =>
    withoutQuery(query, reply, () => queries.standing()),
  );
  app.get<{ Querystring: { token?: string } }>("/v1/visible", ({ query }, reply) =>
    alone(query, reply, () => Promise.resolve(yes({}))),
  );
  app.get("/v1/settled", ({ query }, reply) =>
    withoutQuery(query, reply, async () => {
      const settled = await queries.settled(waiting(reply));
      return settled.ok ? {} : problem(reply, settled.refusal);
    }),
  );

  /** What is asked takes a token and nothing else. */
  async function alone<Value>(
    asked: { token?: string },
    reply: FastifyReply,
    query: () => Promise<OrRefusal<Value>>,
  ): Promise<unknown> {
    const strange = strangeField(asked, "token");
    return strange === undefined ? after(asked.token, reply, query) : problem(reply, strange);
  }

  async function after<Value>(
    token: string | undefined,
    reply: FastifyReply,
    query: () => Promise<OrRefusal<Value>>,
  ): Promise<unknown> {
    if (token !== undefined) {
      const visible = await queries.visible(token, waiting(reply));
      if (!visible.ok) return problem(reply, visible.refusal);
    }
    const found = await query();
    return found.ok ? found.value : problem(reply, found.refusal);
  }
}

/** `GET /v1/events`: the log from a position on; `/v1/events/changed` answers when there is more, or after ten seconds. */
function logRoutes(app: FastifyInstance, queries: Queries, waiting: Waiting): void {
  app.get("/v1/events", async ({ query }, reply) => {
    const asked = parseLogQuery(query);
    if (!asked.ok) return problem(reply, asked.refusal);
    const page = await queries.events(asked.value.after, asked.value.limit);
    return page.map(({ position, ...event }) => ({ position: String(position), ...event }));
  });
  app.get("/v1/events/changed", async ({ query }, reply) => {
    const asked = parseLogQuery(query);
    if (!asked.ok) return problem(reply, asked.refusal);
    await queries.changed(asked.value.after, waiting(reply));
    return {};
  });
}

/** Aborts when a wait is over: after ten seconds, when who asked has gone, or when the server closes. */
type Waiting = (reply: FastifyReply) => AbortSignal;

function waitingOn(app: FastifyInstance): Waiting {
  const closing = new AbortController();
  app.addHook("preClose", async () => closing.abort());
  return (reply) => {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    return AbortSignal.any([closing.signal, gone.signal, AbortSignal.timeout(MOST_WAIT_MS)]);
  };
}
