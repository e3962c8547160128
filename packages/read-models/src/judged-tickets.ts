import {
  rolledHours,
  settledTicket,
  ticketClocks,
  type RolledHour,
  type SettledTicket,
  type TicketClock,
} from "@docket/service-levels";
import type { Policy, TicketFacts } from "@docket/service-levels";
import { ticketFactsOf, type FactsRow } from "./facts.ts";
import type { PolicyBook } from "./policy-book.ts";

/** The calendar of business time that rollups are made with. */
export const ROLLUP_CALENDAR = "business";

/** A ticket under the policy that it is bound to. */
export interface JudgedTicket extends TicketFacts {
  readonly policy: Policy;
  readonly clocks: readonly TicketClock[];
  /** What it brings to the KPIs; null when it was not opened. */
  readonly settled: SettledTicket | null;
  /** What it adds to rollups. */
  readonly rolled: readonly RolledHour[];
}

/**
 * Undefined for a ticket that was not opened.
 * @throws UnknownPolicy
 */
export type Judge = (row: FactsRow) => JudgedTicket | undefined;

/** Nothing could be told of the ticket's clocks: it waits until the policy that it is bound to can be read. */
class UnknownPolicy extends Error {
  readonly code = "POLICY_UNKNOWN";
}

/**
 * One look at a row for all that is derived from it: the last two are kept, for a change is asked about as what it was and
 * what it became.
 */
export const createJudge = (policies: PolicyBook): Judge => {
  let kept: readonly { readonly row: FactsRow; readonly judged: JudgedTicket | undefined }[] = [];
  return (row) => {
    // Of a change that only tells an alarm the facts are the same.
    const known = kept.find(
      (one) => one.row.ticketId === row.ticketId && one.row.facts === row.facts,
    );
    if (known !== undefined) return known.judged;
    const judged = judgedTicket(row, policies);
    kept = [...kept.slice(-1), { row, judged }];
    return judged;
  };
};

const judgedTicket = (row: FactsRow, policies: PolicyBook): JudgedTicket | undefined => {
  const ticket = ticketFactsOf(row);
  const policy = policies.of(ticket.facts);
  if (policy === undefined) {
    if (ticket.facts.some(({ type }) => type === "opened"))
      throw new UnknownPolicy("not published");
    return undefined;
  }
  const clocks = ticketClocks(ticket.facts, policy);
  const settled = settledTicket({ ...ticket, policy }, clocks, ROLLUP_CALENDAR);
  const rolled = settled === null ? [] : rolledHours(settled);
  return { ...ticket, policy, clocks, settled, rolled };
};
