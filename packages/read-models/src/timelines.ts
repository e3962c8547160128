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
  /**
   * One entry per line, its cells with spaces between: no id holds one, and the summary comes last, as JSON. The revision
   * follows from the place.
   */
  readonly entries: string;
};

const timelinesTable: TableOf<TimelineRow> = {
  name: "timelines",
  version: 3,
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
    const entry = lineOf(event);
    return {
      ticketId: idOfStream(event),
      page: pageOf(event.revision),
      entries: row === undefined ? entry : `${row.entries}\n${entry}`,
    };
  },
});

function lineOf(event: RecordedEvent<TicketEvent>): string {
  const { actor, occurredAt } = event.metadata;
  const { id, role, onBehalfOf = NOBODY } = actor;
  const summary = JSON.stringify(summaryOf(event));
  // Joined, it is one text at once; a template's pieces are put together only when the row is written.
  return [event.type, occurredAt, id, role, onBehalfOf, summary].join(" ");
}
/** No id is a hyphen. */
const NOBODY = "-";

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
    .flatMap(entriesOn)
    .filter(({ revision }) => revision > after)
    .slice(0, limit);
}

/** Every event of a ticket has a line, so that a page's lines are its revisions in a row. */
const entriesOn = ({ page, entries }: TimelineRow): readonly TimelineEntry[] =>
  entries.split("\n").map((line, index) => entryOf(line, page * PAGE + index));

// What else ends a line for a person, such as U+2028, JSON leaves as it is.
const LINE = /^(\S+) (\S+) (\S+) (\S+) (\S+) (".*")$/s;

/** Only `apply` above writes lines, and it writes them whole. */
function entryOf(line: string, revision: number): TimelineEntry {
  const [, type, occurredAt, actorId, role, onBehalfOf, summary] = LINE.exec(line) ?? [];
  if (!type || !occurredAt || !actorId || !role || !onBehalfOf || !summary)
    throw new TypeError("a timeline holds what is no entry");
  return {
    revision,
    type,
    occurredAt,
    actorId,
    role,
    onBehalfOf: onBehalfOf === NOBODY ? null : onBehalfOf,
    summary: String(JSON.parse(summary)),
  };
}
