import type { Channel } from "@docket/schemas";
import { isLabel, numberAfter } from "./columns.ts";

export const MISSING = "?";
export const UNASSIGNED = `${MISSING}\n${MISSING}`;
/** A state the log lost: the one before it stands. */
export const STATE_MISSING = "-100";
export const WAIT_FOR_CUSTOMER = "Awaiting User Info";
export const THIRD_PARTIES: ReadonlyMap<string, string> = new Map([
  ["Awaiting Vendor", "Vendor"],
  ["Awaiting Problem", "Problem"],
  ["Awaiting Evidence", "Evidence"],
]);
const STATES = new Set([
  "New",
  "Active",
  "Resolved",
  "Closed",
  WAIT_FOR_CUSTOMER,
  ...THIRD_PARTIES.keys(),
]);
const CHANNELS: ReadonlyMap<string, Channel> = new Map([
  ["Phone", "phone"],
  ["IVR", "phone"],
  ["Email", "email"],
  ["Self service", "web"],
  ["Direct opening", "web"],
]);

/** The columns of the log that a ticket is made from, in the order {@link readIncidentRow} takes them. */
export const incidentColumns = [
  "number",
  "incident_state",
  "caller_id",
  "opened_at",
  "sys_updated_at",
  "contact_type",
  "category",
  "subcategory",
  "u_symptom",
  "priority",
  "assignment_group",
  "assigned_to",
] as const;

/** The state of an incident after a change, with the log's own names of states, groups and agents. */
export interface IncidentRow {
  readonly state: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly channel: Channel;
  readonly customer: string | undefined;
  readonly category: string;
  readonly subcategory: string;
  readonly symptom: string;
  /** Category, subcategory and symptom as one text, to compare rows by. */
  readonly nature: string;
  readonly priority: number | undefined;
  readonly group: string;
  readonly agent: string;
  /** Group and agent as one text. */
  readonly assignment: string;
}

/** The row's values, or the name of the column that has an unknown one. */
export function readIncidentRow(values: readonly string[]): IncidentRow | string {
  const [, state = "", caller = "", opened = "", updated = "", contact = "", ...about] = values;
  const [category = "", subcategory = "", symptom = "", rank = "", group = "", agent = ""] = about;
  const openedAt = instantOf(opened);
  const updatedAt = instantOf(updated);
  const channel = CHANNELS.get(contact);
  const customer = numberAfter("Caller", caller);
  const priority = /^[1-5] - /.test(rank) ? Number(rank.charAt(0)) : undefined;
  if (!STATES.has(state) && state !== STATE_MISSING) return "incident_state";
  if (customer === undefined && caller !== MISSING) return "caller_id";
  if (openedAt === undefined) return "opened_at";
  if (updatedAt === undefined) return "sys_updated_at";
  if (channel === undefined) return "contact_type";
  if (!isLabel(category)) return "category";
  if (!isLabel(subcategory)) return "subcategory";
  if (!isLabel(symptom)) return "u_symptom";
  if (priority === undefined && rank !== MISSING) return "priority";
  if (!isLabel(group)) return "assignment_group";
  if (!isLabel(agent)) return "assigned_to";
  return {
    state,
    openedAt,
    updatedAt,
    channel,
    customer,
    category,
    subcategory,
    symptom,
    nature: `${category}\n${subcategory}\n${symptom}`,
    priority,
    group,
    agent,
    assignment: `${group}\n${agent}`,
  };
}

const TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) ((?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `d/m/yyyy HH:MM` in UTC as an instant; undefined when there is no such minute. */
function instantOf(text: string): string | undefined {
  const [, day = "", month = "", year = "", time = ""] = TIME.exec(text) ?? [];
  const exists =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysIn(Number(year), Number(month));
  if (!exists) return undefined;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${time}:00.000Z`;
}

/** Day 0 of a month is the last of the month before it. */
const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
