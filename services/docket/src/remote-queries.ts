import { position, type Position } from "@docket/event-sourcing";
import { refusal } from "@docket/schemas";
import type { Queries } from "@docket/query-api";
import { get, type Server } from "./http.ts";
import { Refused } from "./refused.ts";

/** The queries of a Docket that answers at a URL. */
export function remoteQueries(server: Server): Queries {
  const named = (name: string) => `/v1/tickets/${encodeURIComponent(name)}`;
  return {
    tickets: (filters, page) => get(server, "/v1/tickets", { ...filters, ...page }),
    ticket: (name) => get(server, named(name)),
    timeline: (name) => get(server, `${named(name)}/timeline`),
    replay: (name, { at, revision }) => get(server, `${named(name)}/replay`, { at, revision }),
    customer: (customerId) => get(server, `/v1/customers/${encodeURIComponent(customerId)}`),
    async events(after, limit) {
      const page = await value(
        get<readonly Placed[]>(server, "/v1/events", { after: textOf(after), limit }),
      );
      return page.map((event) => ({ ...event, position: position(BigInt(event.position)) }));
    },
    async changed(after, signal) {
      if (signal.aborted) return;
      const news = get(server, "/v1/events/changed", { after: textOf(after) });
      await Promise.race([news, aborted(signal)]);
    },
    holdings: () => value(get(server, "/v1/holdings")),
    standing: () => value(get(server, "/v1/standing")),
    async visible(token, signal) {
      while (!signal.aborted) {
        const seen = await get<unknown>(server, "/v1/visible", { token });
        if (seen.ok) return { ok: true, value: undefined };
        if (seen.refusal.code !== "NOT_PROJECTED_YET") return seen;
      }
      return { ok: false, refusal: refusal("NOT_PROJECTED_YET") };
    },
    async settled(signal) {
      while (!signal.aborted) {
        const settled = await get<unknown>(server, "/v1/settled");
        if (settled.ok) return { ok: true, value: undefined };
        if (settled.refusal.code !== "NOT_PROJECTED_YET") return settled;
      }
      return { ok: false, refusal: refusal("NOT_PROJECTED_YET") };
    },
  };
}

type Event = Awaited<ReturnType<Queries["events"]>>[number];
/** An event as JSON carries it. */
type Placed = Event extends infer One
  ? One extends Event
    ? Omit<One, "position"> & { readonly position: string }
    : never
  : never;

const textOf = (place: Position | null): string | undefined =>
  place === null ? undefined : String(place);

async function value<Value>(answer: ReturnType<typeof get<Value>>): Promise<Value> {
  const answered = await answer;
  if (!answered.ok) throw new Refused(answered.refusal);
  return answered.value;
}

async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
