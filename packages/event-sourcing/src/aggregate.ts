import type { Instant, StreamName, Subject } from "./brands.ts";
import type { CommandLike } from "./command-result.ts";
import type { Decider } from "./decider.ts";
import type { AnyEvent } from "./recorded-event.ts";

/** A command whose time is known: its own, or the moment it was taken. */
export type Dated<Command> = Command & { readonly occurredAt: Instant };

/** One kind of stream: what it decides by, and what deciding needs to know from outside. */
export interface Aggregate<
  State,
  Command extends CommandLike,
  Event extends AnyEvent,
  Refusal,
  Context,
> {
  readonly decider: Decider<State, Dated<Command>, Event, Refusal, Context>;
  readonly stream: (command: Command) => StreamName;
  /** Whether a command most often is the first of its stream: then nobody looks before it is decided. Default: it is not. */
  readonly begins?: (command: Command) => boolean;
  /** Whose key protects what this command says. */
  readonly subject: (state: State, command: Dated<Command>) => Subject;
  /** What a command says: a repetition says the same. Default: the command, with the fields of maps in the order in which they came. */
  readonly content?: (command: Command) => object;
  /** What deciding needs beside the state; a refusal when it cannot be had. Mostly it is at hand, and nobody waits. */
  readonly context: (
    command: Dated<Command>,
    state: State,
    now: Instant,
  ) => Found<Context, Refusal> | Promise<Found<Context, Refusal>>;
  /** How a refusal is kept in the stream, for imports: resumed, they must take the same course (D22). */
  readonly recording?: {
    readonly toEvent: (command: Command, refusal: Refusal) => Event;
    readonly fromEvent: (event: Event) => Refusal | undefined;
  };
}

export type Found<Value, Refusal> =
  | { readonly found: true; readonly value: Value }
  | { readonly found: false; readonly refusal: Refusal };
