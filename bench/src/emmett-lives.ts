import { CommandHandler, type Event, type EventStore } from "@event-driven-io/emmett";
import { commandId, instant, revision } from "@docket/event-sourcing";
import { defaultDeskPolicy, parseCommand, type TicketEvent } from "@docket/schemas";
import { absent, ticketDecider, type TicketState } from "@docket/ticket";
import { inFlight } from "./in-flight.ts";
import { COMMANDS_PER_TICKET, lifeCycle } from "./life-cycle.ts";
import { rateOf } from "./measure.ts";

type Stored = Event<TicketEvent["type"], TicketEvent["data"] & { readonly occurredAt: string }>;

const actor = { id: "agent-7", role: "representative" } as const;
const policy = { name: "desk", version: 1, document: defaultDeskPolicy };

/**
 * emmett on the same life cycle and the same decisions, without encryption. Returns commands per second.
 * @param run names this run's streams among others of the store
 */
export function emmettLives<Store extends EventStore>(
  store: Store,
  run: string,
  tickets: number,
  atOnce: number,
): Promise<number> {
  const handle = CommandHandler<TicketState, Stored>({ evolve, initialState: () => absent });
  return rateOf(tickets * COMMANDS_PER_TICKET, () =>
    inFlight(tickets, atOnce, async (ticket) => {
      for (const sent of lifeCycle("run", ticket))
        await handle(store, `${run}-${sent.ticketId}`, (state) => decide(state, sent));
    }),
  );
}

function decide(state: TicketState, sent: ReturnType<typeof lifeCycle>[number]): Stored[] {
  const now = instant(Date.now());
  const parsed = parseCommand(sent);
  if (!parsed.ok || sent.ticketId === undefined) throw new Error("the life cycle does not parse");
  const decision = ticketDecider.decide(
    state,
    { ...sent, ticketId: sent.ticketId, occurredAt: now },
    { now, policy },
  );
  if (!decision.accepted) throw new Error(decision.refusal.message);
  return decision.events.map(({ type, data }) => ({ type, data: { ...data, occurredAt: now } }));
}

function evolve(state: TicketState, { type, data }: Stored): TicketState {
  const at = state.position === null ? 0 : state.revision + 1;
  const occurrence = {
    revision: revision(at),
    commandId: commandId("bench"),
    occurredAt: instant(new Date(data.occurredAt)),
    actor,
  };
  return ticketDecider.evolve(state, { type, data } as TicketEvent, occurrence);
}
