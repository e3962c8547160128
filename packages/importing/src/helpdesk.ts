import { externalId } from "@docket/schemas";
import { invalid, isLabel, numberAfter } from "./columns.ts";
import { HISTORY_POLICY_NAME, historyPolicy } from "./history-policy.ts";
import { importedCommand, ticketOfCase } from "./source.ts";
import type { Item, Order, Reducer, Source } from "./source.ts";

const NAME = "helpdesk";

/** What is known of a case after its latest row. */
interface Case {
  readonly ticketId: string;
  /** Its rows so far, refused ones too. */
  rows: number;
  opened: boolean;
  standing: "open" | "resolved" | "closed";
  waitingFor: "customer" | "thirdParty" | undefined;
  acknowledged: boolean;
  assignment: string;
  /** The row as read, to know a row that was written twice. */
  latest: string;
}

/**
 * A help desk's event log: a row is an activity. The first opens the ticket; any activity but a note in a resolved or
 * closed case reopens it; an activity that changes nothing is noted (docs/guides/importing.md).
 */
export const helpdesk: Source = {
  name: NAME,
  policy: HISTORY_POLICY_NAME,
  document: historyPolicy,
  format: { kind: "csv", delimiter: "," },
  columns: [
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "org:resource",
    "customer",
    "workgroup",
  ],
  begin: beginHelpdesk,
};

function beginHelpdesk(): Reducer {
  const cases = new Map<string, Case>();
  return ({ line, values }) => {
    const [name = "", activity = "", timestamp = ""] = values;
    let known = cases.get(name);
    if (known === undefined) {
      if (!externalId.safeParse(name).success)
        return [invalid(line, "case:concept:name", "names no case")];
      known = unseen(name);
      cases.set(name, known);
    }
    const on = { case: name, ticketId: known.ticketId, ordinal: known.rows };
    known.rows += 1;
    const row = read(values);
    if (typeof row === "string") return [invalid(line, row, "has a value that is not known")];

    const latest = [activity, timestamp, row.agent].join("\n");
    const repeated = latest === known.latest && !END.has(activity);
    known.latest = latest;
    if (repeated) return [{ kind: "nothing", line, why: "It repeats the row before it." }];
    return ordersOf(known, name, row).map((order): Item => {
      const command = importedCommand(NAME, on, row.occurredAt, order);
      return { kind: "command", line, command };
    });
  };
}

const unseen = (name: string): Case => ({
  ticketId: ticketOfCase(NAME, name),
  rows: 0,
  opened: false,
  standing: "open",
  waitingFor: undefined,
  acknowledged: false,
  assignment: "",
  latest: "",
});

interface Row {
  readonly activity: string;
  readonly occurredAt: string;
  readonly agent: string;
  readonly team: string;
  readonly customer: string;
}

/** The row's values, or the name of the column that has an unknown one. */
function read(values: readonly string[]): Row | string {
  const [, activity = "", timestamp = "", resource = "", client = "", workgroup = ""] = values;
  const milliseconds = Date.parse(timestamp);
  const customer = numberAfter("Value", client);
  if (!ACTIVITIES.has(activity)) return "concept:name";
  if (!TIME.test(timestamp) || Number.isNaN(milliseconds)) return "time:timestamp";
  if (!isLabel(resource)) return "org:resource";
  if (customer === undefined) return "customer";
  if (!isLabel(workgroup)) return "workgroup";
  return {
    activity,
    occurredAt: new Date(milliseconds).toISOString(),
    agent: resource.replace(/^Value /, "Resource "),
    team: workgroup.replace(/^Value /, "Workgroup "),
    customer: `helpdesk-customer-${customer}`,
  };
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/;
const END = new Set(["Resolve ticket", "Closed"]);
const REMARKS = new Set(["VERIFIED", "RESOLVED", "INVALID", "DUPLICATE"]);
const ACTIVITIES = new Set([
  ...END,
  ...REMARKS,
  "Insert ticket",
  "Assign seriousness",
  "Take in charge ticket",
  "Wait",
  "Require upgrade",
  "Create SW anomaly",
  "Resolve SW anomaly",
  "Schedule intervention",
]);

/** The commands of a row, and the case as they leave it. */
function ordersOf(known: Case, name: string, row: Row): readonly Order[] {
  const orders: Order[] = [];
  if (!known.opened) {
    known.opened = true;
    orders.push(opening(name, row));
  }
  if (known.standing !== "open" && !END.has(row.activity) && !REMARKS.has(row.activity)) {
    known.standing = "open";
    orders.push({ type: "reopen", data: { reason: row.activity } });
  }
  orders.push(...changes(known, row));
  return orders.length === 0 ? [{ type: "note", data: { text: row.activity } }] : orders;
}

const opening = (name: string, row: Row): Order => ({
  type: "open",
  data: {
    kind: "inquiry",
    // The log does not say how its customers reached the desk.
    channel: "web",
    customerId: row.customer,
    externalId: name,
    policy: HISTORY_POLICY_NAME,
  },
});

function changes(known: Case, row: Row): readonly Order[] {
  switch (row.activity) {
    case "Take in charge ticket":
      return takenInCharge(known, row);
    case "Wait":
      return waiting(known, "customer", { type: "waitForCustomer", data: {} });
    case "Create SW anomaly":
      return waiting(known, "thirdParty", {
        type: "waitForThirdParty",
        data: { party: "Development" },
      });
    case "Resolve SW anomaly":
      return resuming(known);
    case "Resolve ticket":
      return known.standing === "open" ? ending(known, "resolved") : [];
    case "Closed":
      return known.standing === "closed" ? [] : ending(known, "closed");
    default:
      return [];
  }
}

function takenInCharge(known: Case, row: Row): readonly Order[] {
  const orders: Order[] = [];
  const assignment = `${row.team}\n${row.agent}`;
  if (assignment !== known.assignment)
    orders.push({ type: "assign", data: { team: row.team, agent: row.agent } });
  if (!known.acknowledged) orders.push({ type: "acknowledge", data: {} });
  orders.push(...resuming(known));
  known.assignment = assignment;
  known.acknowledged = true;
  return orders;
}

function waiting(known: Case, whom: "customer" | "thirdParty", order: Order): readonly Order[] {
  if (known.waitingFor === whom) return [];
  known.waitingFor = whom;
  return [order];
}

function resuming(known: Case): readonly Order[] {
  if (known.waitingFor === undefined) return [];
  known.waitingFor = undefined;
  return [{ type: "resume", data: {} }];
}

/** A case that was never resolved is closed all the same, saying so. */
function ending(known: Case, standing: "resolved" | "closed"): readonly Order[] {
  const unresolved = known.standing === "open";
  known.standing = standing;
  known.waitingFor = undefined;
  if (standing === "resolved") return [{ type: "resolve", data: {} }];
  const reason = "The case was closed without a resolution.";
  return [{ type: "close", data: unresolved ? { outcome: "unresolved", reason } : {} }];
}
