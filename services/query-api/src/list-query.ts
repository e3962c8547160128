import type { Position } from "@docket/event-sourcing";
import type { AlarmFilters, TicketFilters } from "@docket/read-models";
import {
  channel,
  customerIdentity,
  instant,
  kind,
  no,
  phase,
  priority,
  refusal,
  refusalOfIssue,
  targetName,
  ulid,
  yes,
  type OrRefusal,
  type Refusal,
} from "@docket/schemas";
import { WORK_STATES } from "@docket/ticket";
import { z } from "zod";
import { parseToken } from "./queries.ts";

const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes("\0"), "must be without U+0000");

const page = {
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  after: name.exactOptional(),
};

/** What lists of tickets can be narrowed by, as texts from a command line or a URL. */
const ticketQuery = z.strictObject({
  phase: phase.exactOptional(),
  state: z.enum(WORK_STATES).exactOptional(),
  kind: kind.exactOptional(),
  channel: channel.exactOptional(),
  priority: z.coerce.number().pipe(priority).exactOptional(),
  team: name.exactOptional(),
  agent: name.exactOptional(),
  customerId: name.exactOptional(),
  category: name.exactOptional(),
  openedFrom: instant.exactOptional(),
  openedBefore: instant.exactOptional(),
  ...page,
});

/** And lists of alarms. */
const alarmQuery = z.strictObject({
  ticketId: ulid.exactOptional(),
  target: targetName.exactOptional(),
  kind: z.enum(["warning", "breach"]).exactOptional(),
  since: instant.exactOptional(),
  ...page,
});

/** What customers are found by. */
const customerQuery = z.strictObject({ identity: customerIdentity.shape.value });

/** Events on one page of the log, at most. */
const MOST_EVENTS = 1_000;
const logQuery = z.strictObject({
  after: z.string().exactOptional(),
  limit: z.coerce.number().int().min(1).max(MOST_EVENTS).default(MOST_EVENTS),
});

/** Why a query of other names than these is refused: passed over, a misspelt one would have another question answered. */
export function strangeField(query: unknown, ...known: readonly string[]): Refusal | undefined {
  const field = Object.keys(query ?? {}).find((one) => !known.includes(one));
  return field === undefined ? undefined : refusal("UNKNOWN_FIELD", `\`${field}\`.`, { field });
}

/** A page of a list, narrowed by filters. */
export interface ListQuery<Filters> {
  readonly filters: Filters;
  readonly limit: number;
  readonly after: string | undefined;
}

export function parseTicketQuery(value: unknown): OrRefusal<ListQuery<TicketFilters>> {
  const parsed = ticketQuery.safeParse(value);
  if (!parsed.success) return no(refusalOfIssue(parsed.error, value));
  const { limit, after, ...filters } = parsed.data;
  return yes({ filters, limit, after });
}

export function parseAlarmQuery(value: unknown): OrRefusal<ListQuery<AlarmFilters>> {
  const parsed = alarmQuery.safeParse(value);
  if (!parsed.success) return no(refusalOfIssue(parsed.error, value));
  const { limit, after, ...filters } = parsed.data;
  return yes({ filters, limit, after });
}

/** Gives the address, number or account by which customers are looked for. */
export function parseCustomerQuery(value: unknown): OrRefusal<string> {
  const parsed = customerQuery.safeParse(value);
  return parsed.success ? yes(parsed.data.identity) : no(refusalOfIssue(parsed.error, value));
}

/** A page of the log. */
export interface LogQuery {
  readonly after: Position | null;
  readonly limit: number;
}

export function parseLogQuery(value: unknown): OrRefusal<LogQuery> {
  const parsed = logQuery.safeParse(value);
  if (!parsed.success) return no(refusalOfIssue(parsed.error, value));
  const { after, limit } = parsed.data;
  const place = after === undefined ? null : parseToken(after);
  return place === undefined
    ? no(refusal("INVALID_FIELD", "`after` is no position.", { field: "after" }))
    : yes({ after: place, limit });
}
