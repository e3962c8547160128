import { idOfStream, isTicketEvent, NO_ROWS, readModel, selectRows } from "./model.ts";
import type { Rows, TableOf } from "./model.ts";
import { summaryOf } from "./summary.ts";

/** One event of a ticket: who did what, when, in a few words. Nothing in it is personal. */
export type TimelineRow = {
  readonly ticketId: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly actorId: string;
  readonly role: string;
  readonly onBehalfOf: string | null;
  readonly summary: string;
};

export const timelinesTable: TableOf<TimelineRow> = {
  name: "timelines",
  version: 1,
  columns: {
    ticketId: "text",
    revision: "integer",
    eventId: "text",
    type: "text",
    occurredAt: "text",
    actorId: "text",
    role: "text",
    onBehalfOf: "text",
    summary: "text",
  },
  key: ["ticketId", "revision"],
  indexes: [],
};

/** One row per event of a ticket. */
export const timelines = readModel<TimelineRow>({
  table: timelinesTable,
  affects: (event) => (isTicketEvent(event) ? [[idOfStream(event), event.revision]] : NO_ROWS),
  apply(row, event) {
    if (!isTicketEvent(event)) return row;
    const { actor, occurredAt } = event.metadata;
    return {
      ticketId: idOfStream(event),
      revision: event.revision,
      eventId: event.id,
      type: event.type,
      occurredAt,
      actorId: actor.id,
      role: actor.role,
      onBehalfOf: actor.onBehalfOf ?? null,
      summary: summaryOf(event),
    };
  },
});

/** The events of a ticket in their order: all, or `limit` of them after a revision. */
export const timeline = (
  store: Rows,
  ticketId: string,
  page: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly TimelineRow[]> => {
  const { after = -1, limit } = page;
  return selectRows(store, timelinesTable, {
    where: [
      { column: "ticketId", is: ticketId },
      { column: "revision", after },
    ],
    order: [{ column: "revision" }],
    ...(limit !== undefined && { limit }),
  });
};
