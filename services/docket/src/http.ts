import { isRefusalCode, no, refusal, yes, type OrRefusal } from "@docket/schemas";
import { z } from "zod";
import { codeOf, found, refuse } from "./refused.ts";
import { jsonOf } from "./text-lines.ts";

/** A Docket that answers over HTTP, and what it knows the caller by; loopback needs none. */
export interface Server {
  readonly url: string;
  readonly token?: string | undefined;
}

/** The address of a server without a path, in its plain form; undefined for anything else. */
export function originIn(text: string): string | undefined {
  const url = URL.parse(text);
  const isPlain = /^https?:\/\//i.test(text) && url?.href === `${url?.origin}/`;
  return isPlain ? url?.origin : undefined;
}

/** What every answer of a Docket has in its head: who answers 200 without it is something else. */
export const INTERFACE = { "docket-interface": "v1" } as const;

const problem = z.object({
  code: z.string(),
  detail: z.string(),
  field: z.string().exactOptional(),
  allowed: z.array(z.string()).exactOptional(),
  roles: z.array(z.string()).exactOptional(),
});

/** Our own server: what it answers is what its types say. */
const isOurs = <Value>(body: unknown): body is Value => typeof body === "object" && body !== null;

type Query = { readonly [name: string]: string | number | undefined };

export async function get<Value>(
  server: Server,
  path: string,
  query: Query = {},
): Promise<OrRefusal<Value>> {
  return answered(server, await ask(server, withQuery(path, query), {}));
}

/** Asks for what the server waits for itself; undefined when the caller no longer waits. */
export async function waitFor<Value>(
  server: Server,
  path: string,
  query: Query,
  signal: AbortSignal,
): Promise<OrRefusal<Value> | undefined> {
  try {
    return await answered(server, await ask(server, withQuery(path, query), { signal }));
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The lines of JSON of a long answer, as they come. */
export async function* getLines<Line>(
  server: Server,
  path: string,
  query: Query = {},
): AsyncGenerator<Line> {
  yield* linesOf<Line>(server, await ask(server, withQuery(path, query), {}));
}

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

export async function post<Value>(server: Server, path: string, body: string): Promise<Value> {
  const headers = { "content-type": "application/json" };
  return found(await answered(server, await ask(server, path, { method: "POST", headers, body })));
}

/** The lines of JSON that a long piece of work answers with, as they come. */
export async function* postForLines<Line>(
  server: Server,
  path: string,
  body: string,
): AsyncGenerator<Line> {
  const headers = { "content-type": "application/json" };
  yield* linesOf<Line>(server, await ask(server, path, { method: "POST", headers, body }));
}

async function* linesOf<Line>(server: Server, response: Response): AsyncGenerator<Line> {
  const isLines = response.headers.get("content-type")?.startsWith("application/x-ndjson");
  if (response.body === null || isLines !== true) {
    found(await answered(server, response));
    return;
  }
  let rest = "";
  for await (const text of textsOf(server, response.body)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const value: unknown = JSON.parse(line);
      if (isOurs<Line>(value)) yield value;
    }
  }
  // Who stands between may end an answer in good order that the server did not end.
  if (rest !== "") refuse("STORE_UNAVAILABLE", `${server.url} broke off its answer.`);
}

/** A server may go away amid its answer. */
async function* textsOf(
  { url }: Server,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (cause) {
    refuse("STORE_UNAVAILABLE", `${url} broke off its answer: ${reasonIn(cause)}.`);
  }
}

async function textOf(server: Server, { body }: Response): Promise<string> {
  return body === null ? "" : (await Array.fromAsync(textsOf(server, body))).join("");
}

/** What the system says of a connection, which stands behind the words of the client. */
function reasonIn(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return codeOf(cause) ?? String(cause);
}

async function ask({ url, token }: Server, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  // What is sent is for whoever was named: not for where they lead, and least of all as another method.
  const response = await fetch(new URL(path, url), { ...init, headers, redirect: "manual" }).catch(
    (cause: unknown) => refuse("STORE_UNAVAILABLE", `${url} does not answer: ${reasonIn(cause)}.`),
  );
  const why = foreign(url, response);
  if (why === undefined) return response;
  await response.body?.cancel();
  return refuse("STORE_UNAVAILABLE", `${url} ${why}.`);
}

/** Why what answered is no Docket; undefined when it is one, or refuses, which the answer itself has to tell. */
function foreign(url: string, { ok, status, headers }: Response): string | undefined {
  const leads = status >= 300 && status < 400;
  const target = leads ? URL.parse(headers.get("location") ?? "", url) : null;
  if (target !== null) return `leads to ${target.origin}${target.pathname}`;
  const isDocket = Object.entries(INTERFACE).every(([name, value]) => headers.get(name) === value);
  return ok && !isDocket ? `answered ${status}, but is no Docket` : undefined;
}

async function answered<Value>(server: Server, response: Response): Promise<OrRefusal<Value>> {
  const body = jsonOf(await textOf(server, response));
  if (response.ok && isOurs<Value>(body)) return yes(body);
  const refused = problem.safeParse(body).data;
  if (refused === undefined || !isRefusalCode(refused.code)) {
    return refuse("STORE_UNAVAILABLE", `${server.url} answered ${response.status}.`);
  }
  const { code: _, detail, ...particulars } = refused;
  return no({ ...refusal(refused.code, undefined, particulars), message: detail });
}
