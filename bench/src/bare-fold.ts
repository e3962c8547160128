import { DatabaseSync } from "node:sqlite";
import { perSecond } from "./measure.ts";

interface Row {
  [column: string]: unknown;
  occurredAt?: unknown;
  actor?: { readonly id: unknown; readonly role: unknown };
}

/**
 * The limit of reading: the log scanned, its JSON parsed, and each ticket's row, timeline, facts, contacts and customer
 * folded by hand into objects in memory. Nothing is checked, decrypted or written. Returns events per second.
 */
export function bareFold(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const start = performance.now();
  const names = new Map<number, string>();
  for (const row of database.prepare("SELECT id, name FROM streams").iterate()) {
    names.set(Number(row["id"]), String(row["name"]));
  }
  const scan = database.prepare(
    "SELECT stream_id, revision, type, data, metadata FROM events ORDER BY position",
  );
  const tickets = new Map<string, Row>();
  const timelines = new Map<string, string[]>();
  const facts = new Map<string, string[]>();
  const contacts = new Map<string, Row>();
  const customers = new Map<string, Row>();
  let events = 0;
  for (const stored of scan.iterate()) {
    const { stream_id, revision, type, data: text, metadata } = stored;
    events += 1;
    const stream = names.get(Number(stream_id)) ?? "";
    const data = parsed(text);
    const { occurredAt, actor } = parsed(metadata);
    if (!stream.startsWith("ticket-")) continue;
    let row = tickets.get(stream);
    if (row === undefined) {
      row = { ticketId: stream.slice(7), assignmentCount: 0, waitCount: 0, openedAt: occurredAt };
      tickets.set(stream, row);
      timelines.set(stream, []);
      facts.set(stream, []);
    }
    fold(row, String(type), data, String(occurredAt));
    row["revision"] = revision;
    row["updatedAt"] = occurredAt;
    const entry = [type, occurredAt, actor?.id, actor?.role, "-", JSON.stringify(type)];
    timelines.get(stream)?.push(entry.join(" "));
    facts
      .get(stream)
      ?.push(JSON.stringify(told(String(type), data, Date.parse(String(occurredAt)))));
    if (type === "opened" || type === "replied") contact(contacts, stream, data, occurredAt);
    const customerId = data["customerId"];
    if (typeof customerId === "string" && !customers.has(customerId))
      customers.set(customerId, { customerId });
  }
  const rate = perSecond(events, start);
  database.close();
  return rate;
}

function parsed(text: unknown): Row {
  const value: unknown = JSON.parse(String(text));
  return isRow(value) ? value : {};
}
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;

function fold(row: Row, type: string, data: Row, occurredAt: string): void {
  switch (type) {
    case "opened":
      Object.assign(row, data);
      row["phase"] = "inquiry";
      break;
    case "acknowledged":
      row["acknowledgedAt"] = occurredAt;
      row["phase"] = "identification";
      break;
    case "categorised":
      row["category"] = data["category"];
      row["subcategory"] = data["subcategory"];
      break;
    case "assigned":
      row["team"] = data["team"];
      row["agent"] = data["agent"];
      row["assignmentCount"] = Number(row["assignmentCount"]) + 1;
      break;
    case "thirdPartyAwaited":
      row["waitCount"] = Number(row["waitCount"]) + 1;
      row["waitingSince"] = occurredAt;
      break;
    case "resumed":
      row["waitingSince"] = null;
      break;
    case "replied":
      row["firstRespondedAt"] ??= occurredAt;
      break;
    case "resolved":
      row["firstResolvedAt"] ??= occurredAt;
      row["lastResolvedAt"] = occurredAt;
      row["phase"] = "followUp";
      break;
    case "closed":
      row["closedAt"] = occurredAt;
      row["phase"] = "closed";
      break;
    default:
      break;
  }
}

function told(type: string, data: Row, at: number): Row {
  switch (type) {
    case "opened":
      return { type, at, ...data, externalId: null, tier: null, targets: {} };
    case "acknowledged":
    case "replied":
      return { type, at, automatic: data["automatic"] };
    case "categorised":
      return { type, at, category: data["category"] };
    case "assigned":
      return { type, at, team: data["team"], agent: data["agent"], transfer: data["transfer"] };
    case "resolved":
      return { type, at, articles: data["articles"] };
    case "closed":
      return { type, at, outcome: data["outcome"] };
    default:
      return { type, at };
  }
}

function contact(contacts: Map<string, Row>, stream: string, data: Row, at: unknown): void {
  const known = contacts.get(stream);
  if (known === undefined) {
    const channels = data["channel"];
    contacts.set(stream, { channels, contacts: 1, firstContactAt: at, lastContactAt: at });
  } else if (!String(known["channels"]).includes(String(data["channel"]))) {
    known["channels"] = `${String(known["channels"])},${String(data["channel"])}`;
  }
}
