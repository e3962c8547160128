import { refusal, channel, instant, kind, phase, priority, type Refusal } from "@docket/schemas";
import type { TicketFilters } from "@docket/read-models";
import { WORK_STATES } from "@docket/ticket";
import { z } from "zod";

const name = z.string().min(1).max(200);

/** What lists of tickets can be narrowed by, as texts from a command line or a URL. */
export const ticketQuery = z.strictObject({
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
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  after: name.exactOptional(),
});

export type TicketQuery =
  | {
      readonly ok: true;
      readonly filters: TicketFilters;
      readonly limit: number;
      readonly after: string | undefined;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export function parseTicketQuery(value: unknown): TicketQuery {
  const parsed = ticketQuery.safeParse(value);
  if (parsed.success) {
    const { limit, after, ...given } = parsed.data;
    return { ok: true, filters: given, limit, after };
  }
  const [issue] = parsed.error.issues;
  const field =
    issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : (issue?.path.join(".") ?? "");
  const code = issue?.code === "unrecognized_keys" ? "UNKNOWN_FIELD" : "INVALID_FIELD";
  return { ok: false, refusal: refusal(code, `\`${field}\`: ${issue?.message ?? ""}.`, { field }) };
}
