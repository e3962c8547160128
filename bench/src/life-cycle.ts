import { derivedUlid } from "@docket/event-sourcing";
import type { TicketCommand } from "@docket/schemas";

const actor = { id: "agent-7", role: "representative" } as const;

/** One ticket from its opening to its closing, with a message to encrypt: what every side of a comparison is asked to do. */
export function lifeCycle(run: string, ticket: number): readonly TicketCommand[] {
  const ticketId = derivedUlid("bench", run, String(ticket));
  // A customer turns to the desk about five times, as in the real history of the README.
  const customerId = `bench-${Math.floor(ticket / 5)}`;
  const of = (step: number) => ({ ticketId, actor, commandId: `${run}-${ticket}-${step}` });
  return [
    {
      ...of(0),
      type: "open",
      data: { kind: "inquiry", channel: "email", customerId, priority: 3, language: "en" },
    },
    { ...of(1), type: "acknowledge", data: { automatic: true } },
    { ...of(2), type: "categorise", data: { category: "delivery", subcategory: "late" } },
    { ...of(3), type: "assign", data: { team: "logistics", agent: "agent-7" } },
    { ...of(4), type: "waitForThirdParty", data: { party: "carrier" } },
    { ...of(5), type: "resume", data: {} },
    {
      ...of(6),
      type: "reply",
      data: {
        channel: "email",
        body: "Your parcel left the depot this morning and arrives tomorrow.",
      },
    },
    { ...of(7), type: "resolve", data: { code: "solved" } },
    { ...of(8), type: "close", data: { outcome: "resolved" } },
  ];
}

export const COMMANDS_PER_TICKET = lifeCycle("count", 0).length;
