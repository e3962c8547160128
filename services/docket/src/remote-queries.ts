import { position, type Position } from "@docket/event-sourcing";
import { no, refusal, yes, type OrRefusal } from "@docket/schemas";
import type { Queries } from "@docket/query-api";
import { get, waitFor, type Server } from "./http.ts";
import { found } from "./refused.ts";

/** The queries of a Docket that answers at a URL. */
export function remoteQueries(server: Server): Queries {
  const named = (name: string) => `/v1/tickets/${segment(name)}`;
  return {
    tickets: (filters, page) => get(server, "/v1/tickets", { ...filters, ...page }),
    ticket: (name) => get(server, named(name)),
    timeline: (name) => get(server, `${named(name)}/timeline`),
    replay: (name, { at, revision }) => get(server, `${named(name)}/replay`, { at, revision }),
    customer: (customerId) => get(server, `/v1/customers/${segment(customerId)}`),
    customers: (identity) => get(server, "/v1/customers", { identity }),
    article: (articleId) => get(server, `/v1/articles/${segment(articleId)}`),
    alarms: (filters, page) => get(server, "/v1/alarms", { ...filters, ...page }),
    async events(after, limit) {
      const page = found(
        await get<readonly Placed[]>(server, "/v1/events", { after: textOf(after), limit }),
      );
      return page.map((event) => ({ ...event, position: position(BigInt(event.position)) }));
    },
    async changed(after, signal) {
      const answer = await waitFor(server, "/v1/events/changed", { after: textOf(after) }, signal);
      if (answer !== undefined) found(answer);
    },
    holdings: async () => found(await get(server, "/v1/holdings")),
    standing: async () => found(await get(server, "/v1/standing")),
    visible: (token, signal) => untilProjected(server, "/v1/visible", { token }, signal),
    settled: (signal) => untilProjected(server, "/v1/settled", {}, signal),
  };
}

/**
 * A name as one segment of a path. One or two dots alone are steps in a URL, however they are encoded; a blank before them,
 * which is no part of any name, keeps them one.
 */
const segment = (name: string): string =>
  encodeURIComponent(name === "." || name === ".." ? ` ${name}` : name);

type Event = Awaited<ReturnType<Queries["events"]>>[number];
/** An event as JSON carries it. */
type Placed = Event extends infer One
  ? One extends Event
    ? Omit<One, "position"> & { readonly position: string }
    : never
  : never;

const textOf = (place: Position | null): string | undefined =>
  place === null ? undefined : String(place);

/** The server waits a while each time. */
async function untilProjected(
  server: Server,
  path: string,
  query: { readonly token?: string },
  signal: AbortSignal,
): Promise<OrRefusal<undefined>> {
  while (!signal.aborted) {
    const answer = await waitFor<unknown>(server, path, query, signal);
    if (answer === undefined) break;
    if (answer.ok) return yes(undefined);
    if (answer.refusal.code !== "NOT_PROJECTED_YET") return answer;
  }
  return no(refusal("NOT_PROJECTED_YET"));
}
