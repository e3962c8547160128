import type { Condition } from "@docket/event-sourcing";
import { instant, ulid, type Channel, type Kind, type Phase } from "@docket/schemas";
import { parseReference, type WorkState } from "@docket/ticket";
import { loadRows, selectRows, type Rows } from "./model.ts";
import { ticketsTable, type TicketRow } from "./ticket-row.ts";

/** All that are given must hold. */
export interface TicketFilters {
  readonly phase?: Phase;
  readonly state?: WorkState;
  readonly kind?: Kind;
  readonly channel?: Channel;
  readonly priority?: number;
  readonly team?: string;
  readonly agent?: string;
  readonly customerId?: string;
  readonly category?: string;
  /** Inclusive. */
  readonly openedFrom?: string;
  /** Exclusive. */
  readonly openedBefore?: string;
}

/** Where a page ended: the next one begins after this ticket, whatever was opened meanwhile. */
export interface TicketCursor {
  readonly openedAt: string;
  readonly ticketId: string;
}

export interface TicketPage {
  readonly tickets: readonly TicketRow[];
  /** For the next page; `null` at the end. */
  readonly next: string | null;
}

/** The tickets that the filters leave, by their opening and then by id. */
export async function findTickets(
  store: Rows,
  filters: TicketFilters,
  page: { readonly limit: number; readonly after?: TicketCursor },
): Promise<TicketPage> {
  const { openedFrom, openedBefore, ...exact } = filters;
  const where: Condition[] = Object.entries(exact)
    .filter(([, is]) => is !== undefined)
    .map(([column, is]) => ({ column, is }));
  if (openedFrom !== undefined) where.push({ column: "openedAt", atLeast: openedFrom });
  if (openedBefore !== undefined) where.push({ column: "openedAt", below: openedBefore });

  // One more than asked for tells whether there is a next page.
  const wanted = page.limit + 1;
  const { after } = page;
  const found: TicketRow[] = [];
  if (after !== undefined) {
    const rest: Condition[] = [
      { column: "openedAt", is: after.openedAt },
      { column: "ticketId", after: after.ticketId },
    ];
    found.push(...(await select([...where, ...rest], wanted)));
    where.push({ column: "openedAt", after: after.openedAt });
  }
  if (found.length < wanted) found.push(...(await select(where, wanted - found.length)));

  const tickets = found.slice(0, page.limit);
  const last = tickets.at(-1);
  const more = found.length > page.limit && last !== undefined;
  return { tickets, next: more ? printCursor(last) : null };

  async function select(conditions: readonly Condition[], limit: number) {
    const order = [{ column: "openedAt" }, { column: "ticketId" }];
    return selectRows(store, ticketsTable, { where: conditions, order, limit });
  }
}

/** Reads what a page gave as `next`; `undefined` for anything else. */
export function parseCursor(text: string): TicketCursor | undefined {
  const [openedAt, ticketId, ...rest] = Buffer.from(text, "base64url").toString().split(" ");
  if (openedAt === undefined || ticketId === undefined || rest.length > 0) return undefined;
  if (instant.safeParse(openedAt).data !== openedAt || !ulid.safeParse(ticketId).success)
    return undefined;
  return printCursor({ openedAt, ticketId }) === text ? { openedAt, ticketId } : undefined;
}

const printCursor = ({ openedAt, ticketId }: TicketCursor): string =>
  Buffer.from(`${openedAt} ${ticketId}`).toString("base64url");

/**
 * The tickets that answer to a name: an id, a reference as people write it, or an external id. Several systems may have used
 * one external id.
 */
export async function ticketsNamed(store: Rows, text: string): Promise<readonly TicketRow[]> {
  const name = text.trim();
  // No name has it, and PostgreSQL does not take it.
  if (name.includes("\0")) return [];
  const [elsewhere, here] = await Promise.all([
    selectRows(store, ticketsTable, { where: [{ column: "externalId", is: name }] }),
    ownName(store, name),
  ]);
  const [own] = here;
  return [...elsewhere.filter(({ ticketId }) => ticketId !== own?.ticketId), ...here];
}

async function ownName(store: Rows, name: string): Promise<readonly TicketRow[]> {
  const id = name.toUpperCase();
  if (ulid.safeParse(id).success) return loadRows(store, ticketsTable, [[id]]);
  const reference = parseReference(name);
  if (reference === undefined || reference === "checkFails") return [];
  return selectRows(store, ticketsTable, { where: [{ column: "reference", is: reference }] });
}
