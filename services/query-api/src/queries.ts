import {
  createCodec,
  createLookout,
  isUnreadable,
  keysFor,
  position,
  revision,
  type Codec,
  type EventFormat,
  type EventStore,
  type KeyStore,
  type Position,
  type ReadModelStore,
  type RecordedEvent,
  type StoredEvent,
  type UnreadableEvent,
} from "@docket/event-sourcing";
import {
  allReaders,
  customerView,
  findAlarms,
  findCustomers,
  findTickets,
  parseCursor,
  parsePlace,
  ticketsNamed,
  timeline,
  type AlarmFilters,
  type AlarmPage,
  type CustomerRow,
  type CustomerView,
  type TicketFilters,
  type TicketPage,
  type TicketRow,
  type TimelineEntry,
} from "@docket/read-models";
import {
  no,
  refusal,
  ulid,
  yes,
  type DomainEvent,
  type OrRefusal,
  type TicketEvent,
} from "@docket/schemas";
import { parseReference, ticketStream } from "@docket/ticket";
import { article, type Article } from "./article.ts";
import { holdings, type Holdings } from "./holdings.ts";
import { replay, revisionRefusal, type Replay, type Until } from "./replay.ts";
import { standing, type Standing } from "./standing.ts";

/** An event that cannot be read is told by its place: whoever follows the log must get beyond it. */
export type ToldEvent = RecordedEvent<DomainEvent> | UnreadEvent;
type UnreadEvent = Omit<StoredEvent, "data" | "metadata"> & {
  readonly unreadable: UnreadableEvent["code"];
};

export interface CustomersFound {
  readonly customers: readonly CustomerRow[];
}

/** Everything that can be asked. A ticket is named by its id, its reference or its external id. */
export interface Queries {
  tickets(
    filters: TicketFilters,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<OrRefusal<TicketPage>>;
  ticket(name: string): Promise<OrRefusal<TicketRow>>;
  timeline(name: string): Promise<OrRefusal<readonly TimelineEntry[]>>;
  replay(name: string, until: Until): Promise<OrRefusal<Replay>>;
  customer(customerId: string): Promise<OrRefusal<CustomerView>>;
  /** Who goes by this address, number or account, compared exactly. */
  customers(identity: string): Promise<OrRefusal<CustomersFound>>;
  article(articleId: string): Promise<OrRefusal<Article>>;
  /** What was told of clocks that passed a threshold. */
  alarms(
    filters: AlarmFilters,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<OrRefusal<AlarmPage>>;
  /** A page of the whole log, readable but for what this program does not know or what was altered. */
  events(after: Position | null, limit: number): Promise<readonly ToldEvent[]>;
  /** Settles when there may be events after `after`, or when `signal` aborts. */
  changed(after: Position | null, signal: AbortSignal): Promise<void>;
  holdings(): Promise<Holdings>;
  standing(): Promise<Standing>;
  /** Settles when the read models have reached the place that a token names. */
  visible(token: string, signal: AbortSignal): Promise<OrRefusal<undefined>>;
  /** Settles when all that the store holds now is projected, and what follows from it is done. */
  settled(signal: AbortSignal): Promise<OrRefusal<undefined>>;
}

export interface QueryGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly formats: ReadonlyMap<string, EventFormat>;
  /** The name of the checkpoint of what follows from events. */
  readonly reactions: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export function createQueries({
  store,
  keys,
  readModels,
  formats,
  reactions,
  sleep,
}: QueryGround): Queries {
  const codec: Codec<DomainEvent> = createCodec(formats);
  const ticketCodec: Codec<TicketEvent> = createCodec(formats);

  async function ticket(name: string): Promise<OrRefusal<TicketRow>> {
    const [found, ...others] = await ticketsNamed(readModels, name);
    if (found === undefined) return no(refusal("TICKET_NOT_FOUND", notFound(name)));
    if (others.length === 0) return yes(found);
    // An id that is the external id of another ticket would be as ambiguous again.
    const isAsked = (id: string) => id === name.trim().toUpperCase();
    const allowed = [found, ...others].map(({ ticketId, reference }) =>
      isAsked(ticketId) ? reference : ticketId,
    );
    return no(refusal("AMBIGUOUS", `\`${name}\`.`, { allowed }));
  }

  async function named<Value>(
    name: string,
    query: (ticketId: string) => Promise<Value>,
  ): Promise<OrRefusal<Value>> {
    const found = await ticket(name);
    return found.ok ? yes(await query(found.value.ticketId)) : found;
  }

  /** By the tables; an id is one as well that stands in the log alone, whatever they say. */
  async function idOf(name: string): Promise<OrRefusal<string>> {
    const found = await ticket(name);
    if (found.ok) return yes(found.value.ticketId);
    const id = ulid.safeParse(name.trim().toUpperCase());
    if (!id.success || found.refusal.code !== "TICKET_NOT_FOUND") return found;
    const page = await store.readStream(ticketStream(id.data), { from: revision(0), limit: 1 });
    return page.length === 0 ? found : yes(id.data);
  }

  const tables = createLookout(readModels, allReaders, sleep);
  const everything = createLookout(readModels, [...allReaders, reactions], sleep);

  return {
    async tickets(filters, { limit, after }) {
      if (after === undefined) return yes(await findTickets(readModels, filters, { limit }));
      const cursor = parseCursor(after);
      if (cursor === undefined) return no(noPage);
      return yes(await findTickets(readModels, filters, { limit, after: cursor }));
    },
    ticket,
    timeline: (name) => named(name, (ticketId) => timeline(readModels, ticketId)),
    async replay(name, until) {
      const found = await idOf(name);
      if (!found.ok) return found;
      const replayed = await replay({ store, keys, codec: ticketCodec }, found.value, until);
      const why = revisionRefusal(replayed, until);
      return why === undefined ? yes(replayed) : no(why);
    },
    async customer(customerId) {
      const view = await customerView(readModels, customerId);
      return view === undefined
        ? no(refusal("CUSTOMER_NOT_FOUND", `\`${customerId}\`.`))
        : yes(view);
    },
    customers: async (identity) => yes({ customers: await findCustomers(readModels, identity) }),
    async article(articleId) {
      const found = await article({ store, keys, readModels, codec }, articleId);
      return found === undefined
        ? no(refusal("ARTICLE_NOT_FOUND", `\`${articleId}\`.`))
        : yes(found);
    },
    async alarms(filters, { limit, after }) {
      if (after === undefined) return yes(await findAlarms(readModels, filters, { limit }));
      const place = parsePlace(after);
      if (place === undefined) return no(noPage);
      return yes(await findAlarms(readModels, filters, { limit, after: place }));
    },
    async events(after, limit) {
      const page = await store.readAll({ after, limit });
      const found = await keysFor(page, codec, keys);
      return page.map((stored) => told(stored, codec, found));
    },
    changed: (after, signal) => store.changed(after, signal),
    holdings: () => holdings(readModels),
    standing: () => standing({ store, readModels, reactions }),
    async visible(token, signal) {
      const place = parseToken(token);
      if (place === undefined)
        return no(refusal("INVALID_FIELD", "`token` is no result's token.", { field: "token" }));
      const isThere = await tables.reached(place, signal);
      return isThere ? yes(undefined) : no(refusal("NOT_PROJECTED_YET"));
    },
    async settled(signal) {
      // A reaction appends, which is to be projected and reacted to in its turn.
      for (let head = await store.head(); ;) {
        const isThere = head === null || (await everything.reached(head, signal));
        if (!isThere) return no(refusal("NOT_PROJECTED_YET"));
        const now = await store.head();
        if (now === head) return yes(undefined);
        head = now;
      }
    },
  };
}

const noPage = refusal("INVALID_FIELD", "`after` is no page's `next`.", { field: "after" });

function told(
  stored: StoredEvent,
  codec: Codec<DomainEvent>,
  keys: Parameters<typeof codec.decode>[1],
): ToldEvent {
  try {
    return codec.decode(stored, keys);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const { data: _data, metadata: _metadata, ...place } = stored;
    return { ...place, unreadable: error.code };
  }
}

function notFound(name: string): string {
  const mistyped = "As a reference it is mistyped: its check character does not fit.";
  return `\`${name}\`.${parseReference(name) === "checkFails" ? ` ${mistyped}` : ""}`;
}

/** The last position that any log can have: they are counted in 64 bits with a sign. */
const LAST_POSITION = 2n ** 63n - 1n;

/** Reads a token or a position as a result printed it. */
export function parseToken(token: string): Position | undefined {
  if (!/^\d{1,19}$/.test(token)) return undefined;
  const place = BigInt(token);
  return place <= LAST_POSITION ? position(place) : undefined;
}
