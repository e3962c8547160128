import { commandId, instant, revision } from "@docket/event-sourcing";
import type { Decider, Decision, Occurrence } from "@docket/event-sourcing";
import type { Actor, RefusalCode } from "@docket/schemas";
import { expect } from "vitest";

export const noon = instant(Date.UTC(2026, 2, 2, 12));
export const agent: Actor = { id: "agent-1", role: "representative" };
export const manager: Actor = { id: "manager-1", role: "manager" };

const occurrence: Occurrence = {
  revision: revision(0),
  commandId: commandId("earlier"),
  occurredAt: noon,
  actor: agent,
};

/** `given(decider, …events).when(command, context)`, then `.then(…events)` or `.refused(code)`: exact and in order. */
export function given<State, Command, Event, Refusal extends { code: RefusalCode }, Context>(
  decider: Decider<State, Command, Event, Refusal, Context>,
  ...events: Event[]
) {
  const state = events.reduce(
    (before, event) => decider.evolve(before, event, occurrence),
    decider.initial,
  );
  return {
    state,
    when(command: Command, context: Context) {
      const decision: Decision<Event, Refusal> = decider.decide(state, command, context);
      return {
        then(...expected: Event[]) {
          expect(decision).toStrictEqual({ accepted: true, events: expected });
        },
        refused(code: RefusalCode, particulars: Partial<Refusal> = {}) {
          expect(decision).toMatchObject({ accepted: false, refusal: { code, ...particulars } });
        },
      };
    },
  };
}
