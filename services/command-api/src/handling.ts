import type {
  Aggregate,
  AnyEvent,
  CommandHandler,
  CommandLike,
  Ground,
  HandlingRefusals,
} from "@docket/event-sourcing";
import {
  createCodec,
  createCommandHandler,
  type Backoff,
  type Clock,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import { refusal, type Refusal } from "@docket/schemas";
import { eventFormats } from "./event-formats.ts";

/** What the command side stands on; the world chooses it. */
export interface CommandGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Other processes write to the store too. Default: nobody does. */
  readonly shared?: boolean;
}

const HOT_STREAMS = 4_096;

/** What a store says of itself in the catalogue's terms, as of a full disk; what a vendor's client says may hold addresses. */
const wordsOf = (cause: unknown): string | undefined =>
  cause instanceof Error && "code" in cause && cause.code === "STORE_UNAVAILABLE"
    ? cause.message
    : undefined;

/** The refusals of the handling itself, in the words of the catalogue. */
const handlingRefusals: HandlingRefusals<Refusal> = {
  commandIdReused: () => refusal("COMMAND_ID_REUSED", undefined, { field: "commandId" }),
  staleRevision: (actual) =>
    refusal("STALE_REVISION", actual === null ? "It does not exist." : `It is at ${actual}.`, {
      field: "expectedRevision",
      ...(actual === null ? {} : { allowed: [String(actual)] }),
    }),
  subjectErased: () => refusal("CUSTOMER_ERASED"),
  tooLarge: (bytes, limit) => refusal("TOO_LARGE", `${bytes} bytes, at most ${limit}.`),
  storeUnavailable: (cause) => refusal("STORE_UNAVAILABLE", wordsOf(cause)),
  unreadable: ({ code, message }) => refusal(code, `Its stream cannot be read: ${message}.`),
};

export function handlerOf<State, Command extends CommandLike, Event extends AnyEvent, Context>(
  aggregate: Aggregate<State, Command, Event, Refusal, Context>,
  { store, keys, clock, backoff }: CommandGround,
): CommandHandler<State, Command, Refusal> {
  const ground: Ground<Event, Refusal> = {
    store,
    keys,
    clock,
    codec: createCodec<Event>(eventFormats),
    refusals: handlingRefusals,
  };
  return createCommandHandler(aggregate, ground, { backoff, hot: HOT_STREAMS });
}
