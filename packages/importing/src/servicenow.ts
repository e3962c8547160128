import { externalId } from "@docket/schemas";
import { invalid } from "./columns.ts";
import { HISTORY_POLICY_NAME, historyPolicy } from "./history-policy.ts";
import { importedCommand, ticketOfCase } from "./source.ts";
import type { Item, Order, Reducer, Source } from "./source.ts";
import {
  incidentColumns,
  MISSING,
  readIncidentRow,
  STATE_MISSING,
  THIRD_PARTIES,
  UNASSIGNED,
  WAIT_FOR_CUSTOMER,
  type IncidentRow,
} from "./servicenow-row.ts";

const NAME = "servicenow";

/** What is known of an incident after its latest row. */
interface Incident {
  readonly ticketId: string;
  /** Its rows so far, refused ones too. */
  rows: number;
  opened: boolean;
  state: string;
  /** Category, subcategory and symptom. */
  nature: string;
  priority: number | undefined;
  /** Group and agent. */
  assignment: string;
}

/**
 * A ServiceNow incident log: a row is an incident's state after a change, and gives the commands that lead there from
 * the row before it, in the order of `changes` (docs/guides/importing.md).
 */
export const servicenow: Source = {
  name: NAME,
  policy: HISTORY_POLICY_NAME,
  document: historyPolicy,
  format: { kind: "csv", delimiter: "," },
  columns: incidentColumns,
  begin: beginServicenow,
};

function beginServicenow(): Reducer {
  const incidents = new Map<string, Incident>();
  return ({ line, values }) => {
    const [number = ""] = values;
    let incident = incidents.get(number);
    if (incident === undefined) {
      if (!externalId.safeParse(number).success)
        return [invalid(line, "number", "names no incident")];
      incident = unseen(number);
      incidents.set(number, incident);
    }
    const on = { case: number, ticketId: incident.ticketId, ordinal: incident.rows };
    incident.rows += 1;
    const row = readIncidentRow(values);
    if (typeof row === "string") return [invalid(line, row, "has a value that is not known")];

    const items: Item[] = [];
    const add = (occurredAt: string, order: Order) =>
      items.push({ kind: "command", line, command: importedCommand(NAME, on, occurredAt, order) });
    if (!incident.opened) add(row.openedAt, opening(number, row));
    for (const order of changes(incident, row)) add(row.updatedAt, order);
    if (items.length === 0) add(row.updatedAt, { type: "note", data: {} });
    remember(incident, row);
    return items;
  };
}

const unseen = (number: string): Incident => ({
  ticketId: ticketOfCase(NAME, number),
  rows: 0,
  opened: false,
  state: "New",
  nature: "",
  priority: undefined,
  assignment: UNASSIGNED,
});

const opening = (number: string, row: IncidentRow): Order => ({
  type: "open",
  data: {
    kind: "inquiry",
    channel: row.channel,
    externalId: number,
    policy: HISTORY_POLICY_NAME,
    ...(row.customer === undefined ? {} : { customerId: `servicenow-caller-${row.customer}` }),
    ...(row.priority === undefined ? {} : { priority: row.priority }),
  },
});

/** What leads from the incident as it was to the row. The order is part of the ids' meaning: tickets rest on it. */
function changes(before: Incident, row: IncidentRow): readonly Order[] {
  const orders: Order[] = [];
  const state = stateAfter(before, row);
  const entered = (name: string) => state === name && before.state !== name;
  const finished = before.state === "Resolved" || before.state === "Closed";
  const waited = before.state === WAIT_FOR_CUSTOMER || THIRD_PARTIES.has(before.state);
  const party = THIRD_PARTIES.get(state);

  if (finished && state !== before.state && !(before.state === "Resolved" && state === "Closed"))
    orders.push({ type: "reopen", data: {} });
  if (before.nature !== row.nature) orders.push(categorising(row));
  if (before.opened && row.priority !== undefined && row.priority !== before.priority) {
    const { priority } = row;
    const raised = before.priority === undefined || priority < before.priority;
    orders.push({ type: raised ? "raisePriority" : "lowerPriority", data: { priority } });
  }
  if (before.assignment !== row.assignment) orders.push(assigning(row));
  if (before.state === "New" && state === "Active") orders.push({ type: "acknowledge", data: {} });
  if (entered(WAIT_FOR_CUSTOMER)) orders.push({ type: "waitForCustomer", data: {} });
  if (party !== undefined && entered(state))
    orders.push({ type: "waitForThirdParty", data: { party } });
  if (waited && (state === "Active" || state === "Resolved"))
    orders.push({ type: "resume", data: {} });
  if (entered("Resolved")) orders.push({ type: "resolve", data: {} });
  if (entered("Closed")) orders.push(closing(before.state === "Resolved"));
  return orders;
}

const categorising = (row: IncidentRow): Order => ({
  type: "categorise",
  data: {
    category: orNull(row.category),
    subcategory: orNull(row.subcategory),
    symptom: orNull(row.symptom),
  },
});

const assigning = ({ group, agent, assignment }: IncidentRow): Order =>
  assignment === UNASSIGNED
    ? { type: "unassign", data: {} }
    : {
        type: "assign",
        data: {
          ...(group === MISSING ? {} : { team: group }),
          ...(agent === MISSING ? {} : { agent }),
        },
      };

const closing = (resolved: boolean): Order => ({
  type: "close",
  data: resolved
    ? {}
    : { outcome: "unresolved", reason: "The incident was closed without a resolution." },
});

function remember(incident: Incident, row: IncidentRow): void {
  incident.opened = true;
  incident.state = stateAfter(incident, row);
  incident.nature = row.nature;
  incident.priority = row.priority ?? incident.priority;
  incident.assignment = row.assignment;
}

const stateAfter = (before: Incident, row: IncidentRow) =>
  row.state === STATE_MISSING ? before.state : row.state;
const orNull = (value: string) => (value === MISSING ? null : value);
