import type { Found } from "@docket/query-api";
import { isRefusalCode, refusal } from "@docket/schemas";
import { z } from "zod";
import { codeOf, found, refuse } from "./refused.ts";

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

const problem = z.object({
  code: z.string(),
  detail: z.string(),
  field: z.string().exactOptional(),
  allowed: z.array(z.string()).exactOptional(),
  roles: z.array(z.string()).exactOptional(),
});

/** Our own server, of our own version: what it answers is what its types say. */
const isOurs = <Value>(body: unknown): body is Value => typeof body === "object" && body !== null;

type Query = { readonly [name: string]: string | number | undefined };

export async function get<Value>(
  server: Server,
  path: string,
  query: Query = {},
): Promise<Found<Value>> {
  return answered(server, await ask(server, withQuery(path, query), {}));
}

/** Asks for what the server waits for itself; undefined when the caller no longer waits. */
export async function waitFor<Value>(
  server: Server,
  path: string,
  query: Query,
  signal: AbortSignal,
): Promise<Found<Value> | undefined> {
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

/** What the system says of a connection, which stands behind the words of the client. */
function reasonIn(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return codeOf(cause) ?? String(cause);
}

async function ask({ url, token }: Server, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  return fetch(new URL(path, url), { ...init, headers }).catch((cause: unknown) =>
    refuse("STORE_UNAVAILABLE", `${url} does not answer: ${reasonIn(cause)}.`),
  );
}

async function answered<Value>({ url }: Server, response: Response): Promise<Found<Value>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isOurs<Value>(body)) return { ok: true, value: body };
  const refused = problem.safeParse(body).data;
  if (refused === undefined || !isRefusalCode(refused.code)) {
    return refuse("STORE_UNAVAILABLE", `${url} answered ${response.status}.`);
  }
  const { code: _, detail, ...particulars } = refused;
  return {
    ok: false,
    refusal: { ...refusal(refused.code, undefined, particulars), message: detail },
  };
}
