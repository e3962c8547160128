import type { RecordedEvent } from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import { idOfStream, isTicketEvent, NO_ROWS, readModel, selectRows } from "./model.ts";
import type { Rows, TableOf } from "./model.ts";
import { summaryOf } from "./summary.ts";

/**
 * One event of a ticket: who did what, when, in a few words. Nothing in it is personal. Its id is left out: it rests on a
 * key that is drawn at random, and the rows of one history are the same in every store.
 */
export interface TimelineEntry {
  readonly revision: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly actorId: string;
  readonly role: string;
  readonly onBehalfOf: string | null;
  readonly summary: string;
}

/** Events on one page of a timeline. A row each would be most of what a rebuild writes (docs/adr/0014-timelines-by-pages.md). */
const PAGE = 32;

/** A page of a ticket's timeline. */
export type TimelineRow = {
  readonly ticketId: string;
  readonly page: number;
  /** One entry per line, as JSON. */
  readonly entries: string;
};

const timelinesTable: TableOf<TimelineRow> = {
  name: "timelines",
  version: 1,
  columns: { ticketId: "text", page: "integer", entries: "text" },
  key: ["ticketId", "page"],
  indexes: [],
};

const pageOf = (revision: number): number => Math.floor(revision / PAGE);

/** Every event of a ticket, in the order of revisions. */
export const timelines = readModel<TimelineRow>({
  table: timelinesTable,
  affects: (event) =>
    isTicketEvent(event) ? [[idOfStream(event), pageOf(event.revision)]] : NO_ROWS,
  apply(row, event) {
    if (!isTicketEvent(event)) return row;
    const entry = JSON.stringify(entryOf(event));
    return {
      ticketId: idOfStream(event),
      page: pageOf(event.revision),
      entries: row === undefined ? entry : `${row.entries}\n${entry}`,
    };
  },
});

function entryOf(event: RecordedEvent<TicketEvent>): TimelineEntry {
  const { actor, occurredAt } = event.metadata;
  return {
    revision: event.revision,
    type: event.type,
    occurredAt,
    actorId: actor.id,
    role: actor.role,
    onBehalfOf: actor.onBehalfOf ?? null,
    summary: summaryOf(event),
  };
}

/** The events of a ticket in their order: all, or `limit` of them after a revision. */
export async function timeline(
  store: Rows,
  ticketId: string,
  { after = -1, limit }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly TimelineEntry[]> {
  const pages = await selectRows(store, timelinesTable, {
    where: [
      { column: "ticketId", is: ticketId },
      { column: "page", atLeast: pageOf(after + 1) },
    ],
  });
  return pages
    .flatMap(({ entries }) => entries.split("\n"))
    .map(parseEntry)
    .filter(({ revision }) => revision > after)
    .slice(0, limit);
}

function parseEntry(line: string): TimelineEntry {
  const entry: unknown = JSON.parse(line);
  if (!isEntry(entry)) throw new TypeError("a timeline holds what is no entry");
  return entry;
}

/** Only `apply` above writes entries, and it writes them whole. */
const isEntry = (value: unknown): value is TimelineEntry =>
  typeof value === "object" && value !== null && "revision" in value;
