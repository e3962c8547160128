import {
  factsBy,
  openSpans,
  heldAttributes,
  type EpochMs,
  contributed,
  times,
  type MeasuredTicket,
  type Contribution,
} from "@docket/service-levels";
import type { KpiQuestion } from "./kpi-rows.ts";

/** The backlog is that at the end of the period, or at `now` when it has not ended. */
export const backlogAt = ({ now, period: { to } }: KpiQuestion): EpochMs =>
  to === null ? now : Math.min(to, now);

/**
 * The ticket in the backlog of each of these ascending instants at which it was open, with its age and the attributes that
 * it had then.
 */
export function* inBacklog(
  ticket: MeasuredTicket,
  instants: readonly EpochMs[],
): Generator<Contribution> {
  const { facts, measures, calendar } = ticket;
  for (const { from, to } of openSpans(facts)) {
    for (const at of instants) {
      if (at < from) continue;
      if (to !== null && at >= to) break;
      const attributes = heldAttributes(factsBy(facts, at));
      const age = times(calendar, [{ from: measures.opening.at, to: at }]);
      if (attributes !== null)
        yield { ...contributed(ticket, "backlog", { at, ...age }), attributes };
    }
  }
}
