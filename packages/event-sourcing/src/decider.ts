import type { CommandId, Instant, Revision } from "./brands.ts";

/** The circumstances of an event, as its metadata tells them. */
export interface Occurrence {
  readonly revision: Revision;
  readonly commandId: CommandId;
  readonly occurredAt: Instant;
  readonly actor: { readonly id: string; readonly role: string };
}

/** What a stream may do and what its history made of it. Pure: time and ids arrive in the command and its context. */
export interface Decider<State, Command, Event, Refusal, Context> {
  readonly initial: State;
  /** Accepted: at least one event (a `noEffect` one when nothing changed). Refused: a value that says why. */
  decide(state: State, command: Command, context: Context): Decision<Event, Refusal>;
  /** Total over every history ever published: it never refuses and never throws. */
  evolve(state: State, event: Event, occurrence: Occurrence): State;
}

export type Decision<Event, Refusal> =
  | { readonly accepted: true; readonly events: readonly [Event, ...Event[]] }
  | { readonly accepted: false; readonly refusal: Refusal };

export const accept = <Event>(...events: [Event, ...Event[]]): Decision<Event, never> => ({
  accepted: true,
  events,
});
export const refuse = <Refusal>(refusal: Refusal): Decision<never, Refusal> => ({
  accepted: false,
  refusal,
});
