import { derivedUuid, type EventId, type Instant } from "@docket/event-sourcing";
import type { TicketCommandType, TicketEvent } from "@docket/schemas";
import type { DataOf, TicketCommandToDecide } from "./decide/decision.ts";

/** An event as it was stored, as far as the other ticket must be told of it. */
export interface Cause {
  readonly eventId: EventId;
  readonly ticketId: string;
  readonly occurredAt: Instant;
  readonly correlationId: string;
}

/** The events that anything may follow from. */
export const reactingTypes: readonly TicketEvent["type"][] = [
  "opened",
  "linked",
  "unlinked",
  "splitOff",
  "merged",
  "unmerged",
];

/**
 * The commands that follow from an event for another ticket (D21). Each is made of the event alone and its id derived
 * from the event's, so that sending it again, after a crash too, has no second effect. The other ticket accepts it in
 * every state.
 */
export function reactTo(event: TicketEvent, cause: Cause): readonly TicketCommandToDecide[] {
  const { ticketId: otherTicketId } = cause;
  switch (event.type) {
    case "opened": {
      const { follows } = event.data;
      if (follows === undefined) return [];
      const data = { otherTicketId, relation: "follows" } as const;
      return [{ ...envelope("recordLink", follows, cause), type: "recordLink", data }];
    }
    case "linked": {
      const { otherTicketId: target, relation, recordedFromOther } = event.data;
      if (recordedFromOther) return [];
      const data = { otherTicketId, relation };
      return [{ ...envelope("recordLink", target, cause), type: "recordLink", data }];
    }
    case "unlinked": {
      const { otherTicketId: target, recordedFromOther } = event.data;
      if (recordedFromOther) return [];
      const data = { otherTicketId };
      return [{ ...envelope("recordUnlink", target, cause), type: "recordUnlink", data }];
    }
    case "splitOff": {
      const { childTicketId, ...inherited } = event.data;
      const data: DataOf<"open"> = { ...inherited, splitFrom: otherTicketId };
      return [{ ...envelope("open", childTicketId, cause), type: "open", data }];
    }
    case "merged":
      return [
        { ...envelope("absorb", event.data.into, cause), type: "absorb", data: { otherTicketId } },
      ];
    case "unmerged":
      return [
        {
          ...envelope("release", event.data.from, cause),
          type: "release",
          data: { otherTicketId },
        },
      ];
    default:
      return [];
  }
}

const envelope = (
  type: TicketCommandType,
  ticketId: string,
  { eventId, occurredAt, correlationId }: Cause,
) => ({
  ticketId,
  commandId: derivedUuid(eventId, type),
  actor: { id: "docket", role: "integration" as const },
  occurredAt,
  causationId: eventId,
  correlationId,
});
