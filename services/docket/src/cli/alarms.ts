import { parseAlarmQuery } from "@docket/query-api";
import type { AlarmEntry } from "@docket/read-models";
import { found } from "../refused.ts";
import { consulting, EXIT, optioned, visible, type CommonOptions } from "./verb.ts";

interface AlarmsOptions extends CommonOptions {
  readonly ticket?: string;
  readonly target?: string;
  readonly kind?: string;
  readonly since?: string;
  readonly limit: string;
  readonly page?: string;
  readonly after?: string;
}

/** Lists what was told of clocks that passed a threshold, the latest first. */
export async function alarms(options: AlarmsOptions): Promise<void> {
  const { data, url, token, json, ticket, page, after, ...given } = options;
  return consulting({ data, url, token, json }, async (queries, output) => {
    await visible(queries, after);
    const named = ticket === undefined ? undefined : found(await queries.ticket(ticket));
    const { filters, ...from } = optioned(
      parseAlarmQuery({
        ...given,
        ...(named === undefined ? {} : { ticketId: named.ticketId }),
        ...(page === undefined ? {} : { after: page }),
      }),
    );
    const { alarms: rows, next } = optioned(await queries.alarms(filters, from));
    if (output.json) for (const row of rows) output.object(row);
    else output.table(HEAD, rows.map(cellsOf));
    if (next !== null) output.note(`more: --page ${next}`);
    return EXIT.done;
  });
}

const HEAD = [
  "passed",
  "reference",
  "external id",
  "target",
  "instance",
  "alarm",
  "due",
  "rule",
  "escalated to",
  "team",
  "agent",
];
const cellsOf = (row: AlarmEntry): readonly unknown[] => [
  row.passedAt,
  row.reference,
  row.externalId,
  row.target,
  row.instance,
  row.kind === "breach" ? "breach" : `${row.threshold} %`,
  row.dueAt,
  row.rule,
  row.escalateTo,
  row.team,
  row.agent,
];
