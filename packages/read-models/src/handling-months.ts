import type { OwnedRows } from "@docket/event-sourcing";
import { formatInstant, type EpochMs } from "@docket/service-levels";
import { kpiHandlingTable, type KpiHandlingRow } from "./kpi-gathered.ts";
import { owned, type TableOf } from "./model.ts";

/** An agent's sessions that began in a month of UTC, as a whole: who never had two at once need not be looked at session by session. */
export type HandlingMonthRow = {
  readonly agent: string;
  /** `2026-03` */
  readonly month: string;
  /** Of the first. */
  readonly startedAt: string;
  /** Of the last; null: two of them overlap, one goes on, or other agents took part in an interaction. */
  readonly endedAt: string | null;
};

export const handlingMonthsTable: TableOf<HandlingMonthRow> = {
  name: "handling_months",
  version: 1,
  columns: { agent: "text", month: "text", startedAt: "text", endedAt: "text" },
  key: ["agent", "month"],
  indexes: [],
};

export const handlingMonths: OwnedRows = owned<KpiHandlingRow, HandlingMonthRow>({
  from: kpiHandlingTable,
  table: handlingMonthsTable,
  rows({ agent, month, shared, spans }) {
    if (spans === null) return [];
    const { from, to } = inTurn(spans);
    const endedAt = to === null || shared > 0 ? null : formatInstant(to);
    return [{ agent, month, startedAt: formatInstant(from), endedAt }];
  },
});

/** When the first of an agent's sessions began, and the last ended; `to` is null unless each began after the one before. */
export function inTurn(spans: string): { readonly from: EpochMs; readonly to: EpochMs | null } {
  const from = Number(spans.slice(0, spans.indexOf("_")));
  let busy = from;
  for (let at = 0; at < spans.length;) {
    const to = spans.indexOf("_", at);
    const times = spans.indexOf(":", to);
    const next = spans.indexOf(",", times);
    const end = next === -1 ? spans.length : next;
    const isAlone = to + 1 < times && spans.slice(times + 1, end) === "1";
    if (!isAlone || Number(spans.slice(at, to)) < busy) return { from, to: null };
    busy = Number(spans.slice(to + 1, times));
    at = end + 1;
  }
  return { from, to: busy };
}
