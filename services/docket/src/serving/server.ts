import { commandRoutes, type Commands } from "@docket/command-api";
import { queryRoutes, reportRoutes, type Queries, type ReportSource } from "@docket/query-api";
import { problem, refusal, type Refusal } from "@docket/schemas";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { randomUUID } from "node:crypto";
import { maxHeaderSize } from "node:http";
import { INTERFACE } from "../http.ts";
import { asRefusal, endOnDefect } from "../refused.ts";
import type { Maintenance } from "../remote.ts";
import { callerOf, forbiddenRole, type Access, type Caller, type Right } from "./access.ts";
import { adoptionRoutes, type Adoption } from "./adoption.ts";
import { limitAtOnce } from "./at-once.ts";
import { isLoopback } from "./configuration.ts";
import type { Health } from "./health.ts";
import { takeJsonAlone } from "./json-body.ts";
import { maintenanceRoutes } from "./maintenance.ts";
import { leaveSilentCallers } from "./silent-callers.ts";
import type { Logger } from "./log.ts";
import { watchMethods } from "./other-methods.ts";
import { answerUnread } from "./unread-request.ts";

/** What a process offers over HTTP: the interfaces of the roles it has, and how it is. */
export interface Offered {
  readonly access: Access;
  readonly commands?: Commands;
  readonly reading?: { readonly queries: Queries; readonly reports: ReportSource };
  readonly maintenance?: Maintenance;
  readonly adoption?: Adoption;
  readonly health: () => Promise<Health>;
  /** In the text format of Prometheus. */
  readonly metrics?: () => Promise<string>;
  /** What is said where nothing is offered. Default: `NOT_FOUND`. */
  readonly absent?: Refusal;
  readonly log?: Logger;
}

/** For a request to come whole, at most. */
const MOST_SENDING_MS = 300_000;

/** The HTTP interface. Whether it is reached from elsewhere is decided by whom it is bound to and by `access`. */
export function createServer(offered: Offered): FastifyInstance {
  const { access, commands, reading, maintenance, adoption } = offered;
  const app = fastify({
    logger: false,
    // Drawn from a stock of random bytes; a ULID would draw each of its characters by itself.
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    // Names are as long as a request's head lets them be: whether there is one is for the query to say.
    routerOptions: { maxParamLength: maxHeaderSize },
    frameworkErrors: (error, _request, reply: FastifyReply) =>
      void problem(reply, refusal("INVALID_FIELD", error.message)),
    clientErrorHandler: answerUnread,
    // Node itself would answer with nothing to read.
    http: { requireHostHeader: false },
    requestTimeout: MOST_SENDING_MS,
  });
  app.addHook("onRequest", async (_request, reply) => void reply.headers(INTERFACE));
  requireOneHost(app);
  const countUnderWay = limitAtOnce(app);
  takeJsonAlone(app);
  leaveSilentCallers(app);
  if (access.kind === "thisMachine") onlyThisMachine(app);
  answerErrors(app, offered.absent);
  if (offered.log !== undefined) logRequests(app, offered.log);
  operationRoutes(app, offered);

  const guarded = (right: Right, routes: (scope: FastifyInstance) => void) =>
    void app.register((scope, _options, done) => {
      if (access.kind === "tokens") requireRight(scope, access.callers, right);
      countUnderWay(scope);
      routes(scope);
      done();
    });
  if (commands !== undefined) guarded("command", (scope) => commandRoutes(scope, commands));
  if (reading !== undefined) {
    guarded("query", (scope) => {
      queryRoutes(scope, reading.queries);
      reportRoutes(scope, reading.reports, reading.queries);
    });
  }
  if (maintenance !== undefined)
    guarded("maintain", (scope) => maintenanceRoutes(scope, maintenance));
  if (adoption !== undefined) guarded("maintain", (scope) => adoptionRoutes(scope, adoption));
  return app;
}

/** Whoever stands in front of us may have gone by another one of several; HTTP/1.0 knows none. */
function requireOneHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ raw: { rawHeaders, httpVersion } }, reply) => {
    const isName = (_text: string, place: number) => place % 2 === 0;
    const names = rawHeaders.filter(isName).filter((name) => /^host$/i.test(name));
    if (names.length === 1 || (names.length === 0 && httpVersion === "1.0")) return;
    const detail = `The request has ${names.length} \`Host\` headers.`;
    await problem(reply, refusal("INVALID_FIELD", detail, { field: "host" }));
  });
  // What a sender expects beside `100-continue` is nothing that we would know of.
  app.server.on("checkExpectation", (...exchange) => app.server.emit("request", ...exchange));
}

const isThisMachine = (host: string): boolean =>
  isLoopback(host.toLowerCase().replace(/^\[(.*)\]$/, "$1"));

/**
 * A page that made a browser resolve its own name to this machine is not of this machine; nor is one from elsewhere whose
 * browser asks nobody before it sends a request without a body.
 */
function onlyThisMachine(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ hostname, headers: { origin } }, reply) => {
    const isFromHere = origin === undefined || isThisMachine(URL.parse(origin)?.hostname ?? "");
    if (isThisMachine(hostname) && isFromHere) return;
    const detail = isFromHere
      ? "Only requests to this machine by its own name are served."
      : "Requests of web pages from elsewhere are not served.";
    await problem(reply, refusal("NOT_PERMITTED", detail));
  });
}

/** Before the body is read: who is not known here costs nothing. The roles that commands name are looked at after. */
function requireRight(scope: FastifyInstance, callers: readonly Caller[], right: Right): void {
  const known = new WeakMap<FastifyRequest, Caller>();
  scope.addHook("onRequest", async (request, reply) => {
    const caller = callerOf(callers, request.headers.authorization);
    if (caller === undefined) {
      void reply.header("www-authenticate", "Bearer");
      return problem(reply, refusal("NOT_AUTHENTICATED"));
    }
    if (!caller.may.includes(right)) {
      return problem(reply, refusal("NOT_PERMITTED", undefined, { allowed: [right] }));
    }
    known.set(request, caller);
    return undefined;
  });
  if (right !== "command") return;
  scope.addHook("preHandler", async (request, reply) => {
    const caller = known.get(request);
    const why = caller === undefined ? undefined : forbiddenRole(caller, request.body);
    return why === undefined ? undefined : problem(reply, why);
  });
}

function logRequests(app: FastifyInstance, log: Logger): void {
  app.addHook("onResponse", async (request, reply) => {
    const { id, method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    log.info({ requestId: id, method, route: routeOptions.url, status: reply.statusCode, ms });
  });
}

/** For whoever watches over the process: alive, ready, and its figures. They say nothing of tickets or people. */
function operationRoutes(app: FastifyInstance, { health, metrics }: Offered): void {
  app.get("/health", () => ({ ok: true }));
  app.get("/ready", async (_request, reply) => {
    const looked = await health();
    return reply.code(looked.ok ? 200 : 503).send(looked);
  });
  if (metrics !== undefined) {
    app.get("/metrics", async (_request, reply) =>
      reply.type("text/plain; version=0.0.4; charset=utf-8").send(await metrics()),
    );
  }
}

function answerErrors(app: FastifyInstance, absent: Refusal | undefined): void {
  const methodsAt = watchMethods(app);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const why = asRefusal(error) ?? refusalOf(error, request);
    // Closed before all was sent, a connection breaks under the sender's hands, and most never come to read why.
    void reply.removeHeader("connection");
    if (why !== undefined) return problem(reply, why);
    endOnDefect(error);
    return problem(reply, refusal("STORE_UNAVAILABLE"));
  });
  // Before the body is read, which may be anybody's.
  app.addHook("onRequest", async ({ is404, method, url }, reply) => {
    if (!is404) return undefined;
    if (absent !== undefined) return problem(reply, absent);
    const [path = url] = url.split("?");
    const allowed = methodsAt(path);
    if (allowed.length === 0) return problem(reply, refusal("NOT_FOUND", `${method} ${path}`));
    void reply.header("allow", allowed.join(", "));
    return problem(reply, refusal("METHOD_NOT_ALLOWED", `${method} ${path}`, { allowed }));
  });
}

/** What was wrong with a request, if it was the request. */
function refusalOf(
  { code, message, statusCode = 500 }: FastifyError,
  { headers }: FastifyRequest,
): Refusal | undefined {
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return refusal("TOO_LARGE", message);
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    const type = headers["content-type"];
    const detail = type === undefined ? "It names no type." : `It is sent as \`${type}\`.`;
    return refusal("UNSUPPORTED_MEDIA_TYPE", detail);
  }
  if (statusCode >= 500) return undefined;
  return refusal(code.startsWith("FST_ERR_CTP_") ? "MALFORMED_JSON" : "INVALID_FIELD", message);
}
