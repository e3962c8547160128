import { instant as canonical, type Instant } from "@docket/event-sourcing";
import type { KpiQuestion } from "@docket/reporting";
import { instant, no, problem, refusal, type OrRefusal, type Refusal } from "@docket/schemas";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Readable } from "node:stream";
import type { z } from "zod";
import { parseAsked, questions } from "./asked.ts";
import { calendarRefusal } from "./calendar-asked.ts";
import { strangeField } from "./list-query.ts";
import { withoutQuery } from "./without-query.ts";
import type { Queries } from "./queries.ts";
import type { Asked, ReportSource } from "./report-source.ts";

interface Known {
  Querystring: { asOf?: string; now?: string };
}

/**
 * Reports, reckoned beside the tables: `POST /v1/reports/KIND`. What the rows behind them are made from: `GET /v1/facts` gives all tickets' facts, a page of them per line;
 * `?asOf=` as they were known then.
 */
export function reportRoutes(
  app: FastifyInstance,
  source: ReportSource,
  queries: Pick<Queries, "ticket">,
): void {
  app.get<Known>("/v1/facts", async ({ query }, reply) => {
    const strange = strangeField(query, "asOf");
    if (strange !== undefined) return problem(reply, strange);
    const asOf = instantIn(query.asOf);
    if (asOf === undefined) return problem(reply, noInstant("asOf"));
    return reply
      .type("application/x-ndjson")
      .send(Readable.from(linesOf(source.facts(asOf)), { objectMode: false }));
  });
  app.get("/v1/policies", ({ query }, reply) =>
    withoutQuery(query, reply, () => source.policies()),
  );
  app.post("/v1/reports/kpi", ({ body }, reply) =>
    answering(reply, timed(questions.kpi, body), (asked) => source.kpi(asked)),
  );
  app.post("/v1/reports/agents", ({ body }, reply) =>
    answering(reply, timed(questions.agents, body), (asked) => source.agents(asked)),
  );
  app.post("/v1/reports/sla", ({ body }, reply) =>
    answering(reply, parseAsked(questions.sla, body, Date.now()), (asked) => source.sla(asked)),
  );
  app.post("/v1/reports/backlog", ({ body }, reply) =>
    answering(reply, timed(questions.backlog, body), (asked) => source.backlog(asked)),
  );
  app.get<Known>("/v1/articles/known", async ({ query }, reply) => {
    const strange = strangeField(query, "asOf", "now");
    if (strange !== undefined) return problem(reply, strange);
    const [asOf, now] = [instantIn(query.asOf), instantIn(query.now)];
    if (asOf === undefined) return problem(reply, noInstant("asOf"));
    if (now === undefined || now === null) return problem(reply, noInstant("now"));
    return source.articles(asOf, Date.parse(now));
  });
  app.get<{ Params: { name: string } }>("/v1/tickets/:name/facts", ({ params, query }, reply) =>
    withoutQuery(query, reply, async () => {
      const found = await queries.ticket(params.name);
      return found.ok ? source.sourced(found.value.ticketId) : problem(reply, found.refusal);
    }),
  );

  /** What a report is asked that tells times in business time too. */
  async function timed<Question extends KpiQuestion>(
    ofKind: z.ZodType<Question>,
    body: unknown,
  ): Promise<OrRefusal<Asked<Question>>> {
    const asked = parseAsked(ofKind, body, Date.now());
    if (!asked.ok) return asked;
    const { policy, question } = asked.value;
    const { calendar } = question;
    const why = await calendarRefusal(source, { calendar, policy, field: "question.calendar" });
    return why === undefined ? asked : no(why);
  }
}

async function answering<Question, Report>(
  reply: FastifyReply,
  parsed: OrRefusal<Asked<Question>> | Promise<OrRefusal<Asked<Question>>>,
  report: (asked: Asked<Question>) => Promise<Report>,
): Promise<unknown> {
  const asked = await parsed;
  return asked.ok ? report(asked.value) : problem(reply, asked.refusal);
}

async function* linesOf(pages: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const page of pages) yield `${JSON.stringify(page)}\n`;
}

/** Null for none given, undefined for what is no instant. */
function instantIn(text: string | undefined): Instant | null | undefined {
  if (text === undefined) return null;
  const read = instant.safeParse(text);
  return read.success ? canonical(Date.parse(read.data)) : undefined;
}

const noInstant = (field: string): Refusal =>
  refusal("INVALID_FIELD", `\`${field}\` is no instant.`, { field });
