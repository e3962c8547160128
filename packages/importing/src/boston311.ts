import { externalId, type Channel, type DeskPolicy } from "@docket/schemas";
import { invalid, isLabel } from "./columns.ts";
import { historyPolicy } from "./history-policy.ts";
import { importedCommand, ticketOfCase } from "./source.ts";
import type { Item, Order, Reducer, Source } from "./source.ts";
import { timeReader } from "./time-format.ts";

const NAME = "boston311";

/** The city promised its own instants: nothing is held to a rule, so a request without a promise has no clock. */
const policyWithoutRules: DeskPolicy = {
  ...historyPolicy,
  serviceLevels: { calendars: {}, rules: [] },
};

/**
 * Requests that citizens made of a city by its number 311: a row is a whole request. What judges it (`on_time`,
 * `case_status`) and where it lay in the end (`queue`, `department`) is left aside (docs/guides/importing.md).
 */
export const boston311: Source = {
  name: NAME,
  policy: NAME,
  document: policyWithoutRules,
  format: { kind: "csv", delimiter: "," },
  columns: [
    "case_enquiry_id",
    "open_dt",
    "sla_target_dt",
    "closed_dt",
    "reason",
    "type",
    "source",
    "closure_kind",
  ],
  begin: beginBoston311,
};

function beginBoston311(): Reducer {
  const seen = new Set<string>();
  return ({ line, values }) => {
    const row = read(values);
    if (typeof row === "string") return [invalid(line, row, "has a value that is not known")];
    const { name } = row;
    if (seen.has(name))
      return [invalid(line, "case_enquiry_id", "names a request that an earlier row holds")];
    seen.add(name);
    const on = { case: name, ticketId: ticketOfCase(NAME, name), ordinal: 0 };
    const dated =
      (occurredAt: string) =>
      (order: Order): Item => ({
        kind: "command",
        line,
        command: importedCommand(NAME, on, occurredAt, order),
      });
    const { openedAt, closedAt } = row;
    const closing = closedAt === undefined ? [] : closingOrders(row).map(dated(closedAt));
    return [...openingOrders(row).map(dated(openedAt)), ...closing];
  };
}

interface Row {
  readonly name: string;
  readonly openedAt: string;
  /** By when it was promised to be closed. */
  readonly promised: string | undefined;
  readonly closedAt: string | undefined;
  readonly category: string;
  readonly subcategory: string;
  readonly channel: Channel;
  readonly closureKind: string;
}

/** The row's values, or the name of the column that has an unknown one. */
function read(values: readonly string[]): Row | string {
  const [name = "", open = "", target = "", closed = "", reason = "", type = ""] = values;
  const [source = "", closureKind = ""] = values.slice(6);
  const openedAt = instantOf(open);
  const promised = instantOf(target);
  const closedAt = instantOf(closed);
  const channel = CHANNELS.get(source);
  if (!externalId.safeParse(name).success) return "case_enquiry_id";
  if (openedAt === undefined) return "open_dt";
  if (promised === undefined && target !== "") return "sla_target_dt";
  if (closedAt === undefined && closed !== "") return "closed_dt";
  if (!isLabel(reason)) return "reason";
  if (!isLabel(type)) return "type";
  if (channel === undefined) return "source";
  if (!CLOSURE_KINDS.has(closureKind)) return "closure_kind";
  return {
    name,
    openedAt,
    promised,
    closedAt,
    category: reason,
    subcategory: type,
    channel,
    closureKind,
  };
}

// The pattern and the zone are known to be good.
const instantOf =
  timeReader({ format: "yyyy-MM-dd HH:mm:ss", zone: "America/New_York" }) ?? (() => undefined);
const CHANNELS: ReadonlyMap<string, Channel> = new Map([
  ["Constituent Call", "phone"],
  ["Citizens Connect App", "web"],
  ["City Worker App", "web"],
  ["Employee Generated", "web"],
  ["Self Service", "web"],
  ["Maximo Integration", "web"],
  ["Twitter", "social"],
]);
const RESOLVED = "Resolved";
const CLOSURE_KINDS = new Set([RESOLVED, "Noted", "Invalid", "Other", ""]);

const openingOrders = (row: Row): readonly Order[] => [
  {
    type: "open",
    data: {
      kind: "inquiry",
      channel: row.channel,
      externalId: row.name,
      policy: NAME,
      ...(row.promised === undefined ? {} : { targets: { closure: row.promised } }),
    },
  },
  { type: "categorise", data: { category: row.category, subcategory: row.subcategory } },
];

/** A request that the city calls resolved is resolved and closed at once; any other ends without a resolution. */
function closingOrders({ closureKind }: Row): readonly Order[] {
  if (closureKind === RESOLVED)
    return [
      { type: "resolve", data: {} },
      { type: "close", data: {} },
    ];
  const how = closureKind === "" ? "without saying how" : `as “${closureKind}”`;
  const reason = `The request was closed ${how}.`;
  return [{ type: "close", data: { outcome: "unresolved", reason } }];
}
