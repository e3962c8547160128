import type { Occurrence } from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import { fold } from "./evolve/facts.ts";
import { opened } from "./evolve/opening.ts";
import { step } from "./life-cycle.ts";
import { absent, type TicketState } from "./state.ts";

/** Steps the chart and folds the facts. Total: what the chart does not allow leaves the position where it is. */
export function evolve(
  state: TicketState,
  event: TicketEvent,
  occurrence: Occurrence,
): TicketState {
  if (state.position === null) {
    return event.type === "opened" ? opened(event.data, occurrence) : absent;
  }
  const { occurredAt, revision } = occurrence;
  const position = step(state.kind, state.position, event.type);
  const ticket = { ...state, position, revision, lastOccurredAt: occurredAt };
  fold(ticket, event, occurrence);
  return ticket;
}
