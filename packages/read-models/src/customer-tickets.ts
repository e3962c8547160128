import type { RecordedEvent } from "@docket/event-sourcing";
import { channel as channels, type Channel, type TicketEvent } from "@docket/schemas";
import { idOfStream, isTicketEvent, NO_ROWS, readModel, type TableOf } from "./model.ts";

/** What a ticket tells of its customer's contacts with the desk, whatever the channel. */
export type CustomerTicketRow = {
  readonly ticketId: string;
  /** `null` while the customer is unknown; what was counted until then goes with the ticket. */
  readonly customerId: string | null;
  /** All that were used on the ticket by either side, with commas between, in the vocabulary's order. */
  readonly channels: string;
  /** How often the customer turned to the desk: the opening, every message, call and answered question (K8). */
  readonly contacts: number;
  /** Calls and chats that were queued: the first on the opening's channel, if nothing came before, is the opening itself. */
  readonly calls: number;
  readonly openedOn: Channel;
  readonly firstContactAt: string;
  /** Of the latest contact in the ticket's order. */
  readonly lastContactAt: string;
};

export const customerTicketsTable: TableOf<CustomerTicketRow> = {
  name: "customer_tickets",
  version: 2,
  columns: {
    ticketId: "text",
    customerId: "text",
    channels: "text",
    contacts: "integer",
    calls: "integer",
    openedOn: "text",
    firstContactAt: "text",
    lastContactAt: "text",
  },
  key: ["ticketId"],
  indexes: [["customerId"]],
};

/** One row per ticket, found by its customer: a ticket has one at a time, and may get another. */
export const customerTickets = readModel<CustomerTicketRow>({
  table: customerTicketsTable,
  affects: (event) => (isTicketEvent(event) && isTelling(event) ? [[idOfStream(event)]] : NO_ROWS),
  apply(row, event) {
    if (!isTicketEvent(event) || !isTelling(event)) return row;
    const { occurredAt } = event.metadata;
    if (event.type === "opened") {
      return {
        ticketId: idOfStream(event),
        customerId: event.data.customerId ?? null,
        channels: event.data.channel,
        contacts: 1,
        calls: 0,
        openedOn: event.data.channel,
        firstContactAt: occurredAt,
        lastContactAt: occurredAt,
      };
    }
    if (row === undefined) return undefined;
    switch (event.type) {
      case "customerIdentified":
        return { ...row, customerId: event.data.customerId };
      case "messageReceived":
        return contacted(using(row, event.data.channel), occurredAt);
      case "clarificationAnswered":
        return contacted(row, occurredAt);
      case "contactQueued":
        return called(row, event.data.channel, occurredAt);
      case "channelChanged":
        return using(row, event.data.to);
      case "replied":
      case "solutionAttempted":
      case "followUpRecorded":
      case "surveyInvited":
        return using(row, event.data.channel);
      default:
        return event satisfies never;
    }
  },
});

const TELLING = [
  "opened",
  "customerIdentified",
  "channelChanged",
  "messageReceived",
  "clarificationAnswered",
  "replied",
  "contactQueued",
  "solutionAttempted",
  "followUpRecorded",
  "surveyInvited",
] as const satisfies readonly TicketEvent["type"][];
const telling: ReadonlySet<string> = new Set(TELLING);

type Telling = Extract<RecordedEvent<TicketEvent>, { type: (typeof TELLING)[number] }>;
const isTelling = (event: RecordedEvent<TicketEvent>): event is Telling => telling.has(event.type);

const contacted = (row: CustomerTicketRow, at: string): CustomerTicketRow => ({
  ...row,
  contacts: row.contacts + 1,
  lastContactAt: at,
});

function called(row: CustomerTicketRow, channel: Channel, at: string): CustomerTicketRow {
  const isOpening = row.calls === 0 && row.contacts === 1 && channel === row.openedOn;
  const next = { ...using(row, channel), calls: row.calls + 1 };
  return isOpening ? next : contacted(next, at);
}

function using(row: CustomerTicketRow, channel: Channel): CustomerTicketRow {
  const used = row.channels.split(",");
  if (used.includes(channel)) return row;
  const all = channels.options.filter((one) => one === channel || used.includes(one));
  return { ...row, channels: all.join(",") };
}
