import { commandId, instant, revision, type Decider } from "@docket/event-sourcing";
import type { Actor, Refusal } from "@docket/schemas";

interface Sent {
  readonly commandId: string;
  readonly occurredAt: string;
  readonly actor: Actor;
}
/** One event, with the state before and after it. */
export interface Entry<State, Event> {
  readonly before: State;
  readonly event: Event;
  readonly after: State;
}
interface Watch<Event> {
  event(event: Event): void;
  refused(command: unknown, refusal: Refusal): void;
}

/** All streams of one category, each folded by the decider. */
export function foldedStreams<State, Command extends Sent, Event, Context>(
  decider: Decider<State, Command, Event, Refusal, Context>,
  watch: Watch<NoInfer<Event>>,
) {
  const states = new Map<string, State>();
  const lengths = new Map<string, number>();

  function send(id: string, command: Command, context: Context): readonly Entry<State, Event>[] {
    const decision = decider.decide(states.get(id) ?? decider.initial, command, context);
    if (decision.accepted) return decision.events.map((event) => append(id, command, event));
    watch.refused(command, decision.refusal);
    return [];
  }

  function append(id: string, command: Command, event: Event): Entry<State, Event> {
    const before = states.get(id) ?? decider.initial;
    const length = lengths.get(id) ?? 0;
    const after = decider.evolve(before, event, {
      revision: revision(length),
      commandId: commandId(command.commandId),
      occurredAt: instant(new Date(command.occurredAt)),
      actor: command.actor,
    });
    states.set(id, after);
    lengths.set(id, length + 1);
    watch.event(event);
    return { before, event, after };
  }

  return { states, send };
}
