import { parseTicketQuery, type Queries } from "@docket/query-api";
import type { TicketFilters, TicketRow } from "@docket/read-models";
import { consulting, EXIT, optioned, visible, type CommonOptions } from "./verb.ts";

interface TicketsOptions extends CommonOptions {
  readonly customer?: string;
  readonly page?: string;
  readonly all?: boolean;
  readonly after?: string;
}

const LARGEST_PAGE = 1_000;

/** Lists tickets, a page or all of them. */
export async function tickets(options: TicketsOptions): Promise<void> {
  const { data, url, token, json, customer, page, all = false, after, ...filters } = options;
  const given = { ...filters, ...(customer === undefined ? {} : { customerId: customer }) };
  const asked = optioned(
    parseTicketQuery({ ...given, ...(page === undefined ? {} : { after: page }) }),
  );
  return consulting({ data, url, token, json }, async (queries, output) => {
    await visible(queries, after);
    const limit = all ? LARGEST_PAGE : asked.limit;
    for await (const { rows, next } of pages(queries, asked.filters, limit, asked.after)) {
      if (output.json) for (const row of rows) output.object(row);
      else output.table(HEAD, rows.map(cellsOf));
      if (all || next === null) continue;
      output.note(`more: --page ${next}`);
      break;
    }
    return EXIT.done;
  });
}

async function* pages(
  queries: Queries,
  filters: TicketFilters,
  limit: number,
  from: string | undefined,
): AsyncGenerator<{ readonly rows: readonly TicketRow[]; readonly next: string | null }> {
  let after = from;
  for (;;) {
    const page = await queries.tickets(filters, { limit, after });
    const { tickets: rows, next } = optioned(page);
    yield { rows, next };
    if (next === null) return;
    after = next;
  }
}

const HEAD = [
  "reference",
  "external id",
  "kind",
  "channel",
  "phase",
  "state",
  "priority",
  "team",
  "agent",
  "opened",
  "subject",
];
const cellsOf = (row: TicketRow): readonly unknown[] => [
  row.reference,
  row.externalId,
  row.kind,
  row.channel,
  row.phase,
  row.state,
  row.priority,
  row.team,
  row.agent,
  row.openedAt,
  row.subject,
];
